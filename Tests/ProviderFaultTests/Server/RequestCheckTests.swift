import FakeProviders
import JobsDomain
import Testing

@Suite("The fake providers notice what a provider would not take", .timeLimit(.minutes(1)))
struct RequestCheckTests {
    private static let assistant = JSONValue.object(["role": "assistant", "content": "{"])
    private static let open = JSONValue.object([
        "type": "object", "required": [],
        "properties": .object(["a": .object(["type": "string", "minLength": .integer(1)])]),
    ])

    private static func format(_ schema: JSONValue, name: String = "sample") -> JSONValue {
        let inner = JSONValue.object(["name": .string(name), "strict": .bool(true), "schema": schema])
        return .object(["type": "json_schema", "json_schema": inner])
    }

    static let samples: [(String, SampleQuestion)] = [
        ("key", SampleQuestion(headers: ["Authorization": "Bearer wrong"])),
        ("key", SampleQuestion(flavour: .anthropic, headers: ["x-api-key": nil])),
        ("key is sent in", SampleQuestion(flavour: .anthropic, headers: ["Authorization": "Bearer x"])),
        ("address", SampleQuestion(flavour: .gemini, path: "/v1beta/models/sample:generateContent?key=x")),
        ("content type", SampleQuestion(headers: ["Content-Type": "text/plain"])),
        ("Expect", SampleQuestion(headers: ["Expect": "100-continue"])),
        ("User-Agent", SampleQuestion(headers: ["User-Agent": nil])),
        ("anthropic-version", SampleQuestion(flavour: .anthropic, headers: ["anthropic-version": nil])),
        ("max_tokens", SampleQuestion(flavour: .anthropic, changes: ["max_tokens": nil])),
        ("streamed", SampleQuestion(flavour: .anthropic, changes: ["max_tokens": .integer(30_000)])),
        ("limit is told 0", SampleQuestion(changes: ["max_completion_tokens": nil])),
        ("limit is told 2", SampleQuestion(changes: ["max_tokens": .integer(5)])),
        ("assistant's", SampleQuestion(changes: ["messages": [assistant]])),
        ("first turn", SampleQuestion(flavour: .anthropic, changes: ["messages": [assistant]])),
        ("no turn", SampleQuestion(flavour: .gemini, changes: ["contents": []])),
        ("not closed", SampleQuestion(changes: ["response_format": format(open)])),
        ("not required", SampleQuestion(changes: ["response_format": format(open)])),
        ("minLength", SampleQuestion(changes: ["response_format": format(open)])),
        ("no name", SampleQuestion(changes: ["response_format": format(SampleQuestion.schema, name: "a b")])),
        ("Groq knows no store", SampleQuestion(flavour: .groq, changes: ["store": .bool(false)])),
        ("temperature", SampleQuestion(model: "nosampling-1", changes: ["temperature": .number("0.2")])),
        ("no model", SampleQuestion(model: "")),
        ("include_usage", SampleQuestion(isStream: true, changes: ["stream_options": nil])),
        ("alt=sse", SampleQuestion(flavour: .gemini, path: "/v1beta/models/x:streamGenerateContent")),
        ("no endpoint", SampleQuestion(path: "/v1/completions")),
    ]

    @Test("Violations are told", arguments: 0..<RequestCheckTests.samples.count)
    func told(_ index: Int) throws {
        let (word, question) = Self.samples[index]
        let server = try FakeProviderServer()
        _ = try WireClient.ask(server, question)
        #expect(server.violations.contains { $0.contains(word) }, "\(word): \(server.violations)")
    }

    @Test("Gemini's older schemas have types in capitals and are not closed")
    func olderSchema() throws {
        let server = try FakeProviderServer()
        let schema = JSONValue.object([
            "type": "OBJECT", "required": ["a"], "propertyOrdering": ["a"],
            "properties": .object(["a": .object(["type": "STRING"])]),
        ])
        let configuration = JSONValue.object(["responseMimeType": "application/json", "responseSchema": schema])
        let question = SampleQuestion(flavour: .gemini, changes: ["generationConfig": configuration])
        let answer = try #require(try WireClient.ask(server, question))
        #expect(SampleText.whole(answer.json ?? .null, .gemini)?.contains(#"{"a":"모든"#) == true)
        #expect(server.violations == [])
    }
}
