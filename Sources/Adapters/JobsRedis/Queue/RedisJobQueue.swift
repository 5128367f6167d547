public import JobsApplication
public import Logging

/// A queue on a Redis server (6.0 or later), for any number of processes.
///
/// Redis holds tickets only, which may be lost: when it is emptied or down, workers claim from the store once
/// a second. Errors last as long as their cause; nothing has to be started again after it.
///
/// A user of an access control list needs `~{prefix}:*`, written with the braces, and `+ping +select +sadd
/// +smembers +zadd +zcard +zpopmin +bzpopmin +zremrangebyrank`.
public final class RedisJobQueue: JobQueue {
    private let outbox = TicketOutbox()
    private let receivers = TicketReceivers()
    private let health: ConnectionHealth
    private let sending: ConnectionLoop
    private let receiving: ConnectionLoop

    /// Starts to connect, which goes on behind the caller's back.
    ///
    /// - Parameters:
    ///   - url: where the server is.
    ///   - queues: the names of the queues as far as they are known. Receivers of every queue hear of others
    ///     within a second of their first ticket.
    ///   - ticketsAtOnce: the most tickets that a receiver takes at once; as many as the process can run jobs.
    ///   - logger: told when the queue stops or starts working.
    /// - Throws: ``RedisError`` with code `noResources` if there is no thread or descriptor left.
    public convenience init(
        _ url: RedisURL,
        queues: Set<String> = [],
        ticketsAtOnce: Int = 4,
        logger: Logger
    ) throws(RedisError) {
        try self.init(url, queues: queues, ticketsAtOnce: ticketsAtOnce, timings: RedisTimings(), logger: logger)
    }

    init(
        _ url: RedisURL,
        queues: Set<String>,
        ticketsAtOnce: Int,
        timings: RedisTimings,
        logger: Logger
    ) throws(RedisError) {
        let (outbox, receivers, keys) = (self.outbox, self.receivers, RedisKeys(prefix: url.prefix))
        self.health = ConnectionHealth("the Redis queue", parts: [.sending], logger: logger)
        self.sending = try ConnectionLoop(url, timings: timings, health: self.health, part: .sending) {
            TicketSending(keys: keys, outbox: outbox, queues: queues, timings: timings)
        }
        do throws(RedisError) {
            self.receiving = try ConnectionLoop(url, timings: timings, health: self.health, part: .receiving) {
                TicketReceiving(
                    keys: keys,
                    receivers: receivers,
                    queues: queues,
                    ticketsAtOnce: ticketsAtOnce,
                    timings: timings,
                    logger: logger
                )
            }
        } catch {
            self.sending.close()
            throw error
        }
    }

    deinit {
        self.close()
    }

    /// Why the queue does not work, or works in part only; nil while it works.
    public var problem: String? { self.health.problem }

    /// Ends the connections; what waits for them fails. Returns at once. Repeating it does nothing.
    public func close() {
        let batches = self.outbox.close()
        for batch in batches {
            batch.continuation.resume(returning: .failure(JobQueueError(.unavailable, "the queue was closed")))
        }
        self.receivers.close()
        self.sending.close()
        self.receiving.close()
    }

    public func send(_ tickets: [JobTicket]) async throws(JobQueueError) {
        guard !tickets.isEmpty else { return }
        let result = await withCheckedContinuation { continuation in
            let isTaken = self.outbox.add(TicketOutbox.Batch(tickets: tickets, continuation: continuation))
            guard isTaken else {
                return continuation.resume(
                    returning: Result<Void, JobQueueError>.failure(JobQueueError(.unavailable, "the queue was closed"))
                )
            }
            self.sending.wakeUp()
        }
        try result.get()
    }

    public func receive(queues: Set<String>?) async throws(JobQueueError) -> [JobTicket] {
        try await self.receivers.take(queues: queues) { self.receiving.wakeUp() }
    }

    /// Does nothing: a ticket that was received is gone from Redis, and losing one costs no more than a second.
    public func acknowledge(_ tickets: [JobTicket]) async throws(JobQueueError) {}
}
