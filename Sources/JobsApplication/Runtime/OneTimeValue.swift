import Synchronization

/// A value that is set at most once and that one task can wait for.
final class OneTimeValue<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiter: CheckedContinuation<Value?, Never>?
    }

    private let state = Mutex(State())

    /// The value, if it has been set.
    var current: Value? { self.state.withLock { $0.value } }

    /// Sets the value; only the first call counts.
    func set(_ value: Value) {
        self.state.withLock { state -> CheckedContinuation<Value?, Never>? in
            guard state.value == nil else { return nil }
            state.value = value
            return state.waiter.take()
        }?.resume(returning: value)
    }

    /// Waits for the value; nil where the task is cancelled first.
    func wait() async -> Value? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (resumesNow, value) = self.state.withLock { state -> (Bool, Value?) in
                    if state.value != nil || Task.isCancelled { return (true, state.value) }
                    state.waiter = continuation
                    return (false, nil)
                }
                if resumesNow { continuation.resume(returning: value) }
            }
        } onCancel: {
            self.state.withLock { $0.waiter.take() }?.resume(returning: nil)
        }
    }
}
