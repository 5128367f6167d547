import JobsApplication
import Synchronization

/// Batches of tickets on their way to the thread that sends them, each with the task that waits for it.
final class TicketOutbox: Sendable {
    struct Batch: Sendable {
        let tickets: [JobTicket]
        let continuation: CheckedContinuation<Result<Void, JobQueueError>, Never>
    }

    private struct State {
        var batches: [Batch] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// False if nobody will take it any more.
    func add(_ batch: Batch) -> Bool {
        self.state.withLock { state in
            guard !state.isClosed else { return false }
            state.batches.append(batch)
            return true
        }
    }

    func takeAll() -> [Batch] {
        self.state.withLock { state in
            defer { state.batches = [] }
            return state.batches
        }
    }

    func close() -> [Batch] {
        self.state.withLock { state in
            state.isClosed = true
            defer { state.batches = [] }
            return state.batches
        }
    }
}
