public import JobsApplication

/// A queue in the memory of one process.
public final class InMemoryJobQueue: JobQueue {
    private let buffer = TicketBuffer()

    public init() {}

    /// Always nil.
    public var problem: String? { nil }

    public func send(_ tickets: [JobTicket]) async throws(JobQueueError) {
        self.buffer.add(tickets)
    }

    public func receive(queues: Set<String>?) async throws(JobQueueError) -> [JobTicket] {
        await self.buffer.take(queues: queues)
    }

    /// Does nothing: a ticket is gone once it was received, and a worker that dies takes this queue with it.
    public func acknowledge(_ tickets: [JobTicket]) async throws(JobQueueError) {}
}
