/// How often, and after which pauses, something is tried again.
public struct RetryRules: Sendable, Hashable {
    /// How often in all, the first time included.
    public var attempts: Int
    /// The longest pause after the first attempt; it doubles with each that follows.
    public var firstDelay: Duration
    public var longestDelay: Duration
    /// A server that asks for a longer pause is taken at its word, and not asked again.
    public var longestRetryAfter: Duration

    public init(
        attempts: Int,
        firstDelay: Duration,
        longestDelay: Duration,
        longestRetryAfter: Duration = .seconds(60)
    ) {
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.longestRetryAfter = longestRetryAfter
    }

    /// About eight seconds in all: longer than a server needs to start.
    public static let request = RetryRules(attempts: 6, firstDelay: .milliseconds(400), longestDelay: .seconds(5))
    /// About three minutes without a sign of life: longer than a deployment takes.
    public static let stream = RetryRules(attempts: 24, firstDelay: .milliseconds(400), longestDelay: .seconds(10))

    /// The pause after a failed attempt; nil where it was the last.
    ///
    /// - Parameters:
    ///   - attempt: counts from 1.
    ///   - retryAfter: what the server asked for; it is never undercut.
    ///   - random: spreads clients that failed together.
    func delay(after attempt: Int, retryAfter: Duration?, random: UInt64) -> Duration? {
        guard attempt < self.attempts, retryAfter ?? .zero <= self.longestRetryAfter else { return nil }
        let doublings = min(attempt - 1, 16)
        let bound = min(self.longestDelay, self.firstDelay * (1 << doublings))
        let half = bound / 2
        // Between half of the bound and all of it, in steps of a thousandth.
        let spread = half + half * Int(random % 1001) / 1000
        return (retryAfter ?? .zero) + spread
    }
}
