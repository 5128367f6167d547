import Synchronization

/// Tickets that have reached this process, and the tasks that wait for some. What every ``JobQueue`` adapter
/// needs on its receiving side.
public final class TicketBuffer: Sendable {
    private struct Waiter {
        let queues: Set<String>?
        let continuation: CheckedContinuation<[JobTicket], Never>
    }

    private struct State {
        var tickets: [JobTicket] = []
        var waiters: [UInt64: Waiter] = [:]
        var lastWaiter: UInt64 = 0
    }

    /// Beyond this many unreceived tickets, new ones are dropped: workers that do not receive poll.
    private let capacity: Int
    private let state = Mutex(State())

    public init(capacity: Int = 100_000) {
        self.capacity = capacity
    }

    /// Hands tickets to those who wait for their queues, and keeps the rest.
    public func add(_ tickets: [JobTicket]) {
        let served = self.state.withLock { state -> [(Waiter, [JobTicket])] in
            state.tickets += tickets.prefix(max(0, self.capacity - state.tickets.count))
            var served: [(Waiter, [JobTicket])] = []
            for (id, waiter) in state.waiters.sorted(by: { $0.key < $1.key }) {
                let taken = Self.take(waiter.queues, from: &state.tickets)
                guard !taken.isEmpty else { continue }
                state.waiters[id] = nil
                served.append((waiter, taken))
            }
            return served
        }
        for (waiter, tickets) in served { waiter.continuation.resume(returning: tickets) }
    }

    /// Waits for tickets.
    ///
    /// - Parameter queues: which queues; nil means every queue.
    /// - Returns: at least one ticket; none only where the calling task was cancelled.
    public func take(queues: Set<String>?) async -> [JobTicket] {
        let id = self.state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let taken = self.state.withLock { state -> [JobTicket]? in
                    let taken = Self.take(queues, from: &state.tickets)
                    if !taken.isEmpty || Task.isCancelled { return taken }
                    state.waiters[id] = Waiter(queues: queues, continuation: continuation)
                    return nil
                }
                if let taken { continuation.resume(returning: taken) }
            }
        } onCancel: {
            self.state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(returning: [])
        }
    }

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
