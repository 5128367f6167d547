public import JobsDomain

/// A submission that the server has stored.
public struct SubmittedJob: Sendable, Equatable {
    public let id: JobID
    /// Whether the job existed before, under the same idempotency key.
    public let isReplay: Bool
    /// The server's answer.
    public let json: JSONValue
}
