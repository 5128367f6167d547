public import JobsDomain

/// Why a model call brought no answer.
public struct LanguageModelError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure. The raw value is stable and is what jobs, events and logs show.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The provider could not be reached, or the connection broke.
        case network
        /// No connection, no answer, or no complete answer within the time.
        case timeout
        /// Too many requests or tokens for now.
        case rateLimited = "rate_limited"
        /// Credit or a longer quota is used up.
        case quotaExhausted = "quota_exhausted"
        /// No key is configured, and the provider wants one.
        case missingKey = "missing_key"
        /// The key is refused.
        case authentication
        /// The key is not allowed to do this.
        case permission
        case modelNotFound = "model_not_found"
        /// The question does not fit into the model's context.
        case contextOverflow = "context_overflow"
        /// The question alone is larger than the provider takes in a minute, or at all.
        case requestTooLarge = "request_too_large"
        /// The provider cannot work with the schema or a parameter.
        case unsupported
        /// The provider refused the request for another reason.
        case badRequest = "bad_request"
        /// A content filter stopped the question or the answer.
        case contentFiltered = "content_filtered"
        /// The model declined to answer.
        case refused
        /// The answer hit the output limit.
        case truncated
        case overloaded
        case serverError = "server_error"
        /// What came back is not this API's form of an answer.
        case malformedReply = "malformed_reply"
        /// The answer is no JSON, or not of the schema, or failed the step's validation.
        case invalidOutput = "invalid_output"
        /// The answer is larger than an answer can be.
        case replyTooLarge = "reply_too_large"
        /// The configured address is no address of a provider.
        case misconfigured
        /// The configured address sends the caller elsewhere. It is not followed: the key would go along.
        case redirected
        /// The route's own pace is used up for longer than a worker waits.
        case paced
        /// The budget of the job or of the day is used up.
        case budgetExhausted = "budget_exhausted"
        /// The job has had as many calls as a job may have.
        case callLimitReached = "call_limit_reached"
        /// The calling task was cancelled.
        case cancelled
    }

    public let code: Code
    /// One sentence for operators, without keys and without text of the document.
    public let message: String
    /// The HTTP status, if there was one.
    public let status: Int?
    /// How long the provider asks to wait.
    public let retryAfter: Duration?
    /// Whether the request may have reached the provider, so that it may have been billed.
    public let wasSent: Bool
    /// The provider's own name for the request.
    public let requestID: String?
    /// What the call used all the same: a refusal and a truncated answer are paid for.
    public let usage: ModelUsage
    /// Where the question was too large: how many tokens would have fitted, if the provider said so.
    public let tokenLimit: Int?
    /// Whether the adapter has learned from the failure and will put the same question otherwise next time.
    public let hasAdapted: Bool

    public init(
        _ code: Code,
        _ message: String,
        status: Int? = nil,
        retryAfter: Duration? = nil,
        wasSent: Bool,
        requestID: String? = nil,
        usage: ModelUsage = .unknown,
        tokenLimit: Int? = nil,
        hasAdapted: Bool = false
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.retryAfter = retryAfter
        self.wasSent = wasSent
        self.requestID = requestID
        self.usage = usage
        self.tokenLimit = tokenLimit
        self.hasAdapted = hasAdapted
    }

    public var description: String {
        "\(self.code.rawValue): \(self.message)" + (self.status.map { " (HTTP \($0))" } ?? "")
    }
}
