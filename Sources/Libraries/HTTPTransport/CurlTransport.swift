import Synchronization

/// The HTTP client that all parts of a process share.
///
/// It owns one thread that drives any number of calls at the same time and keeps their connections for
/// the next ones. The thread starts with the first call; it ends with ``close()``, or when nobody holds
/// the transport any more.
public final class CurlTransport: Sendable {
    private enum State {
        case idle
        case running(CurlLoop)
        case closed
    }

    private let state = Mutex(State.idle)

    /// Makes a transport; nothing is started yet.
    public init() {}

    deinit {
        self.close()
    }

    /// Breaks off every call, ends the thread and waits for its end. Later calls fail at once; repeating
    /// this does nothing.
    public func close() {
        let previous = self.state.withLock { state in
            defer { state = .closed }
            return state
        }
        if case .running(let loop) = previous { loop.stop() }
    }

    /// Sends a request once and returns the complete answer, whatever its status.
    ///
    /// Cancelling the task breaks the connection off.
    /// - Throws: ``TransportError`` where no complete answer came; an answer of whatever status is none.
    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        guard !Task.isCancelled else { throw .cancelled(wasSent: false) }
        // libcurl reads 0 as "forever".
        if let timeout = request.timeout, timeout.milliseconds <= 0 {
            throw TransportError(kind: .timeout, message: "no time is left for the call", wasSent: false)
        }
        let loop = try self.runningLoop()
        let call = PendingCall(request)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: PendingCall.Continuation) in
                if !loop.post(.start(call, continuation)) { continuation.resume(returning: .failure(.closed)) }
            }
        } onCancel: {
            call.cancel()
            _ = loop.post(.cancel(call))
        }
        return try result.get()
    }

    private func runningLoop() throws(TransportError) -> CurlLoop {
        try self.state.withLock { state throws(TransportError) in
            switch state {
            case .closed: throw .closed
            case .running(let loop) where !loop.isFinished: return loop
            // A loop that libcurl gave up on has ended by itself: the next call gets a new one.
            case .running(let loop): loop.stop()
            case .idle: break
            }
            guard let loop = CurlLoop.start() else {
                throw TransportError(
                    kind: .network,
                    message: "libcurl or a thread could not be started",
                    wasSent: false
                )
            }
            state = .running(loop)
            return loop
        }
    }
}
