/// One write of the worker that owns a job: several things that become true together or not at all.
public struct JobChange: Sendable, Equatable {
    /// Names this write. Sending it again does not do it again.
    public let command: UUIDv7
    public let job: JobID
    /// The fence of the claim. A stale one changes nothing, except that settlements are kept.
    public let fence: Fence
    public let at: Timestamp
    /// In the order in which they happened.
    public var actions: [Action]
    /// The job as its writer knows it, from its claim or its last change. A store may write without having read the job
    /// where it can tell in the same transaction that the job is still this one; where it is not, the store reads
    /// it. Nil makes it read in any case.
    public var expected: Job?

    public init(
        command: UUIDv7,
        job: JobID,
        fence: Fence,
        at: Timestamp,
        actions: [Action] = [],
        expected: Job? = nil
    ) {
        self.command = command
        self.job = job
        self.fence = fence
        self.at = at
        self.actions = actions
        self.expected = expected
    }

    /// One thing that a worker can do to its job.
    public enum Action: Sendable, Equatable {
        case startStep(String)
        /// A step or part is finished; for a whole step this appends `step.completed` with the output.
        case checkpoint(Checkpoint)
        /// The step failed in a way that may pass, and is tried again after `delay`.
        case retryStep(String, reason: String, delay: Duration)
        /// The step goes on with the next provider.
        case fallBack(String, from: String, to: String, reason: String)
        /// A model call is about to be sent.
        case intend(CallIntent)
        /// A model call has ended.
        case settle(CallSettlement)
        case complete
        case fail(JobFailure)
        /// Back to its place in the queue, claimable again after `delay`. The cause is shown while it waits.
        case requeue(RequeueReason, delay: Duration, cause: JobFailure?)
    }

    /// The settlements among the actions.
    public var settlements: [CallSettlement] {
        self.actions.compactMap { if case .settle(let settlement) = $0 { settlement } else { nil } }
    }

    /// The checkpoints among the actions.
    public var checkpoints: [Checkpoint] {
        self.actions.compactMap { if case .checkpoint(let checkpoint) = $0 { checkpoint } else { nil } }
    }

    /// The intents among the actions.
    public var intents: [CallIntent] {
        self.actions.compactMap { if case .intend(let intent) = $0 { intent } else { nil } }
    }

    /// How long the job is to wait, where the change gives it back.
    public var requeueDelay: Duration? {
        for case .requeue(_, let delay, _) in self.actions { return delay }
        return nil
    }
}
