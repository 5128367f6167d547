public import JobsApplication

/// The `database:` queue over PostgreSQL: the store is the queue, and the bus wakes the processes.
public final class PostgresJobQueue: JobQueue {
    private let bus: PostgresBus

    public init(bus: PostgresBus) {
        self.bus = bus
    }

    public var problem: String? { self.bus.problem }

    public func send(_ tickets: [JobTicket]) async throws(JobQueueError) {
        self.bus.send(tickets)
    }

    public func receive(queues: Set<String>?) async throws(JobQueueError) -> [JobTicket] {
        await self.bus.tickets.take(queues: queues)
    }

    /// Does nothing: the store keeps the jobs, so no ticket has to come again.
    public func acknowledge(_ tickets: [JobTicket]) async throws(JobQueueError) {}
}
