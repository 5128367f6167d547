import HTTPTransport
import JobsApplication
import JobsDomain
import Testing

@testable import LanguageModelHTTP

@Suite("Questions as they are sent")
struct RequestEncodingTests {
    private static func body(
        _ kind: ProviderKind,
        _ prompt: ModelPrompt = Samples.prompt("줄\n\"인용\""),
        _ lessons: RequestForm.Lesson...
    ) -> String {
        var form = kind.dialect.form
        for lesson in lessons {
            let changes = form.learn(lesson)
            #expect(changes)
        }
        return String(decoding: kind.dialect.body(model: "m/1", prompt: prompt, form: form), as: UTF8.self)
    }

    private static let question =
        #"[{"role":"system","content":"Summarise."},{"role":"user","content":"줄\n\"인용\""}]"#
    private static let nested =
        #""response_format":{"type":"json_schema","json_schema":{"name":"guideline_summary","strict":true,"#
        + #""schema":\#(Samples.schema)}}"#
    /// How the schema stands in a prompt, as JSON.
    private static let told =
        #"Summarise.\n\nAnswer with one JSON object and nothing else. It has to fit this JSON Schema:\n"#
        + Samples.schema.replacing("\"", with: "\\\"")
    private static let toldQuestion =
        #"[{"role":"system","content":"\#(told)"},{"role":"user","content":"줄\n\"인용\""}]"#

    @Test(
        "OpenAI and those like it, whole",
        arguments: [
            (
                ProviderKind.openAI,
                #""max_completion_tokens":900,"stream":true,"stream_options":{"include_usage":true}"#
            ),
            (.groq, #""max_completion_tokens":900,"temperature":0.2,"stream":true"#),
            (.ollama, #""max_tokens":900,"temperature":0.2,"stream":true,"stream_options":{"include_usage":true}"#),
            (
                .openAICompatible,
                #""max_tokens":900,"temperature":0.2,"stream":true,"stream_options":{"include_usage":true}"#
            ),
        ]
    )
    func chat(_ kind: ProviderKind, _ end: String) {
        #expect(Self.body(kind) == #"{"model":"m/1","messages":\#(Self.question),\#(Self.nested),\#(end)}"#)
    }

    @Test("Anthropic, whole")
    func anthropic() {
        let expected =
            #"{"model":"m/1","max_tokens":900,"system":"Summarise.","messages":[{"role":"user","#
            + #""content":"줄\n\"인용\""}],"output_config":{"format":{"type":"json_schema","#
            + #""schema":\#(Samples.schema)}},"stream":true}"#
        #expect(Self.body(.anthropic) == expected)
    }

    @Test("Gemini, whole")
    func gemini() {
        let expected =
            #"{"systemInstruction":{"parts":[{"text":"Summarise."}]},"contents":[{"role":"user","#
            + #""parts":[{"text":"줄\n\"인용\""}]}],"generationConfig":{"responseMimeType":"application/json","#
            + #""responseJsonSchema":\#(Samples.schema),"maxOutputTokens":900,"candidateCount":1}}"#
        #expect(Self.body(.gemini) == expected)
    }

    @Test("A correction is a turn of the model's and one of the user's, and the last turn is the user's")
    func correction() {
        let prompt = Samples.prompt("q", correction: ModelCorrection(answer: #"{"a""#, request: "title: missing"))
        let chat =
            #"{"role":"user","content":"q"},{"role":"assistant","content":"{\"a\""},"#
            + #"{"role":"user","content":"title: missing"}]"#
        for kind in ProviderKind.all where kind.identity.name != "gemini" {
            #expect(Self.body(kind, prompt).contains(chat))
        }
        let contents =
            #""contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"text":"{\"a\""}]},"#
            + #"{"role":"user","parts":[{"text":"title: missing"}]}]"#
        #expect(Self.body(.gemini, prompt).contains(contents))
    }

    @Test("An empty answer is no turn, since no API takes one", arguments: ProviderKind.all)
    func emptyCorrection(_ kind: ProviderKind) {
        let prompt = Samples.prompt("q", correction: ModelCorrection(answer: "", request: "again"))
        let body = Self.body(kind, prompt)
        #expect(!body.contains("assistant") && !body.contains(#""role":"model""#))
        #expect(body.contains("again"))
    }

    @Test("The ladder of chat completions")
    func chatLadder() {
        let flat = Self.body(.openAICompatible, Samples.prompt("줄\n\"인용\""), .lowerSchema)
        #expect(flat.contains(#""messages":\#(Self.question),"response_format":{"type":"json_object","schema":{"#))
        let object = Self.body(.openAI, Samples.prompt("줄\n\"인용\""), .lowerSchema)
        #expect(object.contains(#""messages":\#(Self.toldQuestion),"response_format":{"type":"json_object"},"#))
        let plain = Self.body(.openAI, Samples.prompt("줄\n\"인용\""), .lowerSchema, .lowerSchema)
        #expect(plain.contains(#""messages":\#(Self.toldQuestion),"max_completion_tokens""#))
    }

    @Test("The ladder of Anthropic")
    func anthropicLadder() {
        let tool = Self.body(.anthropic, Samples.prompt(), .lowerSchema)
        let expected =
            #""tools":[{"name":"emit","description":"Return the result","input_schema":\#(Samples.schema)}],"#
            + #""tool_choice":{"type":"tool","name":"emit","disable_parallel_tool_use":true}"#
        #expect(tool.contains(expected))
        #expect(!tool.contains("output_config"))
        let plain = Self.body(.anthropic, Samples.prompt(), .lowerSchema, .lowerSchema)
        #expect(plain.contains(#""system":"\#(Self.told)""#))
        #expect(!plain.contains("tools"))
    }

    @Test("The ladder of Gemini: the older form has types in capitals and says nothing of other members")
    func geminiLadder() {
        let older = Self.body(.gemini, Samples.prompt(), .lowerSchema)
        let schema =
            #""responseSchema":{"type":"OBJECT","properties":{"title":{"type":"STRING"},"points":{"type":"ARRAY","#
            + #""items":{"type":"STRING"}}},"propertyOrdering":["title","points"],"required":["title","points"]},"#
        #expect(older.contains(schema))
        #expect(!older.contains("responseJsonSchema"))
        let typed = Self.body(.gemini, Samples.prompt(), .lowerSchema, .lowerSchema)
        #expect(typed.contains(#""responseMimeType":"application/json","maxOutputTokens""#))
        #expect(typed.contains(Self.told))
        let plain = Self.body(.gemini, Samples.prompt(), .lowerSchema, .lowerSchema, .lowerSchema)
        #expect(plain.contains(#""generationConfig":{"maxOutputTokens""#))
    }

    @Test("A member that is called like a word of schemas keeps its name")
    func trickyNames() throws {
        let schema = try JSONValue(
            parsing: #"{"type":"object","properties":{"type":{"type":"string"},"additionalProperties":{"type":"array","#
                + #""items":{"type":"object","properties":{}}}},"required":["type"],"additionalProperties":false}"#
        )
        let expected =
            #"{"type":"OBJECT","properties":{"type":{"type":"STRING"},"additionalProperties":{"type":"ARRAY","#
            + #""items":{"type":"OBJECT","properties":{},"propertyOrdering":[]}}},"#
            + #""propertyOrdering":["type","additionalProperties"],"required":["type"]}"#
        #expect(String(decoding: GeminiDialect.openAPISchema(schema).serialized, as: UTF8.self) == expected)
    }

    @Test("What has been learned changes the body and nothing else")
    func lessons() {
        let prompt = Samples.prompt()
        #expect(Self.body(.openAI, prompt, .otherOutputLimit).contains(#""max_tokens":900"#))
        #expect(Self.body(.ollama, prompt, .otherOutputLimit).contains(#""max_completion_tokens":900"#))
        #expect(!Self.body(.ollama, prompt, .noTemperature).contains("temperature"))
        #expect(!Self.body(.openAI, prompt, .noUsageOption).contains("stream_options"))
        let whole = Self.body(.openAI, prompt, .noStream)
        #expect(whole.hasSuffix(#""stream":false}"#))
        for kind in ProviderKind.all { #expect(Self.body(kind, prompt, .smallerOutput(400)).contains(#"okens":400"#)) }
    }

    @Test(
        "Where Gemini is asked",
        arguments: [
            ("gemini-2.5-flash", true, "/v1beta/models/gemini-2.5-flash:streamGenerateContent"),
            ("gemini-2.5-flash", false, "/v1beta/models/gemini-2.5-flash:generateContent"),
            ("models/gemini-x", false, "/v1beta/models/gemini-x:generateContent"),
            ("a/b?c 길", false, "/v1beta/models/a%2fb%3fc%20%ea%b8%b8:generateContent"),
        ]
    )
    func geminiPath(_ model: String, _ isStreamed: Bool, _ path: String) {
        let endpoint = GeminiDialect().endpoint(model: model, isStreamed: isStreamed)
        #expect(endpoint.path == path)
        #expect(endpoint.query == (isStreamed ? "alt=sse" : nil))
    }

    @Test("Who asks is said in the provider's own header, and never in the address", arguments: ProviderKind.all)
    func key(_ kind: ProviderKind) {
        let headers = kind.dialect.headers(key: "k-1")
        let name = ["anthropic": "x-api-key", "gemini": "x-goog-api-key"][kind.identity.name] ?? "Authorization"
        #expect(headers.first(name) == (name == "Authorization" ? "Bearer k-1" : "k-1"))
        #expect(kind.dialect.headers(key: nil).first(name) == nil)
        #expect(headers.first("anthropic-version") == (kind.identity.name == "anthropic" ? "2023-06-01" : nil))
        let endpoint = kind.dialect.endpoint(model: "m", isStreamed: true)
        #expect(!endpoint.path.contains("k-1") && endpoint.query?.contains("k-1") != true)
    }
}
