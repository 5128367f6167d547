import JobsApplication

/// What an error's codes and text bear witness to.
struct ErrorEvidence {
    let isRecognised: Bool
    private let words: Set<String>
    private let message: String
    private let error: ProviderError

    init(_ error: ProviderError) {
        self.isRecognised = error.isRecognised
        self.words = Set(error.words)
        self.message = error.message.lowercased()
        self.error = error
    }

    private func has(_ codes: Set<String>) -> Bool { !self.words.isDisjoint(with: codes) }

    private func says(_ phrases: String...) -> Bool { phrases.contains { self.message.contains($0) } }

    /// What no later attempt with the same question changes, under whichever status it comes.
    func lastingCause(status: Int?) -> LanguageModelError.Code? {
        if self.has(Self.quotaCodes) || self.says("exceeded your current quota", "credit balance is too low")
            || self.says("you will regain access on")
        {
            return .quotaExhausted
        }
        if self.neverFitsTheLimit { return .requestTooLarge }
        if self.has(["context_length_exceeded", "exceed_context_size_error"]) { return .contextOverflow }
        if status != 429, self.saysContextIsTooSmall { return .contextOverflow }
        if self.has(Self.filterCodes) || self.says("content management policy", "input was flagged") {
            return .contentFiltered
        }
        return nil
    }

    /// Seconds until the quota begins anew, where that is known.
    func quotaEnd(now: Int) -> Int? {
        if let end = QuotaEnd.stated(in: self.error.message, now: now) { return end }
        return self.has(["enforced_spend_limit_reached"]) ? QuotaEnd.nextMonth(now: now) : nil
    }

    /// A limit that the question alone exceeds never passes.
    private var neverFitsTheLimit: Bool {
        self.has(["request_too_large"]) || self.says("request too large for") || self.error.exceedsItsLimit
    }

    private var saysContextIsTooSmall: Bool {
        self.says(
            "maximum context length",
            "context length currently available",
            "exceeds the available context size",
            "prompt is too long",
            "exceeds the maximum number of tokens allowed",
            "max_tokens must be at least 1, got -"
        )
    }

    var saysKeyIsWrong: Bool {
        self.has(["invalid_api_key", "api_key_invalid", "authentication_error"]) || self.says("api key not valid")
    }

    var saysModelIsUnknown: Bool {
        self.has(["model_not_found"]) || self.says("no endpoints found")
            || (self.says("model") && self.says("not found", "does not exist", "not exist", "decommissioned"))
            || (self.says("model:") && self.has(["not_found_error"]))
    }

    var saysOverloaded: Bool { self.has(Self.overloadCodes) || self.says("overloaded", "server busy") }

    var saysDeadlinePassed: Bool { self.has(["deadline_exceeded"]) }

    /// What is wrong with the question.
    var requestFault: LanguageModelError.Code? {
        if self.has(["json_validate_failed"]) { return .invalidOutput }
        if self.saysFormIsUnsupported { return .unsupported }
        return self.saysModelIsUnknown ? .modelNotFound : nil
    }

    private var saysFormIsUnsupported: Bool {
        let parameter = self.error.parameter ?? ""
        return self.has(["unsupported_parameter", "unsupported_value", "unknown_parameter"])
            || self.says("unsupported parameter:", "unsupported value:", "does not support", "extra inputs are not")
            || self.says("invalid schema for response_format", "too many states for serving", "unknown name \"")
            || (self.has(["invalid_argument"]) && self.says("schema"))
            || parameter == "response_format" || self.message.hasPrefix("output_config")
    }

    /// What is wrong with who asks.
    var accessFault: LanguageModelError.Code? {
        if self.saysKeyIsWrong { return .authentication }
        // Google's failed precondition is a country that it does not serve without payment.
        return self.has(["permission_error", "permission_denied", "failed_precondition"]) ? .permission : nil
    }

    /// What may pass.
    var temporaryCause: LanguageModelError.Code? {
        if self.saysOverloaded { return .overloaded }
        return self.has(["rate_limit_exceeded", "slow_down", "rate_limit_error"]) ? .rateLimited : nil
    }

    private static let quotaCodes: Set<String> = [
        "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded", "organization_usage_limit_exceeded", "billing_hard_limit_reached",
        "billing_error", "enforced_spend_limit_reached",
    ]
    private static let filterCodes: Set<String> = [
        "content_policy_violation", "content_filter", "responsibleaipolicyviolation", "invalid_prompt",
    ]
    private static let overloadCodes: Set<String> = [
        "server_is_overloaded", "overloaded_error", "engine_overloaded", "service_unavailable_error",
        "unavailable_error", "unavailable", "capacity_exceeded",
    ]
}
