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
    /// The HTTP status, where there was one that tells of a failure.
    public let status: Int?
    public let usage: ModelUsage
    /// In thousand-millionths of a US dollar; nil where the price is unknown.
    public private(set) var costNanoUSD: Int64?
    /// The version of the price table that the cost was read from; nil where there is no cost.
    public private(set) var priceVersion: String?
    /// From the sending to the last byte.
    public let durationMilliseconds: Int?
    public let at: Timestamp

    public init(
        call: UUIDv7,
        job: JobID,
        outcome: Outcome,
        errorCode: String? = nil,
        reportedModel: String? = nil,
        requestID: String? = nil,
        status: Int? = nil,
        usage: ModelUsage = .unknown,
        costNanoUSD: Int64? = nil,
        priceVersion: String? = nil,
        durationMilliseconds: Int? = nil,
        at: Timestamp
    ) {
        self.call = call
        self.job = job
        self.outcome = outcome
        self.errorCode = errorCode
        self.reportedModel = reportedModel
        self.requestID = requestID
        self.status = status
        self.usage = usage
        self.costNanoUSD = costNanoUSD
        self.priceVersion = priceVersion
        self.durationMilliseconds = durationMilliseconds
        self.at = at
    }

    /// Notes what the call cost.
    ///
    /// - Parameters:
    ///   - nanoUSD: in thousand-millionths of a US dollar.
    ///   - version: of the price table.
    public mutating func charge(_ nanoUSD: Int64, version: String) {
        self.costNanoUSD = nanoUSD
        self.priceVersion = version
    }
}
