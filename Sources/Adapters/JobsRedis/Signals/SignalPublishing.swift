import JobsApplication

/// Publishes hints. Those that come while a round is on its way, or shortly after it, leave together as the next
/// one. Lives on its loop's thread.
final class SignalPublishing: ConnectionWork {
    /// How many messages are on their way at once.
    private static let messagesPerRound = 32

    private(set) var problem: RedisError?

    private let channel: String
    private let envelope: SignalEnvelope
    private let outbox: SignalOutbox
    private let timings: RedisTimings
    private var checkAt = ContinuousClock.now
    private var publishAt = ContinuousClock.now

    init(channel: String, envelope: SignalEnvelope, outbox: SignalOutbox, timings: RedisTimings) {
        self.channel = channel
        self.envelope = envelope
        self.outbox = outbox
        self.timings = timings
    }

    /// Always, so that the first hint does not wait for it.
    var wantsConnection: Bool { true }

    func turn(_ connection: RedisConnection) throws(RedisError) -> ContinuousClock.Instant {
        try connection.checkIdle()
        guard ContinuousClock.now >= self.publishAt else { return self.publishAt }
        let messages = self.envelope.encode(self.outbox.takeAll())
        if !messages.isEmpty {
            try self.publish(messages, connection)
            self.publishAt = .now + self.timings.hints
        } else if ContinuousClock.now >= self.checkAt {
            _ = try connection.run(.ping)
        } else {
            return self.checkAt
        }
        self.checkAt = .now + self.timings.idleCheck
        return self.checkAt
    }

    /// Old hints are worth nothing when the connection is back.
    func fail(_ error: RedisError) {
        _ = self.outbox.takeAll()
    }

    private func publish(_ messages: [[UInt8]], _ connection: RedisConnection) throws(RedisError) {
        var rest = messages[...]
        self.problem = nil
        while !rest.isEmpty {
            let round = rest.prefix(Self.messagesPerRound).map {
                RedisCommand("PUBLISH", key: self.channel, [$0])
            }
            rest = rest.dropFirst(Self.messagesPerRound)
            for (command, reply) in zip(round, try connection.run(round)) {
                if case .error(let text) = reply {
                    let error = connection.refusal(of: command, text)
                    guard !error.endsConnection else { throw error }
                    self.problem = error
                } else if reply.integer == nil {
                    throw connection.violation("no number to PUBLISH")
                }
            }
        }
    }
}
