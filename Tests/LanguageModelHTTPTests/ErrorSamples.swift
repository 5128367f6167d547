import HTTPTransport
import JobsApplication

@testable import LanguageModelHTTP

private func error(_ message: String, type: String = "null", code: String = "null", param: String = "null") -> String {
    func quoted(_ text: String) -> String { text == "null" || Int(text) != nil ? text : "\"\(text)\"" }
    return """
        {"error":{"message":"\(message)","type":\(quoted(type)),"param":\(quoted(param)),"code":\(quoted(code))}}
        """
}

private let html = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

extension ErrorSample {
    static let openAI: [ErrorSample] = [
        ErrorSample("plain 400", 400, error("you must provide a model", type: "invalid_request_error"), .badRequest),
        ErrorSample("empty 400", 400, "", .badRequest),
        ErrorSample(
            "unsupported parameter",
            400,
            error("Unsupported parameter: 'max_tokens' is not supported.", code: "unsupported_parameter"),
            .unsupported
        ),
        ErrorSample(
            "unsupported parameter without a code",
            400,
            error("Unsupported parameter: 'temperature' is not supported with this model.", param: "temperature"),
            .unsupported
        ),
        ErrorSample("unsupported value", 400, error("Only the default (1)", code: "unsupported_value"), .unsupported),
        ErrorSample(
            "context",
            400,
            error("This model's maximum context length is 128000 tokens.", code: "context_length_exceeded"),
            .contextOverflow
        ),
        ErrorSample(
            "schema",
            400,
            error("Invalid schema for response_format 'X': at most 500 enum values", param: "response_format"),
            .unsupported
        ),
        ErrorSample("policy", 400, error("no", code: "content_policy_violation"), .contentFiltered),
        ErrorSample(
            "Azure's filter",
            400,
            #"{"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","#
                + #""status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}"#,
            .contentFiltered
        ),
        ErrorSample("key", 401, error("Incorrect API key provided: sk-x", code: "invalid_api_key"), .authentication),
        ErrorSample("country", 403, error("Country not supported", code: "unsupported_country"), .permission),
        ErrorSample(
            "model",
            404,
            error("The model `x` does not exist or you do not have access", code: "model_not_found"),
            .modelNotFound
        ),
        ErrorSample("wrong path", 404, error("Invalid URL (POST /v1/foo)"), .misconfigured),
        ErrorSample("request timeout", 408, "", .timeout),
        ErrorSample("conflict", 409, error("conflict"), .serverError),
        ErrorSample("too large a body", 413, html, .requestTooLarge),
        ErrorSample("unprocessable", 422, error("cannot"), .badRequest),
        ErrorSample(
            "rate limit with the time in the text",
            429,
            error(
                "Rate limit reached for gpt-4.1 in organization org-X on tokens per min (TPM): Limit 30000, "
                    + "Used 28039, Requested 3906. Please try again in 3.89s. Visit https://example.com",
                type: "tokens",
                code: "rate_limit_exceeded"
            ),
            .rateLimited,
            retryAfter: .milliseconds(3_890)
        ),
        ErrorSample("slow down", 429, error("slow", code: "slow_down"), .rateLimited),
        ErrorSample("bare 429", 429, "", .rateLimited),
        ErrorSample(
            "too large for the limit",
            429,
            error(
                "Request too large for gpt-4o in organization org-X on tokens per min (TPM): Limit 30000, "
                    + "Requested 36278. The input or output tokens must be reduced.",
                type: "tokens",
                code: "rate_limit_exceeded"
            ),
            .requestTooLarge
        ),
        ErrorSample(
            "quota",
            429,
            error("You exceeded your current quota", type: "insufficient_quota", code: "insufficient_quota"),
            .quotaExhausted,
            headers: [HTTPHeader("Retry-After", "5")],
            retryAfter: .seconds(5)
        ),
        ErrorSample("credit", 429, error("x", code: "credit_balance_exhausted"), .quotaExhausted),
        ErrorSample("spend", 429, error("x", code: "organization_spend_limit_exceeded"), .quotaExhausted),
        ErrorSample("project", 429, error("x", code: "project_spend_limit_exceeded"), .quotaExhausted),
        ErrorSample("usage", 429, error("x", code: "organization_usage_limit_exceeded"), .quotaExhausted),
        ErrorSample(
            "a limit of a day",
            429,
            error("Please retry after 86400 seconds"),
            .quotaExhausted,
            retryAfter: .seconds(86_400)
        ),
        ErrorSample("500", 500, error("oops", type: "server_error"), .serverError),
        ErrorSample("502", 502, "", .serverError),
        ErrorSample("504", 504, "", .serverError),
        ErrorSample("overloaded", 503, error("busy", code: "server_is_overloaded"), .overloaded),
        ErrorSample("slow down as 503", 503, error("slow", code: "slow_down"), .overloaded),
        ErrorSample(
            "503 that says when",
            503,
            "",
            .overloaded,
            headers: [HTTPHeader("retry-after", "2")],
            retryAfter: .seconds(2)
        ),
    ]

    static let others: [ErrorSample] = [
        ErrorSample(
            "Groq: no JSON made",
            400,
            #"{"error":{"message":"Failed to generate JSON.","type":"invalid_request_error","#
                + #""code":"json_validate_failed","failed_generation":"{"}}"#,
            .invalidOutput,
            kind: .groq
        ),
        ErrorSample(
            "Groq: no schemas",
            400,
            error("This model does not support response format `json_schema`"),
            .unsupported,
            kind: .groq
        ),
        ErrorSample(
            "Groq: too large",
            413,
            error(
                "Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 14368",
                type: "tokens",
                code: "rate_limit_exceeded"
            ),
            .requestTooLarge,
            kind: .groq
        ),
        ErrorSample("Groq: hallucination", 422, error("semantic error"), .invalidOutput, kind: .groq),
        ErrorSample(
            "Groq: rate",
            429,
            #"{"error":{"message":"Rate limit reached: Limit 6000, Used 5034, Requested 1443","type":"tokens","#
                + #""code":"rate_limit_exceeded"}}"#,
            .rateLimited,
            headers: [HTTPHeader("retry-after", "7")],
            kind: .groq,
            retryAfter: .seconds(7)
        ),
        ErrorSample("Groq: flex", 498, error("full", code: "capacity_exceeded"), .overloaded, kind: .groq),
        ErrorSample("Groq: dependency", 424, error("x"), .serverError, kind: .groq),
        ErrorSample("cancelled over there", 499, error("request canceled"), .serverError),
        ErrorSample("Ollama: model", 404, error("model 'x' not found", type: "not_found_error"), .modelNotFound),
        ErrorSample("Ollama: plain text", 404, #"{"error":"model 'x' not found"}"#, .modelNotFound),
        ErrorSample(
            "Ollama: context",
            400,
            error("the prompt is longer than the context length currently available to the model"),
            .contextOverflow
        ),
        ErrorSample(
            "Ollama: busy",
            503,
            error("server busy, please try again.  maximum pending requests exceeded"),
            .overloaded
        ),
        ErrorSample(
            "vLLM: old form",
            400,
            #"{"object":"error","message":"This model's maximum context length is 131072 tokens.","#
                + #""type":"BadRequestError","param":null,"code":400}"#,
            .contextOverflow
        ),
        ErrorSample(
            "vLLM: number",
            400,
            error("max_tokens must be at least 1, got -186.", code: "400"),
            .contextOverflow
        ),
        ErrorSample("vLLM: key", 401, #"{"error":"Unauthorized"}"#, .authentication),
        ErrorSample("FastAPI", 422, #"{"detail":[{"msg":"field required","input":"text"}]}"#, .badRequest),
        ErrorSample(
            "llama.cpp: context",
            400,
            #"{"error":{"code":400,"message":"too big","type":"exceed_context_size_error","#
                + #""n_prompt_tokens":14429,"n_ctx":8192}}"#,
            .contextOverflow
        ),
        ErrorSample(
            "llama.cpp: context as 500",
            500,
            error(
                "the request exceeds the available context size. try increasing it",
                type: "server_error",
                code: "500"
            ),
            .contextOverflow
        ),
        ErrorSample("llama.cpp: loading", 503, error("Loading model", type: "unavailable_error"), .overloaded),
        ErrorSample("llama.cpp: cannot", 501, error("no", type: "not_supported_error"), .badRequest),
        ErrorSample("Google: key", 400, #"[{"error":{"code":400,"message":"API key not valid."}}]"#, .authentication),
        ErrorSample(
            "OpenRouter: credit",
            402,
            error("This request requires more credits, or fewer max_tokens.", code: "402"),
            .quotaExhausted
        ),
        ErrorSample("OpenRouter: moderation", 403, error("your input was flagged", code: "403"), .contentFiltered),
        ErrorSample("proxy", 502, html, .serverError),
        ErrorSample("proxy 503", 503, html, .serverError),
        ErrorSample("Cloudflare", 524, html, .serverError),
        ErrorSample("Anthropic-like", 529, error("Overloaded", type: "overloaded_error"), .overloaded),
        ErrorSample("wrong method", 405, html, .misconfigured),
        ErrorSample("redirect", 307, "", .redirected),
        ErrorSample("nginx knows nothing here", 404, html, .misconfigured),
    ]

    static let withSuccess: [ErrorSample] = [
        ErrorSample("object", 200, error("upstream failed", type: "server_error"), .serverError),
        ErrorSample("text", 200, #"{"error":"upstream failed"}"#, .serverError),
        ErrorSample("number", 200, error("slow", code: "429"), .rateLimited),
        ErrorSample("beside choices", 200, #"{"error":{"message":"x","code":402},"choices":[{}]}"#, .quotaExhausted),
        ErrorSample("in the choice", 200, #"{"choices":[{"error":{"message":"x","code":502}}]}"#, .serverError),
        ErrorSample("overloaded", 200, error("x", type: "overloaded_error"), .overloaded),
        ErrorSample("key", 200, error("x", code: "invalid_api_key"), .authentication),
        ErrorSample("context", 200, error("x", type: "exceed_context_size_error", code: "400"), .contextOverflow),
    ]
}
