import Synchronization

/// A place among the streams that a client may have open, for as long as somebody holds this or until it is given
/// back.
final class StreamPlace: Sendable {
    private let slots: StreamSlots
    private let client: Client
    private let isTaken = Atomic(false)

    /// - Throws: ``Problem`` `quotaExceeded`.
    init(_ slots: StreamSlots, _ client: Client) throws(Problem) {
        self.slots = slots
        self.client = client
        try slots.take(client)
        // Not before: `deinit` also runs where this throws.
        self.isTaken.store(true, ordering: .releasing)
    }

    func giveBack() {
        if self.isTaken.exchange(false, ordering: .acquiringAndReleasing) { self.slots.release(self.client) }
    }

    // An answer whose body is never written, because the client has left, has a place too.
    deinit { self.giveBack() }
}
