import JobsApplication
import Synchronization

/// Hints that wait to be published. Of too many, the oldest are dropped.
final class SignalOutbox: Sendable {
    private static let capacity = 4096

    private struct State {
        var signals: [JobSignal] = []
        var isOpen = true
    }

    private let state = Mutex(State())

    /// - Returns: whether these are the first that wait, so that the publisher has to be woken for them.
    func add(_ signals: [JobSignal]) -> Bool {
        self.state.withLock { state in
            guard state.isOpen else { return false }
            let isFirst = state.signals.isEmpty
            state.signals += signals.suffix(Self.capacity)
            // In halves, so that not every hint moves all others.
            if state.signals.count > Self.capacity * 2 {
                state.signals.removeFirst(state.signals.count - Self.capacity)
            }
            return isFirst
        }
    }

    /// Everything that waits, but no more than the newest 4096.
    func takeAll() -> ArraySlice<JobSignal> {
        self.state.withLock { state in
            defer { state.signals = [] }
            return state.signals.suffix(Self.capacity)
        }
    }

    func close() {
        self.state.withLock { $0 = State(isOpen: false) }
    }
}
