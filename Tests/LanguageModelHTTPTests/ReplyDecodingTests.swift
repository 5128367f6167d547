import HTTPTransport
import JobsApplication
import JobsDomain
import Testing

@testable import LanguageModelHTTP

@Suite("Answers as they come")
struct ReplyDecodingTests {
    private static func body(_ choice: String, usage: String = "null") -> String {
        #"{"id":"chatcmpl-1","model":"gpt-x-2025","choices":[\#(choice)],"usage":\#(usage)}"#
    }

    private static func stopped(_ content: String) -> String {
        #"{"index":0,"message":{"role":"assistant","content":\#(content),"refusal":null},"finish_reason":"stop"}"#
    }

    @Test("A whole answer")
    func whole() throws {
        let usage = #"{"prompt_tokens":1117,"completion_tokens":346,"prompt_tokens_details":{"cached_tokens":1024}}"#
        let body = Self.body(Self.stopped(#""{\"title\":\"보안\"}""#), usage: usage)
        let reply = try Samples.decode(Samples.response(200, body)).get()
        let expected = ModelReply(
            text: #"{"title":"보안"}"#,
            usage: ModelUsage(inputTokens: 1117, cachedInputTokens: 1024, outputTokens: 346),
            reportedModel: "gpt-x-2025",
            requestID: "chatcmpl-1"
        )
        #expect(reply == expected)
    }

    @Test("The header names the request rather than the body")
    func requestID() throws {
        let headers = [HTTPHeader("X-Request-ID", "req_7")]
        let reply = try Samples.decode(Samples.response(200, Self.body(Self.stopped(#""x""#)), headers)).get()
        #expect(reply.requestID == "req_7")
    }

    @Test(
        "Usage in odd forms",
        arguments: [
            ("null", nil), ("{}", nil), (#"{"prompt_tokens":"12"}"#, 12), (#"{"prompt_tokens":12.0}"#, 12),
            (#"{"prompt_tokens":-1}"#, nil), (#"{"prompt_tokens":1e99}"#, nil), (#"{"prompt_tokens":[]}"#, nil),
            (#"{"prompt_tokens":"nan"}"#, nil),
        ] as [(String, Int?)]
    )
    func usage(_ usage: String, _ expected: Int?) throws {
        let body = Self.body(Self.stopped(#""x""#), usage: usage)
        #expect(try Samples.decode(Samples.response(200, body)).get().usage.inputTokens == expected)
    }

    @Test("Content in parts")
    func parts() throws {
        let content = #"[{"type":"thinking","text":"no"},{"type":"text","text":"a"},{"type":"text","text":"b"}]"#
        #expect(try Samples.decode(Samples.response(200, Self.body(Self.stopped(content)))).get().text == "ab")
    }

    @Test(
        "Answers that are none",
        arguments: [
            ("", .malformedReply), ("<html></html>", .malformedReply), ("null", .malformedReply),
            ("{}", .malformedReply),
            (#"{"choices":[]}"#, .malformedReply), (#"{"choices":[null]}"#, .malformedReply),
            (#"{"choices":{}}"#, .malformedReply),
            (Self.body(Self.stopped("null")), .malformedReply), (Self.body(Self.stopped(#""""#)), .malformedReply),
            (Self.body(#"{"message":{"content":"{}"}}"#), .malformedReply),
            (Self.body(#"{"message":{"content":"{}"},"finish_reason":null}"#), .malformedReply),
            (Self.body(#"{"message":{"content":null},"finish_reason":"tool_calls"}"#), .malformedReply),
            (Self.body(#"{"finish_reason":"stop"}"#), .malformedReply),
            (Self.body(#"{"message":{"content":"{\"a"},"finish_reason":"length"}"#), .truncated),
            (Self.body(#"{"message":{"content":""},"finish_reason":"length"}"#), .truncated),
            (Self.body(#"{"message":{"content":"x"},"finish_reason":"content_filter"}"#), .contentFiltered),
            (Self.body(#"{"message":{"content":"x"},"finish_reason":"error"}"#), .serverError),
            (Self.body(#"{"message":{"content":"x"},"finish_reason":"refusal"}"#), .refused),
            (Self.body(#"{"message":{"content":null,"refusal":"I can't."},"finish_reason":"stop"}"#), .refused),
        ] as [(String, LanguageModelError.Code)]
    )
    func defects(_ body: String, _ code: LanguageModelError.Code) {
        let error = Samples.decode(Samples.response(200, body)).failure
        #expect(error?.code == code)
        #expect(error?.status == 200)
        #expect(error?.wasSent == true)
    }
}
