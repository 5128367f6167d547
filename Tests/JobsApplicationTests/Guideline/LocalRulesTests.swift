import JobsDomain
import Testing

@testable import JobsApplication

@Suite("Answers without a model")
struct LocalRulesTests {
    private static let documents = [DefaultGuideline.text, LocalRulesSample.english, LocalRulesSample.regulation]

    @Test(arguments: documents)
    func everythingIsQuotedVerbatim(document: String) throws {
        for text in [document, document.decomposed] {
            let items = try GuidelineSample.checklist(of: text).itemTexts
            let points = try GuidelineSample.summary(of: text).keyPoints
            #expect(items.count > 3)
            #expect((1...10).contains(points.count))
            for quote in items + points { #expect(text.containsBytes(of: quote), "not in the document: \(quote)") }
        }
    }

    @Test(arguments: documents)
    func everyItemNamesItsPlace(document: String) throws {
        for text in [document, document.decomposed, "\u{FEFF}" + document.replacing("\n", with: "\r\n")] {
            let checklist = try GuidelineSample.checklist(of: text)
            for (source, quote) in zip(checklist.sources, checklist.itemTexts) {
                let start = try #require(source["start"]?.integer)
                let end = try #require(source["end"]?.integer)
                #expect(text.scalars(start..<end).isSameUTF8(as: quote))
                #expect(source["quote"] == .string(quote))
                #expect(source["verified"] == .bool(true))
            }
        }
    }

    @Test(arguments: documents)
    func decomposedKoreanIsReadTheSame(document: String) throws {
        let composed = try GuidelineSample.checklist(of: document)
        let decomposed = try GuidelineSample.checklist(of: document.decomposed)
        #expect(composed.itemTexts.map(\.decomposed).elementsEqual(decomposed.itemTexts) { $0.isSameUTF8(as: $1) })
        #expect(composed.items.map(\.isRequired) == decomposed.items.map(\.isRequired))
    }

    @Test(arguments: documents)
    func theSameDocumentGivesTheSameBytes(document: String) throws {
        let first = try GuidelineSample.summary(of: document).serialized
        let checklist = try GuidelineSample.checklist(of: document).serialized
        for _ in 0..<3 {
            #expect(try GuidelineSample.summary(of: document).serialized == first)
            #expect(try GuidelineSample.checklist(of: document).serialized == checklist)
        }
    }

    @Test(arguments: documents)
    func localAnswersPassTheRulesForModels(document: String) throws {
        let context = GuidelineSample.context(document)
        let summary = try GuidelineSample.summary(of: document)
        #expect(try SummaryStep().output(from: .object(summary), in: context) == summary)
        let checklist = try GuidelineSample.checklist(of: document)
        #expect(try ChecklistStep().output(from: checklist.asAnswer, in: context) == checklist)
    }

    @Test func theBundledGuidelineIsUnderstood() throws {
        let checklist = try GuidelineSample.checklist(of: DefaultGuideline.text)
        #expect(checklist.itemTexts.contains("개인정보를 로그에 남기는 것을 금지합니다."))
        #expect(!checklist.itemTexts.contains { $0.contains("두 번째 승인을 받을 필요가 없습니다") })
        #expect(checklist.categoryNames.contains("2. 코드 리뷰"))
        let exception = try #require(checklist.itemTexts.first { $0.hasPrefix("심각도가 높은") })
        #expect(exception.contains("다만"))
        #expect(try GuidelineSample.summary(of: DefaultGuideline.text)["title"]?.string == "소프트웨어 개발 가이드라인")
    }

    @Test(arguments: ["!!! --- ???", "***", "…", "\u{200B}", "| --- |\n|---|"])
    func symbolsAloneGetAnHonestAnswer(text: String) throws {
        for (language, statement) in [("ko", "찾지 못했습니다"), ("en", "was found in the document")] {
            let summary = try GuidelineSample.summary(of: text, language: language)
            #expect(summary["content"]?.string?.contains(statement) == true)
            #expect(summary.keyPoints == [summary["content"]?.string])
            let items = try GuidelineSample.checklist(of: text, language: language).items
            #expect(items.count == 1)
            #expect(items.first?.text.contains(statement) == true)
            #expect(items.first?.isRequired == false)
            let sources = try GuidelineSample.checklist(of: text, language: language).sources
            #expect(sources == [.object(SourceQuote(unverified: "").object)])
        }
    }

    @Test func aDocumentWithoutDemandsSaysSo() throws {
        let korean = try GuidelineSample.checklist(of: "우리 팀은 2019년에 시작했다. 사무실은 서울에 있다.", language: "en")
        #expect(korean.categoryNames == ["일반"])
        #expect(korean.items.first?.text.contains("직접 검토해 주세요") == true)
        #expect(korean["required_items"]?.integer == 0)
        let english = try GuidelineSample.checklist(of: "The team was founded in 2019. The office is in Seoul.")
        #expect(english.categoryNames == ["General"])
    }

    @Test func aBanOverAListIsNeverTurnedAround() throws {
        let english = try GuidelineSample.checklist(of: "Do not:\n\n- share passwords\n- Use broken glass\n")
        #expect(english.itemTexts == ["Do not:\n\n- share passwords\n- Use broken glass"])
        let heading = try GuidelineSample.checklist(of: "## Never\n\n- Share passwords\n- Leave the door open\n")
        #expect(heading.itemTexts == ["Never\n\n- Share passwords\n- Leave the door open"])
        let permitted = try GuidelineSample.checklist(of: "You may:\n\n- Use the kitchen\n- Leave the door open\n")
        #expect(permitted.items.allSatisfy { !$0.isRequired && !$0.text.contains("kitchen") })
        let korean = try GuidelineSample.checklist(of: "다음 행위를 해서는 안 된다.\n1. 계정 공유\n2. 무단 반출")
        #expect(korean.itemTexts == ["다음 행위를 해서는 안 된다.\n1. 계정 공유\n2. 무단 반출"])
        #expect(korean.items.first?.isRequired == true)
    }

    @Test func codeAndRepetitionAreLeftOut() throws {
        let text = "You must test.\n\n```\nYou must not read this.\n```\n\nYou must test.\n"
        #expect(try GuidelineSample.checklist(of: text).itemTexts == ["You must test."])
        // A fence that nobody closes hides nothing.
        #expect(try GuidelineSample.checklist(of: "```\nYou must test.\n").itemTexts == ["You must test."])
    }

    @Test func theTitleComesFromTheClientThenTheDocument() throws {
        #expect(try GuidelineSample.summary(of: "# H\n\nA sentence.", title: " T ")["title"]?.string == "T")
        #expect(try GuidelineSample.summary(of: "A sentence.\n\n# H")["title"]?.string == "H")
        let long = String(repeating: "word ", count: 60) + "end."
        let title = try #require(try GuidelineSample.summary(of: long)["title"]?.string)
        #expect(title.unicodeScalars.count <= 120)
        #expect(title.hasSuffix("word…"))
        let endless = String(repeating: "가", count: 5_000)
        #expect(try GuidelineSample.summary(of: endless)["title"]?.string?.unicodeScalars.count == 120)
    }

    @Test(arguments: [
        ("Use 3.5 litres. Stop at 4.0 bar.", ["Use 3.5 litres.", "Stop at 4.0 bar."]),
        ("Use tools, e.g. a hammer. See No. 5 first.", ["Use tools, e.g. a hammer.", "See No. 5 first."]),
        ("기록한다.그리고 보관한다.", ["기록한다.", "그리고 보관한다."]),
        ("① 첫째다. ② 둘째다.", ["첫째다.", "둘째다."]),
        ("1. 개요를 쓴다. 2. 끝낸다.", ["1. 개요를 쓴다.", "2. 끝낸다."]),
        ("**Bold start. Bold end.** Rest.", ["Bold start.", "Bold end.", "Rest."]),
        ("(See chapter 3.) Then go!", ["(See chapter 3.)", "Then go!"]),
        ("Clean it (with water. Not oil.) now. Go.", ["Clean it (with water. Not oil.) now.", "Go."]),
    ])
    func splitsSentences(text: String, sentences: [String]) {
        let source = SourceText(text)
        let found = SentenceSplitter(source).sentences(in: 0..<source.scalars.count).map { source.verbatim($0.range) }
        #expect(found == sentences)
    }

    @Test func wrappedLinesAreOneSentenceAndListEntriesAreNot() {
        let text = "A long line that an editor has broken at some column\nin the middle. Next.\n- one\n- two"
        let outline = DocumentOutline(text)
        #expect(
            outline.sentences.map { outline.text(of: $0) } == [
                "A long line that an editor has broken at some column\nin the middle.", "Next.", "one", "two",
            ]
        )
    }
}
