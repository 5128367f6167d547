import HTTPTransport
import JobsApplication

@testable import LanguageModelHTTP

private func google(_ code: Int, _ status: String, _ message: String = "x", details: String = "[]") -> String {
    #"{"error":{"code":\#(code),"message":"\#(message)","status":"\#(status)","details":\#(details)}}"#
}

private func quota(_ identifier: String, delay: String? = nil) -> String {
    let failure =
        #"{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m","#
        + #""quotaId":"\#(identifier)","quotaDimensions":{"location":"global"}}]}"#
    let retry = delay.map { #",{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"\#($0)"}"# } ?? ""
    return "[\(failure)\(retry)]"
}

private let usedUp = "You exceeded your current quota, please check your plan and billing details."
private let perMinute = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"
private let perDay = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
private let badKey = #"[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]"#
private let html = "<html><head><title>Bad Gateway</title></head></html>"

extension DecisionRow {
    static let gemini: [DecisionRow] = [
        DecisionRow(
            27,
            .gemini,
            400,
            google(400, "INVALID_ARGUMENT", "API key not valid.", details: badKey),
            .authentication
        ),
        DecisionRow(27, .gemini, 400, google(400, "INVALID_ARGUMENT", details: badKey), .authentication),
        DecisionRow(
            28,
            .gemini,
            400,
            google(
                400,
                "INVALID_ARGUMENT",
                "The specified schema produces a constraint with too many states for serving."
            ),
            .unsupported
        ),
        DecisionRow(
            29,
            .gemini,
            400,
            google(
                400,
                "INVALID_ARGUMENT",
                "The input token count (1245678) exceeds the maximum number of tokens allowed (1048576)."
            ),
            .contextOverflow,
            tokenLimit: 1_048_576
        ),
        DecisionRow(
            30,
            .gemini,
            400,
            google(400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
            .permission
        ),
        DecisionRow(31, .gemini, 402, google(402, "RESOURCE_EXHAUSTED", "prepaid credit depleted"), .quotaExhausted),
        DecisionRow(32, .gemini, 403, google(403, "PERMISSION_DENIED"), .permission),
        DecisionRow(
            32,
            .gemini,
            404,
            google(404, "NOT_FOUND", "models/x is not found for API version v1beta, or is not supported."),
            .modelNotFound
        ),
        // Midnight in California comes at seven o'clock UTC in August.
        DecisionRow(
            33,
            .gemini,
            429,
            google(429, "RESOURCE_EXHAUSTED", usedUp, details: quota(perDay, delay: "34.4s")),
            .quotaExhausted,
            retryAfter: .seconds(7 * 3_600)
        ),
        DecisionRow(
            34,
            .gemini,
            429,
            google(429, "RESOURCE_EXHAUSTED", usedUp, details: quota(perMinute, delay: "34.4s")),
            .rateLimited,
            retryAfter: .milliseconds(34_400)
        ),
        DecisionRow(
            34,
            .gemini,
            429,
            google(429, "RESOURCE_EXHAUSTED", usedUp, details: quota(perMinute)),
            .rateLimited,
            retryAfter: .seconds(60)
        ),
        DecisionRow(
            34,
            .gemini,
            429,
            "[" + google(429, "RESOURCE_EXHAUSTED", "Please retry in 900ms.") + "]",
            .rateLimited,
            retryAfter: .milliseconds(900)
        ),
        DecisionRow(
            35,
            .gemini,
            429,
            google(429, "RESOURCE_EXHAUSTED", usedUp, details: quota("Unknown", delay: "301s")),
            .quotaExhausted,
            retryAfter: .seconds(301)
        ),
        DecisionRow(
            36,
            .gemini,
            429,
            google(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
            .rateLimited,
            retryAfter: .seconds(5)
        ),
        // Nobody here has hung up, or the answer would not have been read: something between the two has.
        DecisionRow(37, .gemini, 499, google(499, "CANCELLED"), .serverError),
        DecisionRow(38, .gemini, 500, google(500, "INTERNAL"), .serverError),
        DecisionRow(38, .gemini, 503, google(503, "UNAVAILABLE", "high demand"), .overloaded),
        DecisionRow(38, .gemini, 504, google(504, "DEADLINE_EXCEEDED"), .timeout),
    ]

    static let groq: [DecisionRow] = [
        DecisionRow(
            39,
            .groq,
            400,
            #"{"error":{"message":"Failed to generate JSON.","type":"invalid_request_error","#
                + #""code":"json_validate_failed","failed_generation":"{"}}"#,
            .invalidOutput
        ),
        DecisionRow(
            40,
            .groq,
            400,
            #"{"error":{"message":"This model does not support response format `json_schema`"}}"#,
            .unsupported
        ),
        DecisionRow(
            41,
            .groq,
            413,
            #"{"error":{"message":"Request too large for model `x`: Limit 6000, Requested 14368, please reduce","#
                + #""type":"tokens","code":"rate_limit_exceeded"}}"#,
            .requestTooLarge,
            tokenLimit: 6_000
        ),
        DecisionRow(42, .groq, 422, #"{"error":{"message":"semantic error"}}"#, .invalidOutput),
        DecisionRow(
            43,
            .groq,
            429,
            #"{"error":{"message":"Limit 6000, Used 5034, Requested 1443. Please try again in 4.77s.","#
                + #""type":"tokens","code":"rate_limit_exceeded"}}"#,
            .rateLimited,
            headers: [HTTPHeader("retry-after", "5"), HTTPHeader("x-ratelimit-reset-requests", "2m59.56s")],
            retryAfter: .seconds(5)
        ),
        DecisionRow(44, .groq, 498, #"{"error":{"message":"x","code":"capacity_exceeded"}}"#, .overloaded),
        DecisionRow(45, .groq, 424, #"{"error":{"message":"x"}}"#, .serverError),
        DecisionRow(45, .groq, 499, #"{"error":{"message":"x"}}"#, .serverError),
        DecisionRow(45, .groq, 500, #"{"error":{"message":"x"}}"#, .serverError),
    ]

    static let localServers: [DecisionRow] = [
        DecisionRow(
            46,
            .ollama,
            404,
            #"{"error":{"message":"model 'x' not found","type":"not_found_error"}}"#,
            .modelNotFound
        ),
        DecisionRow(
            47,
            .ollama,
            400,
            #"{"error":{"message":"the prompt is longer than the context length currently available to the model"}}"#,
            .contextOverflow
        ),
        DecisionRow(
            48,
            .ollama,
            503,
            #"{"error":{"message":"server busy, please try again.  maximum pending requests exceeded"}}"#,
            .overloaded
        ),
        DecisionRow(
            49,
            .openAICompatible,
            400,
            #"{"object":"error","message":"This model's maximum context length is 131072 tokens. However, you "#
                + #"requested 156632 tokens (152536 in the messages, 4096 in the completion).","code":400}"#,
            .contextOverflow,
            tokenLimit: 131_072
        ),
        DecisionRow(
            50,
            .openAICompatible,
            400,
            #"{"error":{"code":400,"message":"the request exceeds the available context size.","#
                + #""type":"exceed_context_size_error","n_prompt_tokens":14429,"n_ctx":8192}}"#,
            .contextOverflow,
            tokenLimit: 8_192
        ),
        DecisionRow(
            51,
            .openAICompatible,
            503,
            #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
            .overloaded
        ),
        DecisionRow(
            52,
            .openAICompatible,
            501,
            #"{"error":{"code":501,"message":"no","type":"not_supported_error"}}"#,
            .badRequest
        ),
    ]

    static let proxies: [DecisionRow] = [
        DecisionRow(
            53,
            .openAICompatible,
            402,
            #"{"error":{"message":"This request requires more credits, or fewer max_tokens.","code":402}}"#,
            .quotaExhausted
        ),
        DecisionRow(54, .openAICompatible, 200, #"{"error":{"message":"x","code":502}}"#, .serverError),
        DecisionRow(
            54,
            .openAICompatible,
            200,
            #"{"choices":[{"message":{"content":"x"},"finish_reason":"error"}]}"#,
            .serverError
        ),
    ]

    static let pages = ([502, 503, 504] + Array(520...528) + [530]).map {
        DecisionRow(55, .openAICompatible, $0, html, .serverError)
    }
}
