/// Says how a model call ended. Keyed by its call and never refused: a paid call is a paid call, whoever
/// lost the lease meanwhile.
public struct CallSettlement: Sendable, Equatable {
    /// How it ended.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// An answer arrived, whether or not it was of use.
        case answered
        /// The provider refused or failed, and said so.
        case failed
        /// The request never left, so nothing can have been billed.
        case notSent = "not_sent"
        /// The connection broke after the request was sent.
        case unknown
    }

    public let call: UUIDv7
    public let job: JobID
    public let outcome: Outcome
    /// The error's code, or nil where the answer was used.
    public let errorCode: String?
    /// The model that the provider says has answered.
    public let reportedModel: String?
    /// The provider's own name for the request.
    public let requestID: String?
    /// Nil where the provider did not say.
    public let inputTokens: Int?
    /// Nil where the provider did not say.
    public let outputTokens: Int?
    /// In thousand-millionths of a US dollar; nil where the price is unknown.
    public let costNanoUSD: Int64?
    public let at: Timestamp

    public init(
        call: UUIDv7,
        job: JobID,
        outcome: Outcome,
        errorCode: String? = nil,
        reportedModel: String? = nil,
        requestID: String? = nil,
        inputTokens: Int? = nil,
        outputTokens: Int? = nil,
        costNanoUSD: Int64? = nil,
        at: Timestamp
    ) {
        self.call = call
        self.job = job
        self.outcome = outcome
        self.errorCode = errorCode
        self.reportedModel = reportedModel
        self.requestID = requestID
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.costNanoUSD = costNanoUSD
        self.at = at
    }
}
