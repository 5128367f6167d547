import Synchronization

/// How many bytes of request bodies all connections together hold.
final class BodyMemory: Sendable {
    private let maximum: Int
    private let held = Atomic(0)

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// - Returns: false where the bytes do not fit; then nothing is taken.
    func take(_ bytes: Int) -> Bool {
        if self.held.add(bytes, ordering: .relaxed).newValue <= self.maximum { return true }
        self.give(back: bytes)
        return false
    }

    func give(back bytes: Int) {
        self.held.subtract(bytes, ordering: .relaxed)
    }

    var bytes: Int { self.held.load(ordering: .relaxed) }
}
