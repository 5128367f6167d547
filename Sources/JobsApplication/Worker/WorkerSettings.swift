/// How a worker works.
public struct WorkerSettings: Sendable, Equatable {
    /// `WORKER_CONCURRENCY`: jobs at the same time; 1 gives strict one-at-a-time FIFO.
    public var concurrency: Int
    /// `WORKER_QUEUES`: nil means every queue of the registered workflows.
    public var queues: Set<String>?
    /// `LEASE_DURATION`: how long a job is owned without renewing.
    public var lease: Duration
    /// `JOB_MAX_ATTEMPTS`: starts without finishing a step or part.
    public var attemptLimit: Int
    /// `SHUTDOWN_GRACE`: how long a drain waits for running jobs.
    public var grace: Duration

    public init(
        concurrency: Int = 4,
        queues: Set<String>? = nil,
        lease: Duration = .seconds(30),
        attemptLimit: Int = 5,
        grace: Duration = .seconds(20)
    ) {
        self.concurrency = concurrency
        self.queues = queues
        self.lease = lease
        self.attemptLimit = attemptLimit
        self.grace = grace
    }

    /// So that the first jobs of many begin while the next are claimed.
    static let mostClaimedAtOnce = 64

    /// The longest time between two claims of a worker with free slots.
    static let longestClaimInterval = Duration.seconds(1)
}
