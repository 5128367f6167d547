import JobsDomain
import JobsInMemory
import JobsTesting
import Logging
import Testing

@testable import JobsApplication

/// A hub over a store in memory. Its time stands still, and nobody gives it a hint but the test.
struct HubHarness: Sendable {
    let clock = ManualClock()
    let store: WatchedStore
    let signals = SignalBroadcast()
    let hub: EventHub

    init(_ settings: EventHubSettings = EventHubSettings()) {
        let clock = self.clock
        self.store = WatchedStore(InMemoryJobStore(uptime: { clock.now }))
        self.hub = EventHub(
            store: self.store,
            signals: Hints(broadcast: self.signals),
            settings: settings,
            runtime: clock.runtime,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    private struct Hints: JobSignals {
        let broadcast: SignalBroadcast

        func publish(_ signals: [JobSignal]) { self.broadcast.send(signals) }
        func subscribe(where isWanted: @escaping @Sendable (JobSignal) -> Bool) -> AsyncStream<JobSignal> {
            self.broadcast.subscribe(where: isWanted)
        }
    }

    /// Runs the hub while the body runs.
    func running<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.hub.run() }
            defer { group.cancelAll() }
            // It sleeps until the next poll and the next heartbeat.
            try await waitUntil { self.clock.sleepers >= 2 }
            return try await body()
        }
    }

    func hint(_ id: JobID, _ number: Int) { self.signals.send([.changed(id, event: number)]) }

    /// Follows a job or all jobs from a place on, in a task of its own.
    func follow(_ scope: EventScope, after position: FeedPosition = .start) -> Follower {
        Follower(self.hub.events(of: scope, after: position))
    }

    func follow(_ id: JobID, after number: Int = 0) -> Follower {
        self.follow(.job(id), after: FeedPosition(commit: Int64(number)))
    }

    /// Waits until so many streams have joined the hub.
    func live(_ count: Int) async throws { try await waitUntil { self.hub.liveStreams == count } }

    // MARK: - Jobs

    /// A job with its first event.
    func insert() async throws -> JobID {
        let runtime = self.clock.runtime
        let submission = JobSubmission(
            id: JobID(runtime.makeID()),
            queue: "queue",
            workflow: Self.workflow,
            totalSteps: 1,
            language: "en",
            input: Array("{}".utf8),
            metadata: Array("{}".utf8),
            createdAt: runtime.now()
        )
        return try await self.store.insert(submission).id
    }

    /// A job with as many events as are asked for, at least two, the last of which started it or tells of a step.
    func started(events count: Int = 2) async throws -> RunningJob {
        _ = try await self.insert()
        let runtime = self.clock.runtime
        let claim = JobClaim(
            start: JobStart(command: runtime.makeID(), owner: LeaseOwner("worker"), attemptLimit: 5, at: runtime.now()),
            limit: 1,
            queues: nil,
            workflows: [Self.workflow],
            lease: .seconds(100_000)
        )
        let job = try #require(try await self.store.claim(claim).jobs.first).job
        let running = RunningJob(harness: self, id: job.id, fence: job.fence)
        if count > 2 { try await running.append(count - 2) }
        return running
    }

    private static let workflow = WorkflowIdentity(name: "test", version: 1)
}

/// A job that a test writes to as its worker.
struct RunningJob: Sendable {
    let harness: HubHarness
    let id: JobID
    let fence: Fence

    @discardableResult
    func apply(_ actions: [JobChange.Action]) async throws -> Int {
        let runtime = self.harness.clock.runtime
        let change = JobChange(
            command: runtime.makeID(),
            job: self.id,
            fence: self.fence,
            at: runtime.now(),
            actions: actions
        )
        return try await self.harness.store.apply(change).state.lastEvent
    }

    /// Appends events in one commit and gives no hint.
    ///
    /// - Returns: the number of the last.
    @discardableResult
    func append(_ count: Int = 1) async throws -> Int {
        let action = JobChange.Action.fallBack("one", from: "first", to: "second", reason: "test")
        return try await self.apply(Array(repeating: action, count: count))
    }

    /// Ends the job and gives no hint.
    @discardableResult
    func complete() async throws -> Int { try await self.apply([.complete]) }

    func request() -> JobRequest {
        let runtime = self.harness.clock.runtime
        return JobRequest(job: self.id, command: runtime.makeID(), at: runtime.now())
    }
}
