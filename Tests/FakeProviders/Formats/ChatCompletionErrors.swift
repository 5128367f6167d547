import JobsDomain

/// The error bodies of OpenAI, Groq and the servers that imitate them, word for word.
struct ChatCompletionErrors {
    let isGroq: Bool

    func error(_ kind: ErrorKind) -> ProviderError {
        switch kind {
        case .rateLimited, .perMinute, .bareRateLimit, .tooLargeForLimit: self.limit(kind)
        case .quota(let code): self.quota(code ?? "insufficient_quota")
        case .perDay, .spendLimit: self.quota("organization_spend_limit_exceeded")
        case .server(let status): self.make(status, "The server had an error.", type: "server_error")
        case .unavailable, .overloaded:
            self.make(503, "The engine is currently overloaded.", type: "service_unavailable_error", code: "slow_down")
        default: self.refusal(kind)
        }
    }

    private func limit(_ kind: ErrorKind) -> ProviderError {
        let start = "for gpt-x in organization org-X on tokens per min (TPM): Limit 30000,"
        switch kind {
        case .tooLargeForLimit:
            return self.make(
                self.isGroq ? 413 : 429,
                "Request too large \(start) Requested 36278. The input or output tokens must be reduced.",
                type: "tokens",
                code: "rate_limit_exceeded"
            )
        case .perMinute(let delay):
            return self.rate("Rate limit reached \(start) Used 28039, Requested 3906. Please try again in \(delay).")
        case .rateLimited(let hint):
            return self.rate("Rate limit reached \(start) Used 28039, Requested 3906. \(hint)")
        default: return self.rate("Too many requests.")
        }
    }

    private func rate(_ message: String) -> ProviderError {
        self.make(429, message, type: "tokens", code: "rate_limit_exceeded")
    }

    private func quota(_ code: String) -> ProviderError {
        let message = "You exceeded your current quota, please check your plan and billing details."
        return self.make(429, message, type: "insufficient_quota", code: code)
    }

    private func refusal(_ kind: ErrorKind) -> ProviderError {
        switch kind {
        case .badKey(let echo):
            let message = "Incorrect API key provided: \(echo). You can find your API key at https://example.com."
            return self.make(401, message, code: "invalid_api_key")
        case .forbidden:
            return self.make(403, "Country, region, or territory not supported", code: "unsupported_country")
        case .notFound:
            return self.make(404, "The model `x` does not exist or you do not have access.", code: "model_not_found")
        case .contextOverflow:
            return self.make(
                400,
                "This model's maximum context length is 128000 tokens. However, your messages resulted in 204308 "
                    + "tokens. Please reduce the length of the messages.",
                code: "context_length_exceeded",
                param: "messages"
            )
        case .localContextOverflow: return Self.localContextOverflow
        case .filtered:
            return self.make(400, "Your request was rejected by the safety system.", code: "content_policy_violation")
        case .unsupportedParameter(let name):
            let message = "Unsupported parameter: '\(name)' is not supported with this model."
            return self.make(400, message, code: "unsupported_parameter", param: name)
        case .invalidSchema where self.isGroq:
            return self.make(400, "This model does not support response format `json_schema`.")
        case .invalidSchema:
            let message = "Invalid schema for response_format 'guideline': the schema is not supported."
            return self.make(400, message, param: "response_format")
        case .noJSON:
            return self.make(400, "Failed to generate JSON. Please adjust your prompt.", code: "json_validate_failed")
        default: return self.make(400, "you must provide a model parameter")
        }
    }

    private static let localContextOverflow = ProviderError(
        status: 400,
        body: .object([
            "error": .object([
                "code": .integer(400),
                "message": "the request exceeds the available context size. try increasing the context size",
                "type": "exceed_context_size_error", "n_prompt_tokens": .integer(14429), "n_ctx": .integer(8192),
            ])
        ])
    )

    private func make(
        _ status: Int,
        _ message: String,
        type: String = "invalid_request_error",
        code: String? = nil,
        param: String? = nil
    ) -> ProviderError {
        var error: JSONObject = ["message": .string(message), "type": .string(type)]
        // Groq's errors have no such member at all.
        if !self.isGroq { error.append("param", param.map { .string($0) } ?? .null) }
        error.append("code", code.map { .string($0) } ?? .null)
        return ProviderError(status: status, body: .object(["error": .object(error)]))
    }
}
