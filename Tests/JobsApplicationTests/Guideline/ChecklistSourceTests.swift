import JobsDomain
import Testing

@testable import JobsApplication

@Suite("Where the items of a model's checklist come from")
struct ChecklistSourceTests {
    private static let document = "# 규칙\r\n\r\n장비를  꼭 쓴다. 🧤\r\n문을 닫는다. 문을 닫는다."

    private func answer(_ quotes: [JSONValue?]) -> JSONValue {
        let items = quotes.map { quote in
            var item: JSONObject = ["text": "점검한다.", "required": .bool(true)]
            item.append("source_quote", quote)
            return JSONValue.object(item)
        }
        return .object(["categories": [.object(["name": "규칙", "items": .array(items)])]])
    }

    private func sources(_ quotes: [JSONValue?], part: StepPart? = nil) throws -> [JSONValue] {
        let context = GuidelineSample.context(Self.document, part: part)
        return try ChecklistStep().output(from: self.answer(quotes), in: context).sources
    }

    @Test func aFoundQuoteIsTheDocumentsOwnText() throws {
        let sources = try self.sources(["장비를 꼭 쓴다.", "문을 닫는다.", "문을 닫는다."])
        let places = [8..<18, 22..<29, 30..<37]
        let texts = ["장비를  꼭 쓴다.", "문을 닫는다.", "문을 닫는다."]
        #expect(sources == zip(texts, places).map { .object(SourceQuote(text: $0, range: $1).object) })
        for place in zip(texts, places) { #expect(Self.document.scalars(place.1) == place.0) }
    }

    @Test func theMembersAreInAFixedOrder() throws {
        let context = GuidelineSample.context("문을 닫는다.")
        let output = try ChecklistStep().output(from: self.answer(["문을 닫는다."]), in: context)
        #expect(
            String(decoding: output.serialized, as: UTF8.self)
                == #"{"categories":[{"name":"규칙","items":[{"id":1,"text":"점검한다.","required":true,"#
                + #""source":{"quote":"문을 닫는다.","start":0,"end":7,"verified":true}}]}],"#
                + #""total_items":1,"required_items":1}"#
        )
    }

    @Test func aMissingOrWrongQuoteCostsNobodyACall() throws {
        let quotes: [JSONValue?] = [nil, "", .null, .integer(3), ["a"], "없는 말"]
        let expected = ["", "", "", "", "", "없는 말"].map { JSONValue.object(SourceQuote(unverified: $0).object) }
        #expect(try self.sources(quotes) == expected)
    }

    @Test func aPartsPlacesAreTheDocuments() throws {
        let offset = 22
        let text = Self.document.scalars(offset..<Self.document.unicodeScalars.count)
        let part = StepPart(level: 0, number: 2, count: 2, text: text, offset: offset)
        let sources = try self.sources(["문을 닫는다.", "문을 닫는다.", "장비를 꼭 쓴다."], part: part)
        #expect(sources.map { $0["start"]?.integer } == [22, 30, nil])
        #expect(sources.map { $0["end"]?.integer } == [29, 37, nil])
    }

    @Test func aStoredChecklistIsReadAsItWas() throws {
        let context = GuidelineSample.context(Self.document)
        let output = try ChecklistStep().output(from: self.answer(["문을 닫는다.", "없는 말"]), in: context)
        #expect(Checklist(stored: output)?.object == output)
        #expect(Checklist(stored: ["categories": [.object(["name": "a"])]]) == nil)
        #expect(Checklist(stored: [:]) == nil)
    }
}
