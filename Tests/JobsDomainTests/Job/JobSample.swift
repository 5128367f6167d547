import JobsDomain
import Testing

/// Jobs in every status, and what is done to them.
enum JobSample {
    static let created = Timestamp(millisecondsSinceEpoch: 1_750_000_000_000)
    static let owner = LeaseOwner("worker-a")
    static let failure = JobFailure(code: "refused", message: "The model refused.", step: "summary", isRetryable: true)

    /// The moment so many seconds after the job was created.
    static func moment(_ seconds: Int) -> Timestamp { self.created.advanced(by: .seconds(seconds)) }

    static func id(_ number: UInt64) -> UUIDv7 { UUIDv7(milliseconds: 1_750_000_000_000, counter: 0, random: number) }

    static func facts(totalSteps: Int = 2) -> Job.Facts {
        Job.Facts(
            id: JobID(self.id(1)),
            sequence: 1,
            owner: "",
            queue: "guideline_queue",
            priority: 0,
            workflow: WorkflowIdentity(name: "guideline", version: 1),
            totalSteps: totalSteps,
            language: "auto",
            traceparent: nil,
            createdAt: self.created
        )
    }

    static func pending(totalSteps: Int = 2) -> Job { Job.created(self.facts(totalSteps: totalSteps)).job }

    static func processing(totalSteps: Int = 2) throws -> Job {
        var job = Self.pending(totalSteps: totalSteps)
        _ = try job.start(Self.start(), recoveringFrom: nil)
        return job
    }

    /// A job that got into a status the usual way.
    static func job(_ status: JobStatus) throws -> Job {
        var job = try Self.processing()
        switch status {
        case .pending: return Self.pending()
        case .processing: break
        case .completed: try job.apply([.complete])
        case .failed: try job.apply([.startStep("summary"), .fail(Self.failure)])
        case .cancelled: _ = try job.cancel(command: Self.id(77), at: Self.moment(3))
        }
        return job
    }

    static func start(
        by owner: LeaseOwner = owner,
        limit: Int = 5,
        command: UInt64 = 10,
        at seconds: Int = 1
    ) -> JobStart {
        JobStart(command: Self.id(command), owner: owner, attemptLimit: limit, at: Self.moment(seconds))
    }

    static func checkpoint(_ path: StepPath, output: String = "{}", isDegraded: Bool = false) -> Checkpoint {
        Checkpoint(
            path: path,
            inputHash: SHA256Digest(of: []),
            output: Array(output.utf8),
            isDegraded: isDegraded
        )
    }

    static let intent = CallIntent(
        call: Self.id(50),
        job: JobID(Self.id(1)),
        run: 1,
        step: StepPath(step: "summary"),
        provider: "fake",
        model: "fake-1",
        promptVersion: "p1",
        schemaVersion: "s1",
        at: Self.moment(2)
    )

    static func settlement(
        _ outcome: CallSettlement.Outcome = .answered,
        input: Int? = 7,
        output: Int? = 3,
        cost: Int64? = nil
    ) -> CallSettlement {
        CallSettlement(
            call: Self.id(50),
            job: JobID(Self.id(1)),
            outcome: outcome,
            usage: ModelUsage(inputTokens: input, outputTokens: output),
            costNanoUSD: cost,
            at: Self.moment(2)
        )
    }
}

extension Job {
    /// Applies actions as the worker that owns the job.
    @discardableResult
    mutating func apply(_ actions: [JobChange.Action], command: UInt64 = 20, at seconds: Int = 2) throws -> [JobEvent] {
        try self.apply(self.change(actions, command: command, at: seconds))
    }

    /// A change that the present owner would send.
    func change(
        _ actions: [JobChange.Action],
        fence: Fence? = nil,
        command: UInt64 = 20,
        at seconds: Int = 2
    ) -> JobChange {
        JobChange(
            command: JobSample.id(command),
            job: self.id,
            fence: fence ?? self.fence,
            at: JobSample.moment(seconds),
            actions: actions
        )
    }
}

extension JobEvent {
    /// The data as text.
    var text: String? { self.data.map { String(decoding: $0, as: UTF8.self) } }
}
