import HTTPTransport
import JobsApplication
import JobsDomain
import Testing

@testable import LanguageModelHTTP

/// A stream that is no answer, and why.
struct StreamSample: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: ProviderKind
    let stream: String
    let code: LanguageModelError.Code

    init(_ name: String, _ kind: ProviderKind, _ stream: String, _ code: LanguageModelError.Code) {
        self.name = name
        self.kind = kind
        self.stream = stream
        self.code = code
    }

    var testDescription: String { self.name }
}

private func chat(_ text: String, finish: String? = nil) -> String {
    let finish = finish.map { "\"\($0)\"" } ?? "null"
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(text)\"},\"finish_reason\":\(finish)}]}\n\n"
}

private func claude(_ reason: String) -> String {
    #"data: {"type":"message_delta","delta":{"stop_reason":"\#(reason)"},"usage":{"output_tokens":7}}"#
        + "\n\ndata: {\"type\":\"message_stop\"}\n\n"
}

private func gemini(_ reason: String, text: String = "x") -> String {
    #"data: {"candidates":[{"content":{"parts":[{"text":"\#(text)"}]},"finishReason":"\#(reason)"}]}"# + "\n\n"
}

private let done = "data: [DONE]\n\n"

extension StreamSample {
    static let all: [StreamSample] = [
        StreamSample("nothing", .openAI, "", .malformedReply),
        StreamSample("comments only", .openAI, ": a\n\n: b\n\n", .malformedReply),
        StreamSample("an end without a beginning", .openAI, done, .malformedReply),
        StreamSample("no finish reason", .openAI, chat("a"), .malformedReply),
        StreamSample("no finish reason, and no JSON", .openAI, chat("{") + done, .malformedReply),
        StreamSample("length", .openAI, chat("{", finish: "length") + done, .truncated),
        StreamSample("filter", .openAI, chat("{", finish: "content_filter") + done, .contentFiltered),
        StreamSample("provider failed", .openAI, chat("{", finish: "error") + done, .serverError),
        StreamSample("tools", .openAI, chat("", finish: "tool_calls") + done, .malformedReply),
        StreamSample("unknown word, no JSON", .openAI, chat("{", finish: "new") + done, .malformedReply),
        StreamSample("empty answer", .openAI, chat("", finish: "stop") + done, .malformedReply),
        StreamSample(
            "refusal",
            .openAI,
            #"data: {"choices":[{"delta":{"refusal":"I can't"},"finish_reason":null}]}"# + "\n\n"
                + chat("", finish: "stop") + done,
            .refused
        ),
        StreamSample(
            "error first",
            .openAI,
            #"data: {"error":{"message":"x","type":"server_error","code":null,"param":null}}"# + "\n\n",
            .serverError
        ),
        StreamSample("error as text", .openAICompatible, #"data: {"error":"boom"}"# + "\n\n", .serverError),
        StreamSample(
            "error after some of the answer",
            .openAI,
            chat("{") + #"data: {"error":{"message":"x","code":"rate_limit_exceeded"}}"# + "\n\n",
            .rateLimited
        ),
        StreamSample(
            "OpenRouter's error beside a choice",
            .openAICompatible,
            chat("{")
                + #"data: {"error":{"code":502,"message":"x"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}"#
                + "\n\n",
            .serverError
        ),
        StreamSample(
            "llama.cpp's overflow with status 200",
            .openAICompatible,
            #"data: {"error":{"code":400,"message":"x","type":"exceed_context_size_error","n_ctx":8192}}"# + "\n\n",
            .contextOverflow
        ),
        StreamSample(
            "Groq stops early",
            .groq,
            chat("{") + #"data: {"x_groq":{"error":"stopped"}}"# + "\n\n",
            .serverError
        ),
        StreamSample(
            "an event that is no JSON",
            .openAI,
            chat("{") + "data: {oops\n\n" + chat("}", finish: "stop") + done,
            .malformedReply
        ),
        StreamSample(
            "Anthropic: overloaded at once",
            .anthropic,
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"details\":null,\"type\":\"overloaded_error\","
                + "\"message\":\"Overloaded\"}}\n\n",
            .overloaded
        ),
        StreamSample("Anthropic: refusal", .anthropic, claude("refusal"), .refused),
        StreamSample("Anthropic: length", .anthropic, claude("max_tokens"), .truncated),
        StreamSample("Anthropic: context", .anthropic, claude("model_context_window_exceeded"), .truncated),
        StreamSample("Anthropic: pause", .anthropic, claude("pause_turn"), .malformedReply),
        StreamSample("Anthropic: another tool", .anthropic, claude("tool_use"), .malformedReply),
        StreamSample("Anthropic: empty", .anthropic, claude("end_turn"), .malformedReply),
        StreamSample(
            "Gemini: question filtered",
            .gemini,
            #"data: {"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":12}}"# + "\n\n",
            .contentFiltered
        ),
        StreamSample("Gemini: length", .gemini, gemini("MAX_TOKENS"), .truncated),
        StreamSample("Gemini: safety", .gemini, gemini("SAFETY"), .contentFiltered),
        StreamSample("Gemini: recitation", .gemini, gemini("RECITATION"), .contentFiltered),
        StreamSample("Gemini: blocklist", .gemini, gemini("BLOCKLIST"), .contentFiltered),
        StreamSample("Gemini: prohibited", .gemini, gemini("PROHIBITED_CONTENT"), .contentFiltered),
        StreamSample("Gemini: personal data", .gemini, gemini("SPII"), .contentFiltered),
        StreamSample("Gemini: other", .gemini, gemini("OTHER"), .serverError),
        StreamSample("Gemini: language", .gemini, gemini("LANGUAGE"), .serverError),
        StreamSample("Gemini: malformed call", .gemini, gemini("MALFORMED_FUNCTION_CALL"), .serverError),
        StreamSample(
            "Gemini: error in an array",
            .gemini,
            #"data: [{"error":{"code":503,"message":"x","status":"UNAVAILABLE"}}]"# + "\n\n",
            .overloaded
        ),
    ]
}

@Suite("Streams that are no answer")
struct StreamedDefectTests {
    @Test("Each is the error that it is", arguments: StreamSample.all)
    func defect(_ sample: StreamSample) {
        let error = Samples.decode(stream: sample.stream, kind: sample.kind).failure
        #expect(error?.code == sample.code)
        #expect(error?.status == 200)
        #expect(error?.wasSent == true)
    }

    @Test(
        "What counts as an answer all the same",
        arguments: [
            chat("{}", finish: "stop"), chat("{}", finish: "stop") + done, chat("{}") + done,
            chat("{}", finish: "some_new_word"), chat("{}", finish: "end_turn"), ": x\n\n" + chat("{}", finish: "stop"),
            chat("{}", finish: "stop") + "data: {oops",
            "event: ping\ndata: {\"x\":\n\n" + chat("{}", finish: "stop"),
            #"data: {"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}]}"# + "\n\n",
            // Words about the call are no errors.
            "data: {\"message\":\"queued\"}\n\ndata: {\"detail\":\"loading\"}\n\n" + chat("{}", finish: "stop"),
            // In one piece under the name of a stream.
            #"{"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}]}"#,
        ]
    )
    func answer(_ stream: String) throws {
        #expect(try Samples.decode(stream: stream, kind: .openAICompatible).get().text == "{}")
    }

    @Test("A truncated answer is paid for: its usage is in the error")
    func usageOfTruncated() {
        let stream =
            chat("{", finish: "length") + #"data: {"choices":[],"usage":{"prompt_tokens":21,"completion_tokens":900}}"#
            + "\n\n" + done
        let streamed = Samples.decode(stream: stream, kind: .openAI).failure
        #expect(streamed?.usage == ModelUsage(inputTokens: 21, outputTokens: 900))
        let body =
            #"{"candidates":[{"content":{"role":"model"},"finishReason":"MAX_TOKENS","index":0}],"usageMetadata":"#
            + #"{"promptTokenCount":1706,"thoughtsTokenCount":2999,"totalTokenCount":4705}}"#
        let whole = Samples.decode(Samples.response(200, body), kind: .gemini).failure
        #expect(whole?.code == .truncated)
        #expect(whole?.usage == ModelUsage(inputTokens: 1_706, outputTokens: 2_999, reasoningTokens: 2_999))
    }

    @Test(
        "Usage that is missing stays unknown, and odd forms do no harm",
        arguments: [
            ("null", ModelUsage.unknown), ("{}", .unknown), ("7", .unknown), (#"{"prompt_tokens":null}"#, .unknown),
            (#"{"prompt_tokens":"12","completion_tokens":3.0}"#, ModelUsage(inputTokens: 12, outputTokens: 3)),
            (#"{"completion_tokens":9223372036854775807}"#, ModelUsage(outputTokens: .max)),
        ]
    )
    func oddUsage(_ usage: String, _ expected: ModelUsage) throws {
        let stream = chat("{}", finish: "stop") + #"data: {"choices":[],"usage":\#(usage)}"# + "\n\n" + done
        #expect(try Samples.decode(stream: stream, kind: .openAI).get().usage == expected)
    }

    @Test("Two hundred white-space characters in a row end the call, in whatever pieces they come")
    func blanks() {
        let piece = chat(#" \n\t "#)
        let enough = String(repeating: piece, count: 50)
        let error = Samples.decode(stream: chat("{") + enough + chat("}", finish: "stop"), kind: .openAI).failure
        #expect(error?.code == .invalidOutput)
        let interrupted = String(repeating: piece, count: 49) + chat("1") + String(repeating: piece, count: 49)
        #expect(
            Samples.decode(stream: chat("{") + interrupted + chat("}", finish: "stop"), kind: .openAI).failure == nil
        )
    }

    @Test("So do a hundred equal pieces")
    func repetition() {
        let ninetyNine = String(repeating: chat("하"), count: 99)
        let few = chat("a") + ninetyNine + chat("a", finish: "stop")
        #expect(Samples.decode(stream: few, kind: .openAI).failure == nil)
        let many = ninetyNine + chat("하", finish: "stop")
        #expect(Samples.decode(stream: many, kind: .openAI).failure?.code == .invalidOutput)
    }

    @Test("Two mebibytes of text are the most")
    func size() {
        let piece = String(repeating: "길", count: 100_000)
        let pieces = (0..<6).map { chat("\(piece)\($0)") }.joined()
        #expect(Samples.decode(stream: pieces + chat("a", finish: "stop"), kind: .openAI).failure == nil)
        let more = (0..<7).map { chat("\(piece)\($0)") }.joined()
        let error = Samples.decode(stream: more + chat("a", finish: "stop"), kind: .openAI).failure
        #expect(error?.code == .replyTooLarge)
        // Nobody waits for the end to notice.
        let stream = StreamedReply(ProviderKind.openAI.dialect) { _ in }
        let progress = (0..<9).map { number in Array(chat("\(piece)\(number)").utf8).withUnsafeBytes(stream.receive) }
        #expect(progress.firstIndex(of: .useless) == 6)
    }
}
