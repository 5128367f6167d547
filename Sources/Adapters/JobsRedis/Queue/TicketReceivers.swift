import JobsApplication
import Synchronization

/// The tasks of this process that wait for tickets, and tickets that nobody waited for any more when they came.
///
/// Unlike ``TicketBuffer`` it says who waits for what, because a ticket that is taken from Redis is taken from
/// the other processes, and it can tell those who wait that the queue is down.
final class TicketReceivers: Sendable {
    /// Which queues somebody waits for.
    struct Demand: Sendable, Equatable {
        var everyQueue = false
        var queues: Set<String> = []

        var isEmpty: Bool { !self.everyQueue && self.queues.isEmpty }
    }

    private struct Waiter {
        let queues: Set<String>?
        let continuation: CheckedContinuation<Result<[JobTicket], JobQueueError>, Never>
    }

    private struct State {
        var tickets: [JobTicket] = []
        var waiters: [UInt64: Waiter] = [:]
        var lastWaiter: UInt64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    var demand: Demand {
        self.state.withLock { state in
            state.waiters.values.reduce(into: Demand()) { demand, waiter in
                if let queues = waiter.queues { demand.queues.formUnion(queues) } else { demand.everyQueue = true }
            }
        }
    }

    /// Hands tickets to those who wait for their queues, the one who waits longest first, and keeps the rest.
    func add(_ tickets: [JobTicket]) {
        let served = self.state.withLock { state -> [(Waiter, [JobTicket])] in
            state.tickets += tickets
            var served: [(Waiter, [JobTicket])] = []
            for (id, waiter) in state.waiters.sorted(by: { $0.key < $1.key }) {
                let taken = Self.take(waiter.queues, from: &state.tickets)
                guard !taken.isEmpty else { continue }
                state.waiters[id] = nil
                served.append((waiter, taken))
            }
            return served
        }
        for (waiter, tickets) in served { waiter.continuation.resume(returning: .success(tickets)) }
    }

    /// Tells all who wait that they wait in vain.
    func fail(_ error: JobQueueError) {
        let waiters = self.state.withLock { state in
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.continuation.resume(returning: .failure(error)) }
    }

    /// Fails all who wait, and all who will.
    func close() {
        self.state.withLock { $0.isClosed = true }
        self.fail(Self.closed)
    }

    /// Waits for tickets.
    ///
    /// - Parameter wanting: called when the demand has grown.
    /// - Returns: at least one ticket; none only where the calling task was cancelled.
    func take(
        queues: Set<String>?,
        wanting: @Sendable () -> Void
    ) async throws(JobQueueError) -> [JobTicket] {
        let id = self.state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let result = self.state.withLock { state -> Result<[JobTicket], JobQueueError>? in
                    if state.isClosed { return .failure(Self.closed) }
                    let taken = Self.take(queues, from: &state.tickets)
                    if !taken.isEmpty || Task.isCancelled { return .success(taken) }
                    state.waiters[id] = Waiter(queues: queues, continuation: continuation)
                    return nil
                }
                if let result { continuation.resume(returning: result) } else { wanting() }
            }
        } onCancel: {
            self.state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(returning: .success([]))
        }
        return try result.get()
    }

    private static let closed = JobQueueError(.unavailable, "the queue was closed")

    private static func take(_ queues: Set<String>?, from tickets: inout [JobTicket]) -> [JobTicket] {
        guard let queues else {
            defer { tickets.removeAll() }
            return tickets
        }
        let taken = tickets.filter { queues.contains($0.queue) }
        if !taken.isEmpty { tickets.removeAll { queues.contains($0.queue) } }
        return taken
    }
}
