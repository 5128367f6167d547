import JobsDomain
import JobsInMemory
import Testing

@testable import JobsApplication

@Suite("Input of the guideline workflow")
struct GuidelineInputTests {
    private let workflow = Workflow.guideline(defaultDocument: "기본 문서", title: "기본 제목")

    private func problems(_ input: JSONObject) -> [String] {
        do {
            _ = try self.workflow.encodeInput(input)
            return []
        } catch {
            #expect(error.problems.allSatisfy { !$0.detail.isEmpty && !$0.koreanDetail.isEmpty })
            return error.problems.map(\.pointer)
        }
    }

    private func encoded(_ input: JSONObject) throws -> String {
        String(decoding: try self.workflow.encodeInput(input), as: UTF8.self)
    }

    @Test func hasTheAgreedIdentity() {
        #expect(Workflow.guideline.identity == WorkflowIdentity(name: "guideline", version: 1))
        #expect(Workflow.guideline.queue == "guideline_queue")
        #expect(Workflow.guideline.topLevelInputNames == ["text", "title"])
        #expect(Workflow.guideline.documentInputName == "text")
        #expect(Workflow.guideline.steps.map(\.name) == ["summary", "checklist"])
        #expect(Workflow.guideline.steps.map(\.completionLabel) == ["summary_generated", "checklist_generated"])
    }

    @Test func refusesWhatIsWrongMemberByMember() {
        #expect(self.problems(["text": .string("")]) == ["/text"])
        #expect(self.problems(["text": .string(" \n\t\u{3000}")]) == ["/text"])
        #expect(self.problems(["text": .null]) == ["/text"])
        #expect(self.problems(["text": .integer(5)]) == ["/text"])
        #expect(self.problems(["text": .array([])]) == ["/text"])
        #expect(self.problems(["text": .string("a\u{0}b")]) == ["/text"])
        #expect(self.problems(["text": .string("a"), "title": .bool(true)]) == ["/title"])
        #expect(self.problems(["text": .string("a"), "title": .string("\u{0}")]) == ["/title"])
        #expect(self.problems(["unknown": .string("a")]) == ["/unknown"])
        #expect(self.problems(["a/b~c": .null]) == ["/a~1b~0c"])
        #expect(self.problems(["x": .null, "text": .string(""), "title": .null]) == ["/x", "/text", "/title"])
    }

    @Test func countsUnicodeScalars() throws {
        let longest = String(repeating: "가", count: 400_000)
        #expect(self.problems(["text": .string(longest)]).isEmpty)
        #expect(self.problems(["text": .string(longest + "a")]) == ["/text"])
        // One visible character each, but two scalars.
        let flags = String(repeating: "🇰🇷", count: 200_001)
        #expect(self.problems(["text": .string(flags)]) == ["/text"])
        #expect(self.problems(["text": .string("a"), "title": .string(String(repeating: "é", count: 300))]).isEmpty)
        #expect(
            self.problems(["text": .string("a"), "title": .string(String(repeating: "é", count: 301))]) == ["/title"]
        )
    }

    @Test func keepsTextExactlyAsSent() throws {
        for text in ["한글", "한글".decomposed, "e\u{301}", "é", "\u{FEFF} a\r\n\tb ", "\u{200B}x"] {
            let bytes = try self.workflow.encodeInput(["text": .string(text), "title": .string(text)])
            let input = try JSONValue(parsing: bytes)
            #expect(input["text"]?.string?.isSameUTF8(as: text) == true)
            #expect(input["title"]?.string?.isSameUTF8(as: text) == true)
        }
        let composed = try self.workflow.encodeInput(["text": .string("한글")])
        #expect(composed != (try self.workflow.encodeInput(["text": .string("한글".decomposed)])))
    }

    @Test func encodesOnceInOneOrder() throws {
        #expect(try self.encoded(["title": .string("b"), "text": .string("a")]) == #"{"text":"a","title":"b"}"#)
        #expect(try self.encoded(["text": .string("a")]) == #"{"text":"a"}"#)
    }

    @Test func usesTheDefaultDocumentWithoutText() throws {
        #expect(try self.workflow.encodeInput([:]) == self.workflow.defaultInput)
        #expect(try self.encoded([:]) == #"{"text":"기본 문서","title":"기본 제목"}"#)
        #expect(try self.encoded(["title": .string("x")]) == #"{"text":"기본 문서","title":"x"}"#)
    }

    @Test func theBundledDocumentIsValid() throws {
        let input = try JSONValue(parsing: Workflow.guideline.defaultInput)
        let object = try #require(input.object)
        #expect(try Workflow.guideline.encodeInput(object) == Workflow.guideline.defaultInput)
    }

    @Test func theSchemaIsClosedAndSaysTheLimits() {
        let schema = self.workflow.inputSchema
        #expect(schema["additionalProperties"]?.bool == false)
        #expect(schema["properties"]?["text"]?["maxLength"]?.integer == 400_000)
        #expect(schema["properties"]?["title"]?["maxLength"]?.integer == 300)
        #expect(schema["properties"]?["text"]?["pattern"]?.string == #"^[^\u0000]*$"#)
    }

    @Test func itsTitleIsReadBackFromTheEncodedInput() throws {
        let title = { (input: JSONObject) in self.workflow.title(try self.workflow.encodeInput(input)) }
        let texts = [
            "문서", #"quote","title":"not this""#, #"{"title":"nor this"}"#, #"back\slash\"#, #"\","title":"x"#, "\n\"",
            String(repeating: "가", count: 400_000),
        ]
        let titles = [
            "제목", "", #"a "quoted", \ title"#, String(repeating: "\u{1F}", count: 300),
            String(repeating: "\u{1F600}", count: 300),
        ]
        for text in texts {
            #expect(try title(["text": .string(text)]) == nil)
            for expected in titles {
                let found = try title(["title": .string(expected), "text": .string(text)])
                #expect(found?.utf8.elementsEqual(expected.utf8) == true)
            }
        }
        #expect(self.workflow.title(self.workflow.defaultInput) == "기본 제목")
        #expect(Workflow.guideline.title(Workflow.guideline.defaultInput) == nil)
        #expect(self.workflow.title([]) == nil)
    }

    @Test func aSubmittedJobIsFoundByItsTitle() async throws {
        let harness = ServiceHarness()
        let service = harness.service([])
        let fields: JSONObject = ["text": .string("문서"), "title": .string("Release 규칙")]
        let named = try await service.submitJob(fields).id
        _ = try await service.submitJob(["text": .string("release")])
        let found = try await harness.store.page(JobListQuery(title: "RELEASE 규", limit: 9))
        #expect(found.jobs.map(\.job.id) == [named])
    }
}
