import Synchronization

/// Lets one task through at a time, in the order in which they came.
///
/// Waiting is not cancellable: whoever is inside ends soon when it is cancelled itself.
final class SerialGate: Sendable {
    private struct State {
        var isOccupied = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func enter() async {
        let isFree = self.state.withLock { state in
            if state.isOccupied { return false }
            state.isOccupied = true
            return true
        }
        guard !isFree else { return }
        await withCheckedContinuation { continuation in
            let entersNow = self.state.withLock { state in
                guard state.isOccupied else {
                    state.isOccupied = true
                    return true
                }
                state.waiters.append(continuation)
                return false
            }
            if entersNow { continuation.resume() }
        }
    }

    func leave() {
        let next = self.state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiters.isEmpty else {
                state.isOccupied = false
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.resume()
    }
}
