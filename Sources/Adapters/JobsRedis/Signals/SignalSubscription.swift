import JobsApplication

/// Receives the hints of the other processes. Lives on its loop's thread.
final class SignalSubscription: ConnectionWork {
    let problem: RedisError? = nil

    private let channel: String
    private let envelope: SignalEnvelope
    private let broadcast: SignalBroadcast
    private let timings: RedisTimings
    /// When to ask whether the server is still there; nil while an answer is awaited.
    private var pingAt: ContinuousClock.Instant?
    private var answerBy = ContinuousClock.now

    init(channel: String, envelope: SignalEnvelope, broadcast: SignalBroadcast, timings: RedisTimings) {
        self.channel = channel
        self.envelope = envelope
        self.broadcast = broadcast
        self.timings = timings
    }

    var wantsConnection: Bool { true }

    func begin(_ connection: RedisConnection) throws(RedisError) {
        let reply = try connection.run(RedisCommand("SUBSCRIBE", key: self.channel))
        guard Self.kind(reply) == "subscribe" else { throw connection.violation("no confirmation to SUBSCRIBE") }
        self.pingAt = .now + self.timings.silence
    }

    func turn(_ connection: RedisConnection) throws(RedisError) -> ContinuousClock.Instant {
        while let reply = try connection.nextReply() {
            try self.take(reply, connection)
            // Whatever comes shows that the server is there.
            self.pingAt = .now + self.timings.silence
        }
        return try self.checkIsAlive(connection)
    }

    func fail(_ error: RedisError) {}

    /// A subscriber never sends anything, so it would wait for ever on a connection whose other end is gone
    /// without a word. Hence it asks.
    private func checkIsAlive(_ connection: RedisConnection) throws(RedisError) -> ContinuousClock.Instant {
        guard let pingAt else {
            guard ContinuousClock.now < self.answerBy else {
                throw RedisError(.timedOut, "Redis at \(connection.url.endpoint) did not answer a subscriber's PING")
            }
            return self.answerBy
        }
        guard ContinuousClock.now >= pingAt else { return pingAt }
        try connection.send(.ping)
        self.pingAt = nil
        self.answerBy = .now + self.timings.pong
        return self.answerBy
    }

    private func take(_ reply: RedisReply, _ connection: RedisConnection) throws(RedisError) {
        switch Self.kind(reply) {
        case "message":
            guard let elements = reply.elements, elements.count == 3, let message = elements[2].bytes else {
                throw connection.violation("a message without a payload")
            }
            let signals = self.envelope.decode(message)
            if !signals.isEmpty { self.broadcast.send(signals) }
        case "pong": break
        default:
            if case .error(let text) = reply { throw connection.refusal(of: .ping, text) }
            throw connection.violation("neither a message nor a pong to a subscriber")
        }
    }

    /// The first element of what a subscriber is sent.
    private static func kind(_ reply: RedisReply) -> String? {
        reply.elements?.first?.bytes.map { String(decoding: $0, as: UTF8.self) }
    }
}
