import Synchronization

/// Something that a test switches while a server's threads read it.
final class Flag: Sendable {
    private let state: Mutex<Bool>

    init(_ value: Bool) {
        self.state = Mutex(value)
    }

    var value: Bool { self.state.withLock { $0 } }

    func set(_ value: Bool) {
        self.state.withLock { $0 = value }
    }
}
