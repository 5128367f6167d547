import JobsApplication

/// What kind of failure an error answer is, told from its status and its body together.
///
/// The order of the questions is the point: a used-up quota and a question that never fits both come
/// with the status of a rate limit, and asking again would help neither.
struct ErrorClassification {
    let code: LanguageModelError.Code

    /// - Parameters:
    ///   - status: of the answer, or the one its body names; nil for an error that came with a success
    ///     and names none.
    ///   - error: what the body says.
    ///   - retryAfter: how long the provider asks to wait, if it does.
    ///   - profile: whose answer it is.
    init(status: Int?, error: ProviderError, retryAfter: Duration?, profile: ChatCompletionProfile) {
        let evidence = Evidence(error)
        let code =
            evidence.lastingCause(status: status)
            ?? Self.code(status: status, evidence: evidence, retryAfter: retryAfter, profile: profile)
        // A limit that lasts a day is a quota, whatever it is called.
        let lasts = retryAfter.map { $0 >= .seconds(86_400) } ?? false
        self.code = code == .rateLimited && lasts ? .quotaExhausted : code
    }

    private static func code(
        status: Int?,
        evidence: Evidence,
        retryAfter: Duration?,
        profile: ChatCompletionProfile
    ) -> LanguageModelError.Code {
        switch status {
        case nil: evidence.temporaryCause ?? evidence.requestFault ?? evidence.accessFault ?? .serverError
        case 400: evidence.requestFault ?? evidence.accessFault ?? evidence.temporaryCause ?? .badRequest
        case 401: .authentication
        case 402: .quotaExhausted
        case 403: evidence.saysKeyIsWrong ? .authentication : .permission
        // No API lies at the address, if what answers does not speak of a model.
        case 404, 410: evidence.saysModelIsUnknown ? .modelNotFound : .misconfigured
        case 405, 407: .misconfigured
        case 408: .timeout
        case 409, 424, 425, 499: .serverError
        case 413: .contextOverflow
        case 422: evidence.requestFault ?? profile.unprocessable
        case 429: evidence.saysOverloaded ? .overloaded : .rateLimited
        case 498, 529: .overloaded
        case 501: .badRequest
        case 503: evidence.isRecognised || retryAfter != nil ? .overloaded : .serverError
        case .some(300..<400): .misconfigured
        case .some(400..<500): evidence.requestFault ?? .badRequest
        default: evidence.saysOverloaded ? .overloaded : .serverError
        }
    }
}

/// What an error's codes and text bear witness to.
private struct Evidence {
    let isRecognised: Bool
    private let words: Set<String>
    private let message: String
    private let parameter: String?

    init(_ error: ProviderError) {
        self.isRecognised = error.isRecognised
        self.words = Set(error.words)
        self.message = error.message.lowercased()
        self.parameter = error.parameter
    }

    private func has(_ codes: Set<String>) -> Bool { !self.words.isDisjoint(with: codes) }

    private func says(_ phrases: String...) -> Bool { phrases.contains { self.message.contains($0) } }

    /// What no later attempt with the same question changes, under whichever status it comes.
    func lastingCause(status: Int?) -> LanguageModelError.Code? {
        if self.has(Self.quotaCodes) || self.says("exceeded your current quota", "credit balance is too low") {
            return .quotaExhausted
        }
        if self.neverFitsTheLimit { return .contextOverflow }
        if self.has(["context_length_exceeded", "exceed_context_size_error"]) { return .contextOverflow }
        if status != 429, self.saysContextIsTooSmall { return .contextOverflow }
        if self.has(Self.filterCodes) || self.says("content management policy", "input was flagged") {
            return .contentFiltered
        }
        return nil
    }

    /// A limit that the question alone exceeds never passes: "Limit 6000, … Requested 14368".
    private var neverFitsTheLimit: Bool {
        if self.message.hasPrefix("request too large for") { return true }
        guard let limit = self.number(after: "limit "), let requested = self.number(after: "requested ") else {
            return false
        }
        return requested > limit
    }

    private var saysContextIsTooSmall: Bool {
        self.says(
            "maximum context length",
            "context length currently available",
            "exceeds the available context size",
            "prompt is too long",
            "max_tokens must be at least 1, got -"
        )
    }

    var saysKeyIsWrong: Bool {
        self.has(["invalid_api_key", "api_key_invalid", "authentication_error"]) || self.says("api key not valid")
    }

    var saysModelIsUnknown: Bool {
        self.has(["model_not_found"]) || self.says("no endpoints found")
            || (self.says("model") && self.says("not found", "does not exist", "not exist", "decommissioned"))
    }

    var saysOverloaded: Bool { self.has(Self.overloadCodes) || self.says("overloaded", "server busy") }

    /// What is wrong with the question.
    var requestFault: LanguageModelError.Code? {
        if self.has(["json_validate_failed"]) { return .invalidOutput }
        if self.has(["unsupported_parameter", "unsupported_value"])
            || self.says("unsupported parameter:", "unsupported value:", "does not support response format")
            || self.says("invalid schema for response_format")
            || self.parameter == "response_format"
        {
            return .unsupported
        }
        return self.saysModelIsUnknown ? .modelNotFound : nil
    }

    /// What is wrong with who asks.
    var accessFault: LanguageModelError.Code? {
        if self.saysKeyIsWrong { return .authentication }
        return self.has(["permission_error", "permission_denied"]) ? .permission : nil
    }

    /// What may pass.
    var temporaryCause: LanguageModelError.Code? {
        if self.saysOverloaded { return .overloaded }
        return self.has(["rate_limit_exceeded", "slow_down", "rate_limit_error"]) ? .rateLimited : nil
    }

    /// The first whole number that stands right behind a word in the text.
    private func number(after word: String) -> Int? {
        for range in self.message.ranges(of: word) {
            let digits = self.message[range.upperBound...].prefix { $0.isASCII && $0.isNumber }
            if let number = Int(digits) { return number }
        }
        return nil
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
        "unavailable_error", "capacity_exceeded",
    ]
}
