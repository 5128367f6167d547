import FakeProviders
import JobsDomain
import Testing

@Suite("The fake providers answer as the real ones do", .timeLimit(.minutes(1)))
struct HealthyServerTests {
    private static func isOfSchema(_ text: String?) -> Bool {
        guard let text, let value = try? JSONValue(parsing: text) else { return false }
        return value["title"]?.string?.contains("직원") == true && value["points"]?.array?.first?.string != nil
    }

    @Test("A whole answer is of the schema, and the log tells of it", arguments: Flavour.allCases)
    func whole(_ flavour: Flavour) throws {
        let server = try FakeProviderServer()
        let answer = try #require(try WireClient.ask(server, SampleQuestion(flavour: flavour)))
        #expect(answer.status == 200)
        #expect(answer.isComplete)
        #expect(Self.isOfSchema(SampleText.whole(answer.json ?? .null, flavour)))
        #expect(server.violations == [])
        let entry = try #require(server.log.first)
        #expect(server.log.count == 1)
        #expect(entry.flavour == flavour)
        #expect(entry.model == "sample")
        #expect(entry.clientRequestID == "client-7")
        #expect(entry.hasRightKey)
        #expect(answer.text.contains(entry.requestID ?? "?") || answer.headers.values.contains(entry.requestID ?? "?"))
    }

    @Test("A stream brings the same text, in many pieces", arguments: Flavour.allCases)
    func stream(_ flavour: Flavour) throws {
        let server = try FakeProviderServer()
        let question = SampleQuestion(flavour: flavour, isStream: true)
        let answer = try #require(try WireClient.ask(server, question))
        #expect(answer.headers["content-type"]?.hasPrefix("text/event-stream") == true)
        #expect(answer.isComplete)
        #expect(Self.isOfSchema(SampleText.streamed(answer.events, flavour)))
        #expect(answer.events.count >= StreamPlan.pieces)
        #expect(answer.text.contains(flavour == .gemini ? "usageMetadata" : "usage"))
        #expect((answer.events.last == "[DONE]") == (flavour == .openAI || flavour == .groq))
        #expect(server.violations == [])
    }

    @Test("Anthropic's older form: the answer is the input of a tool", arguments: [false, true])
    func tool(isStream: Bool) throws {
        let server = try FakeProviderServer()
        var question = SampleQuestion(flavour: .anthropic, isStream: isStream)
        let tool = JSONValue.object(["name": "emit", "input_schema": SampleQuestion.schema])
        question.changes = ["output_config": nil, "tools": [tool]]
        let answer = try #require(try WireClient.ask(server, question))
        #expect(answer.text.contains("tool_use"))
        if isStream {
            let pieces = answer.events.compactMap { try? JSONValue(parsing: $0) }
                .compactMap { $0["delta"]?["partial_json"]?.string }
            #expect(Self.isOfSchema(pieces.joined()))
        } else {
            #expect(answer.json?["content"]?.array?.first?["input"]?["points"]?.array?.count == 1)
        }
        #expect(server.violations == [])
    }

    @Test("A schema that only the prompt shows is answered too")
    func schemaInProse() throws {
        let server = try FakeProviderServer()
        let schema = String(decoding: SampleQuestion.schema.serialized, as: UTF8.self)
        var question = SampleQuestion()
        question.changes = [
            "response_format": .object(["type": "json_object"]),
            "messages": [
                .object(["role": "user", "content": .string("Answer as JSON {of this schema}: \(schema) 끝")])
            ],
        ]
        let answer = try #require(try WireClient.ask(server, question))
        #expect(Self.isOfSchema(SampleText.whole(answer.json ?? .null, .openAI)))
    }

    @Test("A script is played turn by turn, and its last turn repeats")
    func script() throws {
        let server = try FakeProviderServer()
        server.script("sample", [.error(.server(status: 500)), .page(502), .healthy])
        let statuses = try (0..<4).map { _ in try WireClient.ask(server, SampleQuestion())?.status }
        #expect(statuses == [500, 502, 200, 200])
        #expect(try WireClient.ask(server, SampleQuestion(model: "other"))?.status == 200)
        #expect(server.log.map(\.number) == [1, 2, 3, 4, 5])
    }

    @Test("Requests to other places", arguments: [("/health", 200), ("/v1/models", 200), ("/api/version", 200)])
    func places(_ path: String, _ status: Int) throws {
        let server = try FakeProviderServer()
        let request = Array("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
        #expect(RawAnswer(try WireClient.exchange(server, request).bytes)?.status == status)
        #expect(server.log.isEmpty)
        #expect(server.violations == [])
    }

    @Test("The pace of a stream can be set")
    func pacing() throws {
        let server = try FakeProviderServer(pacing: Pacing(first: .milliseconds(50), next: .milliseconds(2)))
        let start = ContinuousClock.now
        _ = try WireClient.ask(server, SampleQuestion(isStream: true))
        #expect(ContinuousClock.now - start >= .milliseconds(150))
    }
}
