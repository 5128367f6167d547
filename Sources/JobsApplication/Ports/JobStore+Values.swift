public import JobsDomain

/// A job to be stored.
public struct JobSubmission: Sendable, Equatable {
    public let id: JobID
    public let owner: String
    public let queue: String
    public let priority: Int
    public let workflow: WorkflowIdentity
    public let totalSteps: Int
    public let language: String
    public let traceparent: String?
    /// A JSON object in UTF-8.
    public let input: [UInt8]
    /// A JSON object in UTF-8.
    public let metadata: [UInt8]
    /// What people call the job's document, if it has a name. A store keeps it as ``SearchText`` alone.
    public let title: String?
    public let idempotency: IdempotencyKey?
    public let createdAt: Timestamp

    public init(
        id: JobID,
        owner: String = "",
        queue: String,
        priority: Int = 0,
        workflow: WorkflowIdentity,
        totalSteps: Int,
        language: String,
        traceparent: String? = nil,
        input: [UInt8],
        metadata: [UInt8],
        title: String? = nil,
        idempotency: IdempotencyKey? = nil,
        createdAt: Timestamp
    ) {
        self.id = id
        self.owner = owner
        self.queue = queue
        self.priority = priority
        self.workflow = workflow
        self.totalSteps = totalSteps
        self.language = language
        self.traceparent = traceparent
        self.input = input
        self.metadata = metadata
        self.title = title
        self.idempotency = idempotency
        self.createdAt = createdAt
    }

    /// The facts of the job once the store has given it a sequence.
    public func facts(sequence: Int64) -> Job.Facts {
        Job.Facts(
            id: self.id,
            sequence: sequence,
            owner: self.owner,
            queue: self.queue,
            priority: self.priority,
            workflow: self.workflow,
            totalSteps: self.totalSteps,
            language: self.language,
            traceparent: self.traceparent,
            createdAt: self.createdAt
        )
    }
}

/// A client's name for a request, unique per owner for a time.
public struct IdempotencyKey: Sendable, Equatable {
    public let key: String
    /// Of the decoded fields of the request, so that the same fields in other spelling are the same.
    public let fingerprint: SHA256Digest
    /// How long the key is kept, by the store's clock.
    public let lifetime: Duration

    public init(key: String, fingerprint: SHA256Digest, lifetime: Duration) {
        self.key = key
        self.fingerprint = fingerprint
        self.lifetime = lifetime
    }
}

/// The job that exists after an insert.
public struct JobInsertion: Sendable, Equatable {
    public let id: JobID
    public let sequence: Int64
    /// Whether it existed before, under this idempotency key.
    public let isReplay: Bool

    public init(id: JobID, sequence: Int64, isReplay: Bool) {
        self.id = id
        self.sequence = sequence
        self.isReplay = isReplay
    }
}

/// A worker's request for jobs.
public struct JobClaim: Sendable, Equatable {
    public let start: JobStart
    /// At most so many; at least 1.
    public let limit: Int
    /// Nil means every queue.
    public let queues: Set<String>?
    public let workflows: Set<WorkflowIdentity>
    public let lease: Duration

    public init(
        start: JobStart,
        limit: Int,
        queues: Set<String>?,
        workflows: Set<WorkflowIdentity>,
        lease: Duration
    ) {
        self.start = start
        self.limit = limit
        self.queues = queues
        self.workflows = workflows
        self.lease = lease
    }
}

/// What a claim brought.
public struct ClaimedJobs: Sendable, Equatable {
    /// In the order in which they started.
    public let jobs: [ClaimedJob]
    /// Jobs that were started too often in vain and have failed now.
    public let exhausted: [JobID]

    public init(jobs: [ClaimedJob], exhausted: [JobID] = []) {
        self.jobs = jobs
        self.exhausted = exhausted
    }
}

/// A job that the claimant owns now, with all it needs to run it.
public struct ClaimedJob: Sendable, Equatable {
    public let job: Job
    public let input: [UInt8]
    public let checkpoints: [Checkpoint]

    public init(job: Job, input: [UInt8], checkpoints: [Checkpoint]) {
        self.job = job
        self.input = input
        self.checkpoints = checkpoints
    }
}

/// A lease that its owner wants to keep.
public struct HeldLease: Sendable, Hashable {
    public let job: JobID
    public let fence: Fence

    public init(job: JobID, fence: Fence) {
        self.job = job
        self.fence = fence
    }
}

/// A client's request to cancel or retry a job.
public struct JobRequest: Sendable, Equatable {
    public let job: JobID
    public let command: UUIDv7
    public let at: Timestamp

    public init(job: JobID, command: UUIDv7, at: Timestamp) {
        self.job = job
        self.command = command
        self.at = at
    }
}

/// A job as clients see it.
public struct JobDetails: Sendable, Equatable {
    public let job: Job
    /// A JSON object in UTF-8.
    public let metadata: [UInt8]
    /// The outputs of the finished top-level steps, in the order in which they finished.
    public let checkpoints: [Checkpoint]

    public init(job: Job, metadata: [UInt8], checkpoints: [Checkpoint]) {
        self.job = job
        self.metadata = metadata
        self.checkpoints = checkpoints
    }
}

/// Which jobs a list shows.
public struct JobListQuery: Sendable, Equatable {
    public let owner: String
    public let status: JobStatus?
    /// The name of a workflow, any version.
    public let workflow: String?
    /// Only jobs that were created at this moment or after it.
    public let createdSince: Timestamp?
    /// Only jobs that were created before this moment.
    public let createdBefore: Timestamp?
    /// Only jobs whose title has this text in it, whatever the case of its letters.
    public let title: String?
    /// Only jobs with a smaller sequence; nil begins at the newest.
    public let before: Int64?
    public let limit: Int
    /// At least 1: where no index knows the answer, a page looks at no more jobs than this in each of the few stretches
    /// in which jobs of the time can be, and its ``JobListPage/next`` says where to go on.
    public let examinationLimit: Int

    /// Some ten thousand narrow rows are read in a few milliseconds.
    public static let standardExaminationLimit = 10_000

    public init(
        owner: String = "",
        status: JobStatus? = nil,
        workflow: String? = nil,
        createdSince: Timestamp? = nil,
        createdBefore: Timestamp? = nil,
        title: String? = nil,
        before: Int64? = nil,
        limit: Int,
        examinationLimit: Int = JobListQuery.standardExaminationLimit
    ) {
        self.owner = owner
        self.status = status
        self.workflow = workflow
        self.createdSince = createdSince
        self.createdBefore = createdBefore
        self.title = title
        self.before = before
        self.limit = limit
        self.examinationLimit = examinationLimit
    }
}

/// How many jobs there are.
public struct JobStatistics: Sendable, Equatable {
    /// Per queue and status; combinations with no jobs may be missing.
    public let counts: [String: [JobStatus: Int]]
    /// The oldest job that waits, and since when.
    public let oldestWaiting: OldestWaiting?

    /// A job that waits.
    public struct OldestWaiting: Sendable, Equatable {
        public let job: JobID
        public let since: Timestamp

        public init(job: JobID, since: Timestamp) {
            self.job = job
            self.since = since
        }
    }

    public init(counts: [String: [JobStatus: Int]], oldestWaiting: OldestWaiting?) {
        self.counts = counts
        self.oldestWaiting = oldestWaiting
    }
}
