import Synchronization

/// Lets one task wait until another says that there is something to do.
///
/// Signals coalesce: any number of them before a wait make that one wait return at once.
final class WakeUp: Sendable {
    private struct State {
        var isSignalled = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func signal() {
        self.state.withLock { state in
            state.isSignalled = true
            return state.waiter.take()
        }?.resume()
    }

    /// Returns at the next signal, or at once where one is waiting or the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let resumesNow = self.state.withLock { state in
                    if state.isSignalled || Task.isCancelled { return true }
                    state.waiter = continuation
                    return false
                }
                if resumesNow { continuation.resume() }
            }
        } onCancel: {
            self.state.withLock { $0.waiter.take() }?.resume()
        }
        self.state.withLock { $0.isSignalled = false }
    }
}
