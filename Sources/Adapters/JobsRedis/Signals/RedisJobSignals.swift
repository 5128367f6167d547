public import JobsApplication
public import Logging

/// Signals between processes over Redis publish and subscribe.
///
/// Subscribers in the publishing process hear every hint at once and without Redis. The others may miss some
/// while a connection is down.
///
/// A user of an access control list needs `&{prefix}:{database}:signals`, without braces here, and `+ping
/// +select +publish +subscribe`.
public final class RedisJobSignals: JobSignals {
    private let broadcast = SignalBroadcast()
    private let outbox = SignalOutbox()
    private let health: ConnectionHealth
    private let publishing: ConnectionLoop
    private let subscription: ConnectionLoop

    /// Starts to connect and subscribe, which goes on behind the caller's back.
    ///
    /// - Parameters:
    ///   - url: where the server is.
    ///   - logger: told when the signals stop or start working.
    /// - Throws: ``RedisError`` with code `noResources` if there is no thread or descriptor left.
    public convenience init(_ url: RedisURL, logger: Logger) throws(RedisError) {
        try self.init(url, timings: RedisTimings(), logger: logger)
    }

    init(_ url: RedisURL, timings: RedisTimings, logger: Logger) throws(RedisError) {
        let (broadcast, outbox, envelope) = (self.broadcast, self.outbox, SignalEnvelope())
        let channel = RedisKeys(prefix: url.prefix).signals(database: url.database)
        self.health = ConnectionHealth("Redis signalling", parts: [.sending, .receiving], logger: logger)
        self.publishing = try ConnectionLoop(url, timings: timings, health: self.health, part: .sending) {
            SignalPublishing(channel: channel, envelope: envelope, outbox: outbox, timings: timings)
        }
        do throws(RedisError) {
            self.subscription = try ConnectionLoop(url, timings: timings, health: self.health, part: .receiving) {
                SignalSubscription(channel: channel, envelope: envelope, broadcast: broadcast, timings: timings)
            }
        } catch {
            self.publishing.close()
            throw error
        }
    }

    deinit {
        self.close()
    }

    /// Why other processes do not hear this one or are not heard; nil while they do and are.
    public var problem: String? { self.health.problem }

    /// Ends the connections. Subscribers in this process go on hearing each other. Returns at once.
    /// Repeating it does nothing.
    public func close() {
        self.outbox.close()
        self.publishing.close()
        self.subscription.close()
    }

    public func publish(_ signals: [JobSignal]) {
        guard !signals.isEmpty else { return }
        self.broadcast.send(signals)
        if self.outbox.add(signals) { self.publishing.wakeUp() }
    }

    public func subscribe(where isWanted: @escaping @Sendable (JobSignal) -> Bool) -> AsyncStream<JobSignal> {
        self.broadcast.subscribe(where: isWanted)
    }
}
