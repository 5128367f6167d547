public import JobsApplication

/// The `database:` queue over SQLite: the store is the queue, and the bus wakes the processes on one file.
public final class SQLiteJobQueue: JobQueue {
    private let bus: ProcessBus

    public init(bus: ProcessBus) {
        self.bus = bus
    }

    /// Always nil: where a datagram does not arrive, workers claim by themselves.
    public var problem: String? { nil }

    public func send(_ tickets: [JobTicket]) async throws(JobQueueError) {
        self.bus.send(tickets)
    }

    public func receive(queues: Set<String>?) async throws(JobQueueError) -> [JobTicket] {
        await self.bus.tickets.take(queues: queues)
    }

    /// Does nothing: the store keeps the jobs, so no ticket has to come again.
    public func acknowledge(_ tickets: [JobTicket]) async throws(JobQueueError) {}
}
