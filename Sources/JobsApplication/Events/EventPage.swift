/// What one read of a scope's events brought.
struct EventPage: Sendable {
    let records: [EventRecord]
    /// Whether there may be more behind it already.
    let isFull: Bool
    /// Whether more will be readable in a moment without a hint.
    let isHeldBack: Bool
}
