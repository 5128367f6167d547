import Dispatch
import Glibc
import Synchronization

/// What the owner of a proxy and the proxy's thread share.
final class ProxyControl: Sendable {
    private struct State {
        var settings = ProxySettings()
        var waiters: [DispatchSemaphore] = []
    }

    private let state = Mutex(State())
    /// Readable when something has changed.
    let wake: Int32
    private let waker: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw ServiceFailure("no pipe: \(String(cString: strerror(errno)))") }
        for end in ends { LoopbackSocket.neverBlock(end) }
        self.wake = ends[0]
        self.waker = ends[1]
    }

    deinit {
        close(self.wake)
        close(self.waker)
    }

    var settings: ProxySettings { self.state.withLock { $0.settings } }

    /// Changes the settings and waits until the thread has put them into effect, which takes it microseconds.
    func apply(_ change: (inout ProxySettings) -> Void) {
        let done = DispatchSemaphore(value: 0)
        self.state.withLock { state in
            change(&state.settings)
            state.waiters.append(done)
        }
        // A full pipe wakes as well.
        _ = write(self.waker, [1], 1)
        _ = done.wait(timeout: .now() + 10)
    }

    /// For the thread: the settings, and who waits for them.
    func take() -> (settings: ProxySettings, waiters: [DispatchSemaphore]) {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(self.wake, &bytes, bytes.count) > 0 {}
        return self.state.withLock { state in
            defer { state.waiters = [] }
            return (state.settings, state.waiters)
        }
    }

    /// For the thread: counts an accepted connection.
    func countConnection() {
        self.state.withLock { $0.settings.connections += 1 }
    }

    /// For the thread: takes one of the cuts that are still to make.
    func takeCut() -> Bool {
        self.state.withLock { state in
            guard let remaining = state.settings.cut?.remaining, remaining > 0 else { return false }
            state.settings.cut?.remaining -= 1
            return true
        }
    }

    /// For the thread: counts a connection that is cut.
    func countCut() {
        self.state.withLock { $0.settings.cuts += 1 }
    }
}
