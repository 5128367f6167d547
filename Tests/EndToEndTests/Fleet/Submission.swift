/// A job that a server has acknowledged.
struct Submission: Sendable {
    let id: String
    /// Names the document in the model's log.
    let tag: String
    /// When the first request for it left.
    let sentAt: ContinuousClock.Instant
    /// When the answer was there.
    let answeredAt: ContinuousClock.Instant
}
