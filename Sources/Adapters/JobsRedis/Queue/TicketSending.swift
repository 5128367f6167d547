import JobsApplication

/// Sends tickets. Lives on its loop's thread.
///
/// A ticket is written with `ZADD NX`, scored by its sequence, so repeating it changes nothing and the lowest
/// sequence is taken first. Scores are doubles, exact up to 2^53; beyond that neighbours could swap, which
/// costs nothing, for the store decides the order.
final class TicketSending: ConnectionWork {
    /// How many tickets one command carries. Redis serves nobody else while it runs a command.
    private static let ticketsPerCommand = 500
    /// How many commands are on their way at once.
    private static let commandsPerRound = 40
    /// How many tickets a queue keeps. Tickets pile up where jobs are claimed without them, as they are while
    /// every worker is busy. Any of them wakes a worker, so the newest beyond this are not missed.
    static let ticketsPerQueue = 10_000
    /// How many queues are remembered for the check of an idle connection.
    private static let rememberedQueues = 1000

    private(set) var problem: RedisError?

    private let keys: RedisKeys
    private let outbox: TicketOutbox
    private let timings: RedisTimings
    private var batches: [TicketOutbox.Batch] = []
    private var queues: Set<String> = []
    private var checkAt = ContinuousClock.now

    /// - Parameter queues: those that tickets will be sent to, as far as they are known.
    init(keys: RedisKeys, outbox: TicketOutbox, queues: Set<String>, timings: RedisTimings) {
        self.keys = keys
        self.outbox = outbox
        self.queues = queues
        self.timings = timings
    }

    /// Always, so that a problem is known before the first job comes.
    var wantsConnection: Bool { true }

    func begin(_ connection: RedisConnection) throws(RedisError) {
        self.checkAt = .now
    }

    func turn(_ connection: RedisConnection) throws(RedisError) -> ContinuousClock.Instant {
        try connection.checkIdle()
        self.batches = self.outbox.takeAll()
        do throws(RedisError) {
            if !self.batches.isEmpty {
                try self.send(self.batches.flatMap(\.tickets), connection)
                self.finish(.success(()))
            }
            if ContinuousClock.now >= self.checkAt {
                try self.check(connection)
                self.problem = nil
                self.checkAt = .now + self.timings.idleCheck
            }
        } catch let error where !error.endsConnection {
            self.problem = error
            self.checkAt = .now + self.timings.recheck
            self.finish(.failure(Self.queueError(error)))
        }
        return self.checkAt
    }

    func fail(_ error: RedisError) {
        self.batches += self.outbox.takeAll()
        self.finish(.failure(Self.queueError(error)))
    }

    static func queueError(_ error: RedisError) -> JobQueueError {
        JobQueueError(.unavailable, error.message, cause: error)
    }

    private func finish(_ result: Result<Void, JobQueueError>) {
        for batch in self.batches { batch.continuation.resume(returning: result) }
        self.batches = []
    }

    // MARK: - Commands

    private func send(_ tickets: [JobTicket], _ connection: RedisConnection) throws(RedisError) {
        let byQueue = Dictionary(grouping: tickets, by: \.queue).sorted { $0.key < $1.key }
        for (queue, _) in byQueue where self.queues.count < Self.rememberedQueues { self.queues.insert(queue) }
        var commands = [self.announcement(byQueue.map(\.key))]
        for (queue, tickets) in byQueue {
            let key = self.keys.tickets(queue)
            var rest = tickets[...]
            while !rest.isEmpty {
                let scored = rest.prefix(Self.ticketsPerCommand).flatMap { ticket in
                    [Array("\(ticket.sequence)".utf8), TicketMember.encode(ticket)]
                }
                commands.append(RedisCommand("ZADD", key: key, [Array("NX".utf8)] + scored))
                rest = rest.dropFirst(Self.ticketsPerCommand)
            }
            let range = [Array("\(Self.ticketsPerQueue)".utf8), Array("-1".utf8)]
            commands.append(RedisCommand("ZREMRANGEBYRANK", key: key, range))
        }
        try self.run(commands, connection)
    }

    /// Tells receivers that work on every queue which there are.
    private func announcement(_ queues: some Collection<String>) -> RedisCommand {
        RedisCommand("SADD", key: self.keys.queues, queues.map { Array($0.utf8) })
    }

    /// Finds out whether tickets could be sent: it writes what a batch writes first, and looks at the keys.
    private func check(_ connection: RedisConnection) throws(RedisError) {
        guard !self.queues.isEmpty else { return try self.run([.ping], connection) }
        let looks = self.queues.map { RedisCommand("ZCARD", key: self.keys.tickets($0)) }
        try self.run([self.announcement(self.queues)] + looks, connection)
    }

    /// Runs commands in rounds.
    ///
    /// - Throws: the first error reply of a round, after all its replies were read.
    private func run(_ commands: [RedisCommand], _ connection: RedisConnection) throws(RedisError) {
        var rest = commands[...]
        while !rest.isEmpty {
            let round = Array(rest.prefix(Self.commandsPerRound))
            rest = rest.dropFirst(Self.commandsPerRound)
            let replies = try connection.run(round)
            for (command, reply) in zip(round, replies) {
                if case .error(let text) = reply { throw connection.refusal(of: command, text) }
            }
            guard zip(round, replies).allSatisfy({ $1.integer != nil || $1.isStatus("PONG") }) else {
                throw connection.violation("a reply that does not belong to its command")
            }
        }
    }
}
