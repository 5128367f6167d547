public import JobsApplication
public import JobsDomain
import Synchronization

/// A fresh store and what a clause needs to work with it: its clock, and jobs to put into it.
public final class StoreUnderTest: Sendable {
    public let store: any JobStore & CallLedger & SharedState
    private let advanceClock: @Sendable (Duration) -> Void
    private let state = Mutex((identifiers: UUIDv7Sequence(), random: UInt64(0)))

    public static let workflow = WorkflowIdentity(name: "test", version: 1)
    public static let queue = "test_queue"

    /// - Parameters:
    ///   - store: an empty one.
    ///   - advanceClock: lets time pass on the store's clock.
    public init(
        _ store: any JobStore & CallLedger & SharedState,
        advanceClock: @escaping @Sendable (Duration) -> Void
    ) {
        self.store = store
        self.advanceClock = advanceClock
    }

    func advance(by duration: Duration) { self.advanceClock(duration) }

    func makeID() -> UUIDv7 {
        self.state.withLock { state in
            state.random &+= 1
            return state.identifiers.next(now: 1_750_000_000_000, random: state.random)
        }
    }

    let now = Timestamp(millisecondsSinceEpoch: 1_750_000_000_000)

    // MARK: - Requests

    // Times in clauses are long: a store that measures by a real clock lets some pass by itself.

    func submission(
        owner: String = "",
        queue: String = StoreUnderTest.queue,
        priority: Int = 0,
        workflow: WorkflowIdentity = StoreUnderTest.workflow,
        input: String = #"{"text":"x"}"#,
        metadata: String = "{}",
        title: String? = nil,
        idempotency: IdempotencyKey? = nil,
        createdAt: Timestamp? = nil
    ) -> JobSubmission {
        JobSubmission(
            id: JobID(self.makeID()),
            owner: owner,
            queue: queue,
            priority: priority,
            workflow: workflow,
            totalSteps: 2,
            language: "auto",
            traceparent: nil,
            input: Array(input.utf8),
            metadata: Array(metadata.utf8),
            title: title,
            idempotency: idempotency,
            createdAt: createdAt ?? self.now
        )
    }

    func key(_ key: String, fields: String = "fields", lifetime: Duration = .seconds(6000)) -> IdempotencyKey {
        IdempotencyKey(key: key, fingerprint: SHA256Digest(of: Array(fields.utf8)), lifetime: lifetime)
    }

    @discardableResult
    func insert() async throws -> JobID {
        try await self.store.insert(self.submission()).id
    }

    func claim(
        _ limit: Int = 1,
        owner: String = "worker-a",
        queues: Set<String>? = nil,
        workflows: Set<WorkflowIdentity> = [StoreUnderTest.workflow],
        lease: Duration = .seconds(3000),
        attemptLimit: Int = 5
    ) async throws -> ClaimedJobs {
        try await self.store.claim(
            JobClaim(
                start: JobStart(
                    command: self.makeID(),
                    owner: LeaseOwner(owner),
                    attemptLimit: attemptLimit,
                    at: self.now
                ),
                limit: limit,
                queues: queues,
                workflows: workflows,
                lease: lease
            )
        )
    }

    func claimOne(owner: String = "worker-a", attemptLimit: Int = 5) async throws -> ClaimedJob {
        try requireValue(
            try await self.claim(owner: owner, attemptLimit: attemptLimit).jobs.first,
            "a job to claim"
        )
    }

    func change(_ claimed: ClaimedJob, _ actions: [JobChange.Action], expecting expected: Job? = nil) -> JobChange {
        JobChange(
            command: self.makeID(),
            job: claimed.job.id,
            fence: claimed.job.fence,
            at: self.now,
            actions: actions,
            expected: expected
        )
    }

    @discardableResult
    func apply(
        _ claimed: ClaimedJob,
        _ actions: [JobChange.Action],
        expecting expected: Job? = nil
    ) async throws -> Job {
        try await self.store.apply(self.change(claimed, actions, expecting: expected))
    }

    func request(_ id: JobID) -> JobRequest { JobRequest(job: id, command: self.makeID(), at: self.now) }

    func checkpoint(_ step: String, _ output: String = #"{"a":1}"#) -> Checkpoint {
        Checkpoint(
            path: StepPath(step: step),
            inputHash: SHA256Digest(of: Array(step.utf8)),
            output: Array(output.utf8),
            isDegraded: false
        )
    }

    func intent(
        _ call: UUIDv7,
        _ job: JobID,
        provider: String = "fake",
        model: String = "fake-1",
        at: Timestamp? = nil
    ) -> CallIntent {
        CallIntent(
            call: call,
            job: job,
            run: 1,
            step: StepPath(step: "one"),
            provider: provider,
            model: model,
            promptVersion: "p1",
            schemaVersion: "s1",
            at: at ?? self.now
        )
    }

    func settlement(_ call: UUIDv7, _ job: JobID, tokens: Int = 7) -> CallSettlement {
        CallSettlement(
            call: call,
            job: job,
            outcome: .answered,
            usage: ModelUsage(inputTokens: tokens, outputTokens: 1),
            at: self.now
        )
    }

    // MARK: - Looks

    func details(_ id: JobID) async throws -> JobDetails {
        try requireValue(try await self.store.job(id), "job \(id)")
    }

    func kinds(_ id: JobID) async throws -> [String] {
        let events = try await self.store.events(of: id, after: 0, limit: 1000)
        try requireEqual(events.map(\.number), Array(1...events.count), "event numbers of \(id)")
        return events.map(\.kind.rawValue)
    }

    /// Everything that the log of all jobs has behind a place, as soon as it can be told.
    func feed(after position: FeedPosition = .start, limit: Int) async throws -> [FeedEvent] {
        var told: [FeedEvent] = []
        while true {
            let page = try await self.store.feed(after: told.last?.position ?? position, limit: limit)
            try require(page.events.count <= limit, "\(page.events.count) events of at most \(limit)")
            told += page.events
            if page.events.isEmpty, !page.isHeldBack { return told }
        }
    }

    /// The jobs of every page of a list.
    ///
    /// - Parameter query: makes the query of the page that begins before a sequence.
    func list(_ query: (_ before: Int64?) -> JobListQuery) async throws -> [JobID] {
        var listed: [JobID] = []
        var before: Int64?
        while true {
            let page = try await self.store.page(query(before))
            listed += page.jobs.map(\.job.id)
            guard let next = page.next else { return listed }
            try require(next < before ?? .max, "page after page goes on")
            before = next
        }
    }

    /// Runs a body that has to fail with a code.
    func requireError<Value>(
        _ code: JobStoreError.Code,
        _ what: String,
        file: String = #fileID,
        line: Int = #line,
        _ body: () async throws -> Value
    ) async throws {
        do {
            _ = try await body()
        } catch let error as JobStoreError {
            return try requireEqual(error.code, code, what, file: file, line: line)
        }
        throw ContractViolation(message: "\(what): expected \(code), but nothing failed", file: file, line: line)
    }
}
