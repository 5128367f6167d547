import Synchronization

/// One call as its task and the loop's thread both know it.
final class PendingCall: Sendable {
    typealias Continuation = CheckedContinuation<Result<HTTPResponse, TransportError>, Never>

    let request: HTTPRequest
    /// Set before the loop is told, so that a cancellation that overtakes the start is still seen.
    private let cancellation = Atomic(false)

    init(_ request: HTTPRequest) {
        self.request = request
    }

    var isCancelled: Bool { self.cancellation.load(ordering: .acquiring) }

    func cancel() {
        self.cancellation.store(true, ordering: .releasing)
    }
}
