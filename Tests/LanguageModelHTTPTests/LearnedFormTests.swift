import JobsApplication
import Testing

@testable import LanguageModelHTTP

/// A refusal, and what it teaches.
struct RefusalSample: Sendable, CustomTestStringConvertible {
    let kind: ProviderKind
    let status: Int
    let message: String
    var parameter: String?
    var code: String?
    let lesson: RequestForm.Lesson?

    init(
        _ kind: ProviderKind,
        _ message: String,
        _ lesson: RequestForm.Lesson?,
        parameter: String? = nil,
        code: String? = nil,
        status: Int = 400
    ) {
        self.kind = kind
        self.status = status
        self.message = message
        self.parameter = parameter
        self.code = code
        self.lesson = lesson
    }

    var testDescription: String { "\(self.kind): \(self.message)" }

    static let all: [RefusalSample] = [
        RefusalSample(
            .openAICompatible,
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            .otherOutputLimit,
            parameter: "max_tokens",
            code: "unsupported_parameter"
        ),
        RefusalSample(.openAI, "Unrecognized request argument supplied: max_completion_tokens", .otherOutputLimit),
        RefusalSample(
            .ollama,
            "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value.",
            .noTemperature,
            parameter: "temperature",
            code: "unsupported_value"
        ),
        RefusalSample(.openAI, "Unsupported value: 'temperature'", nil, parameter: "temperature"),
        RefusalSample(.openAI, "Unrecognized request argument supplied: stream_options", .noUsageOption),
        RefusalSample(.groq, "Unrecognized request argument supplied: stream_options", nil),
        RefusalSample(
            .openAI,
            "Your organization must be verified to stream this model.",
            .noStream,
            parameter: "stream",
            code: "unsupported_value"
        ),
        RefusalSample(.openAICompatible, "Streaming is not supported for this model", .noStream),
        RefusalSample(.groq, "This model does not support response format `json_schema`", .lowerSchema),
        RefusalSample(
            .openAI,
            "Invalid schema for response_format 'X': at most 500 enum values",
            .lowerSchema,
            parameter: "response_format"
        ),
        RefusalSample(.openAICompatible, "Failed to parse grammar", .lowerSchema),
        RefusalSample(
            .gemini,
            "The specified schema produces a constraint that has too many states for serving.",
            .lowerSchema
        ),
        RefusalSample(
            .gemini,
            "Invalid JSON payload received. Unknown name \\\"responseJsonSchema\\\" at 'generation_config'",
            .lowerSchema
        ),
        RefusalSample(.gemini, "JSON mode is not enabled for models/gemma-3-1b-it", .lowerSchema),
        RefusalSample(.anthropic, "output_config: Extra inputs are not permitted", .lowerSchema),
        RefusalSample(.anthropic, "'claude-3-haiku-20240307' does not support output format", .lowerSchema),
        RefusalSample(
            .anthropic,
            "max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens for claude-3-haiku",
            .smallerOutput(4_096)
        ),
        RefusalSample(
            .openAI,
            "max_tokens is too large: 20000. This model supports at most 4096 completion tokens",
            .smallerOutput(4_096)
        ),
        RefusalSample(.openAI, "you must provide a model parameter", nil),
        RefusalSample(.openAI, "the downstream answer is unknown", nil),
    ]
}

@Suite("What a refusal teaches")
struct LearnedFormTests {
    private static func decode(_ sample: RefusalSample, _ learned: LearnedForm) -> LanguageModelError? {
        func quoted(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "null" }
        let body = """
            {"error":{"message":"\(sample.message)","type":"invalid_request_error",\
            "param":\(quoted(sample.parameter)),"code":\(quoted(sample.code))}}
            """
        let form = learned.current
        return Samples.decode(Samples.response(sample.status, body), kind: sample.kind) { error in
            RequestForm.Lesson(error, form: form).map { learned.learn($0, from: form) } ?? false
        }
        .failure
    }

    @Test("Each refusal changes what it is about", arguments: RefusalSample.all)
    func refusals(_ sample: RefusalSample) {
        let learned = LearnedForm(sample.kind.dialect.form)
        let error = Self.decode(sample, learned)
        var expected = sample.kind.dialect.form
        if let lesson = sample.lesson {
            let changes = expected.learn(lesson)
            #expect(changes)
            #expect(error?.code == .unsupported)
        }
        #expect(error?.hasAdapted == (sample.lesson != nil))
        #expect(learned.current == expected)
    }

    @Test("A server that refuses everything is given up after a few questions", arguments: ProviderKind.all)
    func bounded(_ kind: ProviderKind) {
        let learned = LearnedForm(kind.dialect.form)
        var questions = 0
        var forms: Set<RequestForm> = [learned.current]
        while questions < 50 {
            let refusals = RefusalSample.all.map { RefusalSample(kind, $0.message, nil, parameter: $0.parameter) }
            guard refusals.contains(where: { Self.decode($0, learned)?.hasAdapted == true }) else { break }
            questions += 1
            // No question is put in a form that was refused before.
            #expect(forms.insert(learned.current).inserted)
        }
        #expect((1...9).contains(questions))
        #expect(learned.current.schema == .prompt)
    }

    @Test("Two calls that fall from the same rung take one step, and both may try again")
    func together() {
        let learned = LearnedForm(ProviderKind.openAI.dialect.form)
        let used = learned.current
        #expect(learned.learn(.lowerSchema, from: used))
        #expect(learned.learn(.lowerSchema, from: used))
        #expect(learned.current.schema == .jsonObject)
        #expect(learned.learn(.otherOutputLimit, from: used))
        #expect(learned.learn(.otherOutputLimit, from: used))
        #expect(learned.current.outputLimit == .maxTokens)
    }

    @Test("An overflow or a filter teaches nothing, whatever words it holds")
    func otherErrors() {
        let learned = LearnedForm(ProviderKind.openAICompatible.dialect.form)
        let overflow = RefusalSample(
            .openAICompatible,
            "This model's maximum context length is 4096 tokens; max_tokens and the schema are not supported beyond it",
            nil
        )
        let error = Self.decode(overflow, learned)
        #expect(error?.code == .contextOverflow)
        #expect(error?.hasAdapted == false)
        #expect(learned.current == ProviderKind.openAICompatible.dialect.form)
    }
}
