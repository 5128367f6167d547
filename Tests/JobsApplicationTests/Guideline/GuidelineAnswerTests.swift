import JobsDomain
import Testing

@testable import JobsApplication

@Suite("Judging a model's answers")
struct GuidelineAnswerTests {
    private let context = GuidelineSample.context("문서")

    private func problems(_ step: some WorkflowStep, _ answer: JSONValue) -> [String] {
        do {
            _ = try step.output(from: answer, in: self.context)
            return []
        } catch {
            return error.problems.map { String($0.prefix { $0 != ":" }) }
        }
    }

    private func output(_ step: some WorkflowStep, _ json: String) throws -> String {
        String(decoding: try step.output(from: JSONValue(parsing: json), in: self.context).serialized, as: UTF8.self)
    }

    @Test func summaryCountsItsWordsAndIgnoresTheRest() throws {
        let answer = #"{"word_count":999,"title":" T ","content":"one  two\nthree ","key_points":[" a "],"x":1}"#
        #expect(
            try self.output(SummaryStep(), answer)
                == #"{"title":"T","content":"one  two\nthree","key_points":["a"],"word_count":3}"#
        )
    }

    @Test func checklistNumbersItsItems() throws {
        let source = #""source":{"quote":"","start":null,"end":null,"verified":false}"#
        let answer = """
            {"total_items":7,"categories":[
              {"name":"A","items":[{"id":9,"text":"a","required":true},{"text":" b ","required":false}]},
              {"name":"B","items":[{"text":"c","required":true}]}]}
            """
        #expect(
            try self.output(ChecklistStep(), answer)
                == #"{"categories":[{"name":"A","items":[{"id":1,"text":"a","required":true,\#(source)},"#
                + #"{"id":2,"text":"b","required":false,\#(source)}]},"#
                + #"{"name":"B","items":[{"id":3,"text":"c","required":true,\#(source)}]}],"#
                + #""total_items":3,"required_items":2}"#
        )
    }

    @Test(arguments: [
        (#"[]"#, [""]),
        (#"{}"#, ["/title", "/content", "/key_points"]),
        (#"{"title":1,"content":null,"key_points":"a"}"#, ["/title", "/content", "/key_points"]),
        (#"{"title":" ","content":"\n","key_points":[]}"#, ["/title", "/content", "/key_points"]),
        (
            #"{"title":"t","content":"c","key_points":["a",""," ",3]}"#,
            ["/key_points/1", "/key_points/2", "/key_points/3"]
        ),
        (#"{"title":"t","content":"c\u0000","key_points":["a"]}"#, ["/content"]),
    ])
    func rejectsSummaries(answer: String, pointers: [String]) throws {
        #expect(self.problems(SummaryStep(), try JSONValue(parsing: answer)) == pointers)
    }

    @Test(arguments: [
        (#"null"#, [""]),
        (#"{}"#, ["/categories"]),
        (#"{"categories":[]}"#, ["/categories"]),
        (#"{"categories":[1,{}]}"#, ["/categories/0", "/categories/1/name", "/categories/1/items"]),
        (#"{"categories":[{"name":"","items":[]}]}"#, ["/categories/0/name", "/categories/0/items"]),
        (
            #"{"categories":[{"name":"n","items":[{"text":"","required":"yes"},{"required":true}]}]}"#,
            ["/categories/0/items/0/text", "/categories/0/items/0/required", "/categories/0/items/1/text"]
        ),
    ])
    func rejectsChecklists(answer: String, pointers: [String]) throws {
        #expect(self.problems(ChecklistStep(), try JSONValue(parsing: answer)) == pointers)
    }

    @Test func enforcesLimits() {
        func summary(title: Int = 1, content: Int = 1, points: Int = 1) -> JSONValue {
            .object([
                "title": .string(String(repeating: "가", count: title)),
                "content": .string(String(repeating: "가", count: content)),
                "key_points": .array(Array(repeating: .string("a"), count: points)),
            ])
        }
        #expect(self.problems(SummaryStep(), summary(title: 300, content: 20_000, points: 50)).isEmpty)
        #expect(self.problems(SummaryStep(), summary(title: 301)) == ["/title"])
        #expect(self.problems(SummaryStep(), summary(content: 20_001)) == ["/content"])
        #expect(self.problems(SummaryStep(), summary(points: 51)) == ["/key_points"])

        func checklist(categories: Int, items: Int) -> JSONValue {
            let item = JSONValue.object(["text": .string("a"), "required": .bool(true)])
            let category = JSONValue.object([
                "name": .string("n"), "items": .array(Array(repeating: item, count: items)),
            ])
            return .object(["categories": .array(Array(repeating: category, count: categories))])
        }
        #expect(self.problems(ChecklistStep(), checklist(categories: 100, items: 5)).isEmpty)
        #expect(self.problems(ChecklistStep(), checklist(categories: 101, items: 1)) == ["/categories"])
        #expect(self.problems(ChecklistStep(), checklist(categories: 2, items: 251)) == ["/categories"])
        #expect(self.problems(ChecklistStep(), checklist(categories: 1, items: 501)) == ["/categories/0/items"])
    }

    @Test func problemsDoNotQuoteTheAnswer() throws {
        let answer = try JSONValue(parsing: #"{"title":{"secret":1},"content":["secret"],"key_points":{"secret":2}}"#)
        do {
            _ = try SummaryStep().output(from: answer, in: self.context)
            Issue.record("the answer was accepted")
        } catch {
            #expect(error.problems.allSatisfy { !$0.contains("secret") })
        }
    }
}
