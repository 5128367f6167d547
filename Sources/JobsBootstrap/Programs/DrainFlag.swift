import Synchronization

/// Says, once and for good, that the process is about to end.
final class DrainFlag: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { self.raised.load(ordering: .acquiring) }

    func raise() {
        self.raised.store(true, ordering: .releasing)
    }
}
