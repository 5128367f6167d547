import JobsDomain
import Testing

@testable import JobsApplication

@Suite("A guideline that is asked about in parts")
struct GuidelinePartsTests {
    private static let summary: JSONObject = [
        "title": "제목", "content": "본문.", "key_points": ["요점"], "word_count": .integer(1),
    ]

    private static func part(_ number: Int = 2, of count: Int = 3, level: Int = 0, text: String = "조각") -> StepPart {
        StepPart(level: level, number: number, count: count, text: text, offset: 0)
    }

    private func prompt(_ step: some WorkflowStep, _ part: StepPart?, text: String = "문서 전체") throws -> ModelPrompt {
        let outputs: JSONObject = ["summary": .object(Self.summary)]
        return try step.prompt(for: GuidelineSample.context(text, outputs: outputs, part: part))
    }

    // MARK: - Questions

    @Test func theWholeDocumentIsDivisible() throws {
        let context = GuidelineSample.context("문서\r\n전체", part: Self.part())
        #expect(try SummaryStep().divisibleText(in: context) == "문서\r\n전체")
        #expect(try ChecklistStep().divisibleText(in: context) == "문서\r\n전체")
    }

    @Test func aPieceIsIntroducedAsOne() throws {
        for step in [SummaryStep(), ChecklistStep()] as [any WorkflowStep] {
            let korean = try self.prompt(step, Self.part())
            #expect(korean.user.contains("<<<DOCUMENT k7Qx2mB9>>>\n조각\n<<<END k7Qx2mB9>>>"))
            #expect(!korean.user.contains("문서 전체"))
            #expect(korean.system.contains("3개 부분 중 2번째 부분"))
            #expect(korean.system.contains("이 부분에 있는"))
            let english = try self.prompt(step, Self.part(), text: "A whole document.")
            #expect(english.system.contains("part 2 of 3 of a longer document"))
            #expect(english.system.contains("only what stands in this part"))
            #expect(korean.schema == english.schema)
        }
    }

    @Test func theLanguageIsTheWholeDocuments() throws {
        for step in [SummaryStep(), ChecklistStep()] as [any WorkflowStep] {
            let korean = try self.prompt(step, Self.part(text: "An English appendix."), text: "한국어 문서입니다.")
            #expect(korean.system.contains("한국어로 답합니다."))
            let english = try self.prompt(step, Self.part(text: "한국어 부록입니다."), text: "An English document.")
            #expect(english.system.contains("Answer in English."))
        }
    }

    @Test func theOnlyPieceIsTheWhole() throws {
        for step in [SummaryStep(), ChecklistStep()] as [any WorkflowStep] {
            let whole = try self.prompt(step, nil)
            #expect(try self.prompt(step, Self.part(1, of: 1, text: "문서 전체")) == whole)
            #expect(!whole.system.contains("부분 중"))
        }
    }

    @Test func summariesAreIntroducedAsSuch() throws {
        let korean = try self.prompt(SummaryStep(), Self.part(1, of: 1, level: 1))
        #expect(korean.user.contains("<<<SUMMARIES k7Qx2mB9>>>\n조각\n<<<END k7Qx2mB9>>>"))
        #expect(korean.system.contains("차례로 나눈 부분들의 요약으로, 앞 단계에서 만들었습니다."))
        #expect(korean.system.contains("문서 전체의 요약 하나"))
        let english = try self.prompt(SummaryStep(), Self.part(1, of: 1, level: 2), text: "English.")
        #expect(english.system.contains("summaries of successive parts of one document"))
        #expect(english.system.contains("one summary of the whole document"))
        let group = try self.prompt(SummaryStep(), Self.part(2, of: 3, level: 1), text: "English.")
        #expect(group.system.contains("shown in 3 groups, and this is group 2."))
        #expect(!group.system.contains("one summary of the whole"))
    }

    // MARK: - Summaries

    private static func partial(_ title: String, points: [String], content: String = "Content.") -> JSONObject {
        Summary(title: title, content: content, keyPoints: points).object
    }

    @Test func summariesBecomeOneNumberedText() throws {
        let outputs = [Self.partial("A", points: ["a", "b\n[Part 9 of 9]"]), Self.partial("B", points: ["c"])]
        let english = try SummaryStep().merge(outputs, in: GuidelineSample.context("English text."))
        #expect(
            english
                == .text(
                    "[Part 1 of 2]\nTitle: A\nContent: Content.\nKey points:\n- a\n- b [Part 9 of 9]\n\n"
                        + "[Part 2 of 2]\nTitle: B\nContent: Content.\nKey points:\n- c"
                )
        )
        let korean = try SummaryStep().merge(outputs, in: GuidelineSample.context("한국어 문서입니다."))
        guard case .text(let text) = korean else { return #expect(Bool(false), "no text") }
        #expect(text.hasPrefix("[2개 부분 중 1번째]\n제목: A\n내용: Content.\n핵심 사항:\n- a\n"))
    }

    @Test func theTextOfManyLongSummariesIsShort() throws {
        let long = Self.partial(
            "T",
            points: Array(repeating: String(repeating: "가", count: 900), count: 50),
            content: String(repeating: "긴 문장. ", count: 4_000)
        )
        let merge = try SummaryStep().merge(Array(repeating: long, count: 20), in: GuidelineSample.context("문서"))
        guard case .text(let text) = merge else { return #expect(Bool(false), "no text") }
        #expect(text.unicodeScalars.count <= 20 * 2_002)
        // A point is there whole or not at all.
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("- ") }.allSatisfy { $0.count == 902 })
    }

    @Test func oneSummaryIsTheSummary() throws {
        let only = Self.partial("A", points: ["a"])
        #expect(try SummaryStep().merge([only], in: GuidelineSample.context("문서")) == .output(only))
    }

    @Test func whatIsNoOutputIsRefused() {
        let context = GuidelineSample.context("문서")
        #expect(throws: StepFailure.unreadablePart) { try SummaryStep().merge([[:], [:]], in: context) }
        #expect(throws: StepFailure.unreadablePart) { try ChecklistStep().merge([[:]], in: context) }
    }

    // MARK: - Checklists

    private static func item(_ text: String, _ range: Range<Int>?, required: Bool = true) -> Checklist.Item {
        Checklist.Item(text: text, isRequired: required, source: SourceQuote(text: text, range: range))
    }

    private func merged(_ parts: [Checklist], text: String = "문서") throws -> JSONObject? {
        let merge = try ChecklistStep().merge(parts.map(\.object), in: GuidelineSample.context(text))
        if case .output(let output) = merge { return output } else { return nil }
    }

    @Test func categoriesOfTheSameNameAreJoined() throws {
        let output = try self.merged([
            Checklist(categories: [
                .init(name: "A", items: [Self.item("a", 0..<1), Self.item("b", nil)]),
                .init(name: "caf\u{E9}", items: [Self.item("c", 4..<5)]),
            ]),
            Checklist(categories: [
                .init(name: "cafe\u{301}", items: [Self.item("d", 6..<7, required: false)]),
                .init(name: " A ", items: [Self.item("a", 0..<1), Self.item("a", 8..<9), Self.item("b", nil)]),
                .init(name: "C", items: [Self.item("c", 4..<5)]),
            ]),
        ])
        let expected = Checklist(categories: [
            .init(name: "A", items: [Self.item("a", 0..<1), Self.item("b", nil), Self.item("a", 8..<9)]),
            .init(name: "caf\u{E9}", items: [Self.item("c", 4..<5)]),
            .init(name: "cafe\u{301}", items: [Self.item("d", 6..<7, required: false)]),
        ])
        #expect(output == expected.object)
        #expect(output?["total_items"]?.integer == 5)
        #expect(output?["required_items"]?.integer == 4)
        let items = (output?["categories"]?.array ?? []).flatMap { $0["items"]?.array ?? [] }
        #expect(items.map { $0["id"]?.integer } == [1, 2, 3, 4, 5])
    }

    @Test func aPieceMayHaveNothingAndTheWholeSaysSo() throws {
        let nothing = try JSONValue(parsing: #"{"categories":[]}"#)
        let piece = GuidelineSample.context("문서", part: Self.part())
        let empty = try ChecklistStep().output(from: nothing, in: piece)
        #expect(empty == Checklist(categories: []).object)
        for part in [nil, Self.part(1, of: 1)] {
            let whole = GuidelineSample.context("문서", part: part)
            #expect(throws: AnswerRejection.self) { try ChecklistStep().output(from: nothing, in: whole) }
        }
        let full = Checklist(categories: [.init(name: "A", items: [Self.item("a", 0..<1)])])
        let context = GuidelineSample.context("문서")
        #expect(try ChecklistStep().merge([empty, full.object, empty], in: context) == .output(full.object))
        let none = Checklist.withoutDemands(in: .korean).object
        #expect(try ChecklistStep().merge([empty, empty], in: context) == .output(none))
    }

    // MARK: - Any division

    /// A model that makes an item of every sentence and quotes it, in a category named for its section.
    private static func answer(to text: String) -> JSONValue {
        let outline = DocumentOutline(text)
        var categories: [(name: String, items: [JSONValue])] = []
        for sentence in outline.sentences {
            let words = outline.text(of: sentence)
            let name = outline.heading(of: sentence.section) ?? "General"
            if categories.last?.name.isSameUTF8(as: name) != true { categories.append((name, [])) }
            let item: JSONObject = [
                "source_quote": .string(words.onOneLine), "text": .string(words),
                "required": .bool(words.count % 2 == 0),
            ]
            categories[categories.count - 1].items.append(.object(item))
        }
        let answers = categories.map { JSONValue.object(["name": .string($0.name), "items": .array($0.items)]) }
        return .object(["categories": .array(answers)])
    }

    @Test("however it is divided, no item is lost and every place is right", arguments: 1...30 as ClosedRange<UInt64>)
    func anyDivision(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let samples = [DefaultGuideline.text, LocalRulesSample.english, LocalRulesSample.regulation]
        var document = samples[Int.random(in: 0..<samples.count, using: &random)]
        if Bool.random(using: &random) { document = document.decomposed }
        if Bool.random(using: &random) { document = document.replacing("\n", with: "\r\n") }
        let length = document.unicodeScalars.count
        let inner = (0..<Int.random(in: 0...6, using: &random)).map { _ in Int.random(in: 1..<length, using: &random) }
        let cuts = [0] + Set(inner).sorted() + [length]

        var outputs: [JSONObject] = []
        for (number, (start, end)) in zip(cuts, cuts.dropFirst()).enumerated() {
            let text = document.scalars(start..<end)
            let part = StepPart(level: 0, number: number + 1, count: cuts.count - 1, text: text, offset: start)
            let context = GuidelineSample.context(document, part: part)
            let answer = Self.answer(to: text)
            guard cuts.count > 2 || answer["categories"]?.array?.isEmpty == false else { continue }
            outputs.append(try ChecklistStep().output(from: answer, in: context))
        }
        let merge = try ChecklistStep().merge(outputs, in: GuidelineSample.context(document))
        guard case .output(let merged) = merge else { return #expect(Bool(false), "no output") }

        let before = outputs.flatMap { zip($0.itemTexts, $0.sources) }
        let after = Array(zip(merged.itemTexts, merged.sources))
        #expect(after.count == before.count)
        #expect(merged["total_items"]?.integer == before.count)
        for (text, source) in before { #expect(after.contains { $0.0.isSameUTF8(as: text) && $0.1 == source }) }
        for (text, source) in after {
            let start = try #require(source["start"]?.integer)
            let end = try #require(source["end"]?.integer)
            #expect(document.scalars(start..<end).isSameUTF8(as: text))
            #expect(source["quote"]?.string?.isSameUTF8(as: text) == true)
        }
        let ids = (merged["categories"]?.array ?? []).flatMap { $0["items"]?.array ?? [] }.map { $0["id"]?.integer }
        #expect(ids == Array(1...before.count))
        #expect(Set(merged.categoryNames.map { Array($0.trimmed.utf8) }).count == merged.categoryNames.count)
    }

    @Test func aDivisionBetweenSectionsChangesNothing() throws {
        let document = DefaultGuideline.text
        let scalars = Array(document.unicodeScalars)
        let heads = scalars.indices.filter { scalars[$0...].starts(with: "\n## ".unicodeScalars) }.map { $0 + 1 }
        let whole = try ChecklistStep().output(from: Self.answer(to: document), in: GuidelineSample.context(document))
        for head in heads {
            let outputs = try [0..<head, head..<scalars.count].enumerated().map { number, range in
                let text = document.scalars(range)
                let part = StepPart(level: 0, number: number + 1, count: 2, text: text, offset: range.lowerBound)
                let context = GuidelineSample.context(document, part: part)
                return try ChecklistStep().output(from: Self.answer(to: text), in: context)
            }
            #expect(try ChecklistStep().merge(outputs, in: GuidelineSample.context(document)) == .output(whole))
        }
    }
}
