import JobsDomain

/// The error bodies of Gemini, word for word.
struct GenerateContentErrors {
    func error(_ kind: ErrorKind) -> ProviderError {
        switch kind {
        case .rateLimited(let hint): self.exhausted("You exceeded your current quota. \(hint)")
        case .perMinute(let delay):
            self.quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", retryDelay: delay)
        case .perDay, .quota, .spendLimit:
            self.quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", retryDelay: "34.4s")
        case .bareRateLimit: self.exhausted("Resource has been exhausted (e.g. check quota).")
        case .server(let status): self.make(status, "INTERNAL", "An internal error has occurred.")
        case .unavailable, .overloaded:
            self.make(503, "UNAVAILABLE", "This model is currently experiencing high demand. Please try again later.")
        case .badKey: self.badKey
        case .forbidden: self.make(403, "PERMISSION_DENIED", "The caller does not have permission")
        case .notFound: self.make(404, "NOT_FOUND", "models/x is not found for API version v1beta")
        case .contextOverflow, .localContextOverflow:
            self.invalid(
                "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
            )
        case .invalidSchema:
            self.invalid("The specified schema produces a constraint that has too many states for serving.")
        case .unsupportedParameter(let name): self.invalid("Invalid JSON payload received. Unknown name \"\(name)\"")
        case .tooLargeForLimit, .filtered, .noJSON, .badRequest: self.invalid("Request contains an invalid argument.")
        }
    }

    private var badKey: ProviderError {
        let message = "API key not valid. Please pass a valid API key."
        let details: [JSONValue] = [
            .object([
                "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID",
                "domain": "googleapis.com",
            ]),
            .object([
                "@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US",
                "message": .string(message),
            ]),
        ]
        return self.make(400, "INVALID_ARGUMENT", message, details: details)
    }

    private func quota(_ id: String, retryDelay: String) -> ProviderError {
        let violation: JSONObject = [
            "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
            "quotaId": .string(id), "quotaDimensions": .object(["location": "global", "model": "gemini-2.5-flash"]),
        ]
        let details: [JSONValue] = [
            .object([
                "@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [.object(violation)],
            ]),
            .object(["@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": .string(retryDelay)]),
        ]
        let message = "You exceeded your current quota, please check your plan and billing details. "
        return self.exhausted("\(message)Please retry in \(retryDelay).", details: details)
    }

    private func exhausted(_ message: String, details: [JSONValue] = []) -> ProviderError {
        self.make(429, "RESOURCE_EXHAUSTED", message, details: details)
    }

    private func invalid(_ message: String) -> ProviderError { self.make(400, "INVALID_ARGUMENT", message) }

    private func make(_ status: Int, _ name: String, _ message: String, details: [JSONValue] = []) -> ProviderError {
        var error: JSONObject = ["code": .integer(status), "message": .string(message), "status": .string(name)]
        if !details.isEmpty { error.append("details", .array(details)) }
        return ProviderError(status: status, body: .object(["error": .object(error)]))
    }
}
