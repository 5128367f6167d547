import HTTPTransport
import JobsApplication

@testable import LanguageModelHTTP

private func plain(_ message: String, type: String = "invalid_request_error", code: String? = nil) -> String {
    let code = code.map { "\"\($0)\"" } ?? "null"
    return #"{"error":{"message":"\#(message)","type":"\#(type)","param":null,"code":\#(code)}}"#
}

private func claude(_ type: String, _ message: String, details: String = "null") -> String {
    #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)","details":\#(details)},"request_id":"req_011C"}"#
}

private let midnight = "2026-09-01 at 00:00 UTC"
private let spendLimit = #"{"error_code":"enforced_spend_limit_reached"}"#
/// From the date of the answers to the first of September.
private let tenDays = Duration.seconds(10 * 86_400)

extension DecisionRow {
    static let openAI: [DecisionRow] = [
        DecisionRow(1, .openAI, 400, plain("you must provide a model"), .badRequest),
        DecisionRow(2, .openAI, 400, plain("x", code: "unsupported_parameter"), .unsupported),
        DecisionRow(2, .openAI, 400, plain("x", code: "unsupported_value"), .unsupported),
        DecisionRow(2, .openAI, 400, plain("Unsupported parameter: 'temperature'"), .unsupported),
        DecisionRow(
            3,
            .openAI,
            400,
            plain(
                "This model's maximum context length is 128000 tokens. However, your messages resulted in 204308 tokens.",
                code: "context_length_exceeded"
            ),
            .contextOverflow,
            tokenLimit: 128_000
        ),
        DecisionRow(
            4,
            .openAI,
            400,
            #"{"error":{"message":"Invalid schema for response_format 'X'","param":"response_format","code":null}}"#,
            .unsupported
        ),
        DecisionRow(5, .openAI, 400, plain("no", code: "content_policy_violation"), .contentFiltered),
        DecisionRow(5, .openAI, 400, plain("no", code: "content_filter"), .contentFiltered),
        DecisionRow(6, .openAI, 401, plain("no", code: "invalid_api_key"), .authentication),
        DecisionRow(6, .openAI, 401, plain("IP not authorized"), .authentication),
        DecisionRow(7, .openAI, 403, plain("Country, region not supported"), .permission),
        DecisionRow(8, .openAI, 404, plain("no", code: "model_not_found"), .modelNotFound),
        DecisionRow(9, .openAI, 408, "", .timeout),
        DecisionRow(9, .openAI, 409, plain("conflict"), .serverError),
        DecisionRow(10, .openAI, 413, "<html>413</html>", .requestTooLarge),
        DecisionRow(11, .openAI, 422, plain("cannot"), .badRequest),
        DecisionRow(
            12,
            .openAI,
            429,
            plain(
                "Rate limit reached: Limit 30000, Used 28039, Requested 3906. Please try again in 3.89s.",
                type: "tokens",
                code: "rate_limit_exceeded"
            ),
            .rateLimited,
            headers: [HTTPHeader("x-ratelimit-reset-tokens", "6m0s")],
            retryAfter: .milliseconds(3_890)
        ),
        DecisionRow(12, .openAI, 429, plain("x", code: "slow_down"), .rateLimited),
        DecisionRow(
            12,
            .openAI,
            429,
            plain("x", code: "rate_limit_exceeded"),
            .quotaExhausted,
            headers: [HTTPHeader("retry-after", "90000")],
            retryAfter: .seconds(90_000)
        ),
        DecisionRow(
            13,
            .openAI,
            429,
            plain(
                "Request too large for gpt-4o in organization org-X on tokens per min (TPM): Limit 30000, Requested 36278.",
                type: "tokens",
                code: "rate_limit_exceeded"
            ),
            .requestTooLarge,
            tokenLimit: 30_000
        ),
        DecisionRow(15, .openAI, 500, plain("x", type: "server_error"), .serverError),
        DecisionRow(15, .openAI, 502, "", .serverError),
        DecisionRow(15, .openAI, 504, "", .serverError),
        DecisionRow(16, .openAI, 503, plain("x", code: "server_is_overloaded"), .overloaded),
        DecisionRow(
            16,
            .openAI,
            503,
            plain("x", code: "slow_down"),
            .overloaded,
            headers: [HTTPHeader("Retry-After", "7")],
            retryAfter: .seconds(7)
        ),
    ]

    static let openAIQuotas: [DecisionRow] = [
        "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded", "organization_usage_limit_exceeded",
    ]
    .map { DecisionRow(14, .openAI, 429, plain("x", code: $0), .quotaExhausted) }

    static let anthropic: [DecisionRow] = [
        DecisionRow(
            17,
            .anthropic,
            400,
            claude("invalid_request_error", "prompt is too long: 203284 tokens > 200000 maximum"),
            .contextOverflow,
            tokenLimit: 200_000
        ),
        DecisionRow(
            18,
            .anthropic,
            400,
            claude("invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
            .quotaExhausted
        ),
        DecisionRow(
            18,
            .anthropic,
            400,
            claude(
                "invalid_request_error",
                "You have reached your specified API usage limits. You will regain access on \(midnight)."
            ),
            .quotaExhausted,
            retryAfter: tenDays
        ),
        DecisionRow(19, .anthropic, 400, claude("invalid_request_error", "max_tokens: field required"), .badRequest),
        DecisionRow(
            19,
            .anthropic,
            400,
            claude("invalid_request_error", "output_config.format: Extra inputs are not permitted"),
            .unsupported
        ),
        DecisionRow(20, .anthropic, 401, claude("authentication_error", "invalid x-api-key"), .authentication),
        DecisionRow(20, .anthropic, 402, claude("billing_error", "x"), .quotaExhausted),
        DecisionRow(20, .anthropic, 403, claude("permission_error", "x"), .permission),
        DecisionRow(20, .anthropic, 404, claude("not_found_error", "model: claude-9"), .modelNotFound),
        DecisionRow(20, .anthropic, 404, claude("not_found_error", "Not Found"), .misconfigured),
        DecisionRow(21, .anthropic, 409, claude("conflict_error", "x"), .serverError),
        DecisionRow(
            22,
            .anthropic,
            413,
            claude("request_too_large", "Request exceeds the maximum size"),
            .requestTooLarge
        ),
        DecisionRow(22, .anthropic, 413, "<html>cloudflare</html>", .requestTooLarge),
        DecisionRow(
            23,
            .anthropic,
            429,
            claude("rate_limit_error", "Number of request tokens has exceeded your per-minute rate limit"),
            .rateLimited,
            headers: [
                HTTPHeader("retry-after", "12"),
                HTTPHeader("anthropic-ratelimit-tokens-reset", "2026-08-22T00:05:00Z"),
            ],
            retryAfter: .seconds(12)
        ),
        DecisionRow(
            24,
            .anthropic,
            429,
            claude("rate_limit_error", "You will regain access on \(midnight).", details: spendLimit),
            .quotaExhausted,
            retryAfter: tenDays
        ),
        DecisionRow(
            24,
            .anthropic,
            429,
            claude("rate_limit_error", "monthly threshold", details: spendLimit),
            .quotaExhausted,
            retryAfter: tenDays
        ),
        DecisionRow(25, .anthropic, 500, claude("api_error", "Internal server error"), .serverError),
        DecisionRow(25, .anthropic, 504, claude("timeout_error", "x"), .serverError),
        DecisionRow(26, .anthropic, 529, claude("overloaded_error", "Overloaded"), .overloaded),
        DecisionRow(26, .anthropic, 200, claude("overloaded_error", "Overloaded"), .overloaded),
    ]
}
