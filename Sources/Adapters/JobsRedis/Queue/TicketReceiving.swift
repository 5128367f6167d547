import JobsApplication
import Logging

/// Takes tickets out of Redis, while somebody waits for them. Lives on its loop's thread.
final class TicketReceiving: ConnectionWork {
    /// How many names of queues are remembered.
    private static let rememberedQueues = 1000

    private(set) var problem: RedisError?

    private let keys: RedisKeys
    private let receivers: TicketReceivers
    private let ticketsAtOnce: Int
    private let timings: RedisTimings
    private let logger: Logger

    /// Every queue that was ever heard of. They are not forgotten, so that an emptied Redis changes nothing.
    private var knownQueues: Set<String>
    /// What was found at the keys of some queues instead of tickets.
    private var foreignValues: [String: RedisError] = [:]
    private var refreshAt = ContinuousClock.now
    private var hasBeenAsked = false
    private var foreignMembers = 0
    private var lastForeignMemberLog: ContinuousClock.Instant?

    /// - Parameters:
    ///   - queues: those there are, as far as they are known.
    ///   - ticketsAtOnce: the most that are taken at once.
    init(
        keys: RedisKeys,
        receivers: TicketReceivers,
        queues: Set<String>,
        ticketsAtOnce: Int,
        timings: RedisTimings,
        logger: Logger
    ) {
        self.keys = keys
        self.receivers = receivers
        self.knownQueues = queues
        self.ticketsAtOnce = ticketsAtOnce
        self.timings = timings
        self.logger = logger
    }

    /// From the first receiver on: a process without workers needs no connection for them.
    var wantsConnection: Bool {
        self.hasBeenAsked = self.hasBeenAsked || !self.receivers.demand.isEmpty
        return self.hasBeenAsked
    }

    func begin(_ connection: RedisConnection) throws(RedisError) {
        self.refreshAt = .now
    }

    func turn(_ connection: RedisConnection) throws(RedisError) -> ContinuousClock.Instant {
        try connection.checkIdle()
        let demand = self.receivers.demand
        do throws(RedisError) {
            if ContinuousClock.now >= self.refreshAt {
                try self.refresh(demand, connection)
                self.refreshAt = .now + self.timings.refresh
            }
            guard !demand.isEmpty else { return self.refreshAt }
            return try self.receive(demand, connection)
        } catch let error where error.code == .wrongType && self.problem == nil {
            // Only a look at each key tells which of them it was.
            self.problem = error
            self.refreshAt = .now
            return .now
        } catch let error where !error.endsConnection {
            self.problem = error
            self.refreshAt = .now + self.timings.recheck
            self.receivers.fail(TicketSending.queueError(error))
            return self.refreshAt
        }
    }

    func fail(_ error: RedisError) {
        self.receivers.fail(TicketSending.queueError(error))
    }

    private func queues(_ demand: TicketReceivers.Demand) -> Set<String> {
        demand.everyQueue ? demand.queues.union(self.knownQueues) : demand.queues
    }

    // MARK: - Looking around

    /// Hears of new queues, and looks whether there are tickets at the keys and not somebody else's values.
    private func refresh(_ demand: TicketReceivers.Demand, _ connection: RedisConnection) throws(RedisError) {
        if demand.everyQueue { try self.hearOfQueues(connection) }
        let queues = Array(self.queues(demand))
        let looks = queues.map { RedisCommand("ZCARD", key: self.keys.tickets($0)) }
        let replies = try connection.run(looks)
        self.foreignValues = [:]
        for (index, queue) in queues.enumerated() {
            guard case .error(let text) = replies[index] else { continue }
            self.foreignValues[queue] = connection.refusal(of: looks[index], text)
        }
        if let error = self.foreignValues.values.first(where: \.endsConnection) { throw error }
        self.problem = self.foreignValues.values.min { $0.message < $1.message }
    }

    private func hearOfQueues(_ connection: RedisConnection) throws(RedisError) {
        let reply = try connection.run(RedisCommand("SMEMBERS", key: self.keys.queues))
        guard let names = reply.elements else { throw connection.violation("no array to SMEMBERS") }
        for name in names where self.knownQueues.count < Self.rememberedQueues {
            guard let bytes = name.bytes, let queue = String(validating: bytes, as: UTF8.self) else { continue }
            self.knownQueues.insert(queue)
        }
    }

    // MARK: - Receiving

    /// - Returns: when to be called again.
    private func receive(
        _ demand: TicketReceivers.Demand,
        _ connection: RedisConnection
    ) throws(RedisError) -> ContinuousClock.Instant {
        let queues = self.queues(demand).filter { self.foreignValues[$0] == nil }.sorted()
        guard let first = queues.first else {
            if let problem { throw problem }
            // Nobody has sent a ticket yet.
            return self.refreshAt
        }
        let (seconds, attoseconds) = self.timings.block.components
        let timeout = "\(Double(seconds) + Double(attoseconds) / 1e18)"
        let others = queues.dropFirst().map { Array(self.keys.tickets($0).utf8) }
        let pop = RedisCommand("BZPOPMIN", key: self.keys.tickets(first), others + [Array(timeout.utf8)])
        let reply = try connection.run(pop, blocking: self.timings.block)
        if reply == .null { return .now }
        guard let elements = reply.elements, elements.count == 3, let key = elements[0].bytes,
            let queue = queues.first(where: { self.keys.tickets($0).utf8.elementsEqual(key) }),
            let member = elements[1].bytes
        else { throw connection.violation("no key, member and score to BZPOPMIN") }
        var members = [member]
        // What was taken is handed on whatever happens next.
        defer { self.handOn(members, queue) }
        members += try self.takeMore(queue, connection)
        return .now
    }

    /// Takes the tickets of the next few jobs, too: a worker that was woken claims as many as it has room for,
    /// and each ticket that it left would wake somebody in vain. More would be taken from others who wait.
    private func takeMore(_ queue: String, _ connection: RedisConnection) throws(RedisError) -> [[UInt8]] {
        guard self.ticketsAtOnce > 1 else { return [] }
        let count = Array("\(self.ticketsAtOnce - 1)".utf8)
        let reply = try connection.run(RedisCommand("ZPOPMIN", key: self.keys.tickets(queue), [count]))
        guard let elements = reply.elements, elements.count.isMultiple(of: 2) else {
            throw connection.violation("no members and scores to ZPOPMIN")
        }
        return try stride(from: 0, to: elements.count, by: 2).map { index throws(RedisError) in
            guard let member = elements[index].bytes else { throw connection.violation("no member to ZPOPMIN") }
            return member
        }
    }

    private func handOn(_ members: [[UInt8]], _ queue: String) {
        let tickets = members.compactMap { TicketMember.decode($0, queue: queue) }
        if !tickets.isEmpty { self.receivers.add(tickets) }
        self.foreignMembers += members.count - tickets.count
        guard self.foreignMembers > 0 else { return }
        let now = ContinuousClock.now
        if let last = self.lastForeignMemberLog, now - last < self.timings.foreignMemberLog { return }
        self.lastForeignMemberLog = now
        self.logger.warning(
            "dropped what is no ticket",
            metadata: ["redis.key": "\(self.keys.tickets(queue))", "count": "\(self.foreignMembers)"]
        )
        self.foreignMembers = 0
    }
}
