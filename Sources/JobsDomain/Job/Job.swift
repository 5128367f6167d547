/// A job without its payloads: who it is, where it stands, who may write to it.
///
/// A pure value. Stores load it, let it decide (`start`, `apply`, `cancel`, `retry`), and write down what
/// it became together with the events it returns, in one transaction; so the rules exist once.
public struct Job: Sendable, Equatable {
    /// What never changes after the job was created.
    public let facts: Facts
    /// What the rules change.
    public internal(set) var state: State

    /// What never changes after the job was created.
    public struct Facts: Sendable, Equatable {
        public let id: JobID
        /// Given by the store in commit order; a job keeps it for ever, and with it its place.
        public let sequence: Int64
        /// Whose job it is. Empty until there is authentication; idempotency keys are unique per owner.
        public let owner: String
        public let queue: String
        /// Jobs of a queue start in order of priority, then sequence. Smaller goes first; 0 is usual.
        public let priority: Int
        public let workflow: WorkflowIdentity
        /// How many top-level steps the workflow had when the job was created.
        public let totalSteps: Int
        /// `ko`, `en` or `auto`.
        public let language: String
        /// The W3C trace context of the request, carried to the worker.
        public let traceparent: String?
        public let createdAt: Timestamp

        public init(
            id: JobID,
            sequence: Int64,
            owner: String,
            queue: String,
            priority: Int,
            workflow: WorkflowIdentity,
            totalSteps: Int,
            language: String,
            traceparent: String?,
            createdAt: Timestamp
        ) {
            self.id = id
            self.sequence = sequence
            self.owner = owner
            self.queue = queue
            self.priority = priority
            self.workflow = workflow
            self.totalSteps = totalSteps
            self.language = language
            self.traceparent = traceparent
            self.createdAt = createdAt
        }

        /// The trace of the request; nil where there is none, or none that can be read.
        public var trace: TraceContext? { self.traceparent.flatMap { TraceContext(traceparent: $0) } }
    }

    /// What the rules change.
    public struct State: Sendable, Equatable {
        public var status: JobStatus
        /// Counts from 1; a manual retry opens the next.
        public var run: Int
        /// Compared before every write of a worker, so that one which lost its lease cannot overwrite.
        public var fence: Fence
        /// Starts that were not given back. Nothing compares it for ownership.
        public var attempts: Int
        /// Starts since the last finished step or part; what `JOB_MAX_ATTEMPTS` limits.
        public var startsSinceCheckpoint: Int
        /// Who owns it while it is processing.
        public var leaseOwner: LeaseOwner?
        /// How long this run was parked, all in all.
        public var parked: Duration
        /// The top-level step that is under way.
        public var currentStep: String?
        /// Finished top-level steps.
        public var completedSteps: Int
        /// Whether any finished step fell back to local rules.
        public var isDegraded: Bool
        /// Why the run failed, or what a parked job waits for.
        public var failure: JobFailure?
        public var usage: TokenUsage
        /// The number of the newest event.
        public var lastEvent: Int
        /// The command that changed the job last, so that a caller whose connection broke can find out
        /// whether its command took effect.
        public var lastCommand: UUIDv7?
        public var updatedAt: Timestamp
        public var finishedAt: Timestamp?

        public init(
            status: JobStatus,
            run: Int,
            fence: Fence,
            attempts: Int,
            startsSinceCheckpoint: Int,
            leaseOwner: LeaseOwner?,
            parked: Duration,
            currentStep: String?,
            completedSteps: Int,
            isDegraded: Bool,
            failure: JobFailure?,
            usage: TokenUsage,
            lastEvent: Int,
            lastCommand: UUIDv7?,
            updatedAt: Timestamp,
            finishedAt: Timestamp?
        ) {
            self.status = status
            self.run = run
            self.fence = fence
            self.attempts = attempts
            self.startsSinceCheckpoint = startsSinceCheckpoint
            self.leaseOwner = leaseOwner
            self.parked = parked
            self.currentStep = currentStep
            self.completedSteps = completedSteps
            self.isDegraded = isDegraded
            self.failure = failure
            self.usage = usage
            self.lastEvent = lastEvent
            self.lastCommand = lastCommand
            self.updatedAt = updatedAt
            self.finishedAt = finishedAt
        }
    }

    /// Takes a job that was stored before.
    public init(facts: Facts, storedState: State) {
        self.facts = facts
        self.state = storedState
    }

    public var id: JobID { self.facts.id }
    public var status: JobStatus { self.state.status }
    public var fence: Fence { self.state.fence }
}

extension Job {
    /// Begins a job's life: pending, with `job.created` as its first event.
    public static func created(_ facts: Facts) -> (job: Job, event: JobEvent) {
        var job = Job(
            facts: facts,
            storedState: State(
                status: .pending,
                run: 1,
                fence: .initial,
                attempts: 0,
                startsSinceCheckpoint: 0,
                leaseOwner: nil,
                parked: .zero,
                currentStep: nil,
                completedSteps: 0,
                isDegraded: false,
                failure: nil,
                usage: .none,
                lastEvent: 0,
                lastCommand: facts.id.uuid,
                updatedAt: facts.createdAt,
                finishedAt: nil
            )
        )
        let event = job.append(
            .jobCreated,
            data: ["workflow": .string(facts.workflow.name), "queue": .string(facts.queue)],
            at: facts.createdAt
        )
        return (job, event)
    }

    /// Appends the next event of the log.
    mutating func append(
        _ kind: JobEvent.Kind,
        step: String? = nil,
        data: JSONObject? = nil,
        at: Timestamp
    ) -> JobEvent {
        self.append(kind, step: step, encodedData: data?.serialized, at: at)
    }

    /// Appends the next event of the log, with data that is JSON already.
    mutating func append(_ kind: JobEvent.Kind, step: String?, encodedData: [UInt8]?, at: Timestamp) -> JobEvent {
        self.state.lastEvent += 1
        self.state.updatedAt = max(self.state.updatedAt, at)
        return JobEvent(
            job: self.id,
            number: self.state.lastEvent,
            kind: kind,
            at: self.state.updatedAt,
            step: step,
            data: encodedData
        )
    }

    /// Moves along the table of ``JobTransition``.
    ///
    /// - Throws: ``IllegalTransition`` where the table has no such move; then nothing changed.
    mutating func move(_ transition: JobTransition) throws(IllegalTransition) {
        guard let target = transition.target(from: self.status) else {
            throw IllegalTransition(transition: transition, status: self.status)
        }
        self.state.status = target
        if target != .processing { self.state.leaseOwner = nil }
    }
}
