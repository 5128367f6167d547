public import JobsDomain

/// Time, randomness, identifiers and the heartbeat's executor, all from outside, so that a test or a
/// simulation controls every one of them.
public struct JobRuntime: Sendable {
    /// The time of day, for people.
    public let now: @Sendable () -> Timestamp
    /// Time since some fixed moment; never steps back, and counts while the machine sleeps.
    public let uptime: @Sendable () -> Duration
    /// Waits; throws `CancellationError` where the task is cancelled.
    public let sleep: @Sendable (Duration) async throws(CancellationError) -> Void
    /// 64 unpredictable bits.
    public let random: @Sendable () -> UInt64
    /// A new identifier, larger than every one before it from this process.
    public let makeID: @Sendable () -> UUIDv7
    /// Where leases are renewed, so that busy workers cannot delay it; nil means where the caller runs.
    public let heartbeatExecutor: (any TaskExecutor)?

    public init(
        now: @escaping @Sendable () -> Timestamp,
        uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws(CancellationError) -> Void,
        random: @escaping @Sendable () -> UInt64,
        makeID: @escaping @Sendable () -> UUIDv7,
        heartbeatExecutor: (any TaskExecutor)? = nil
    ) {
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
        self.random = random
        self.makeID = makeID
        self.heartbeatExecutor = heartbeatExecutor
    }
}
