/// The names under which things lie in Redis.
///
/// There is one sorted set for each queue, so that a worker with `WORKER_QUEUES` never takes a ticket that
/// only others can use, and one set with the names of the queues, for workers that work on every queue.
/// All keys have the same hash tag (the part in braces), because a server in cluster mode refuses a
/// blocking command over keys of several slots.
struct RedisKeys: Sendable {
    private let prefix: String

    init(prefix: String) {
        self.prefix = prefix
    }

    /// A set: the names of the queues that ever had a ticket.
    var queues: String { "{\(self.prefix)}:queues" }

    /// A sorted set: the tickets of a queue by sequence.
    func tickets(_ queue: String) -> String { "{\(self.prefix)}:tickets:\(queue)" }

    /// A channel. Databases do not separate channels, so its name does.
    func signals(database: Int) -> String { "\(self.prefix):\(database):signals" }
}
