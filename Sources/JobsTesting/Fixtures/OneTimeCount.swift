import Synchronization

/// Counts down once, and says when it is done.
final class OneTimeCount: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) {
        self.left = Mutex(count)
    }

    var isDone: Bool { self.left.withLock { $0 == 0 } }

    func countDown() { self.left.withLock { $0 -= 1 } }
}
