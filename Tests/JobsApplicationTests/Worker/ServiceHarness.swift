import JobsApplication
import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelFake
import Logging

/// A service over in-memory adapters whose time stands still until the test moves it.
struct ServiceHarness {
    let clock = ManualClock()
    let store: InMemoryJobStore
    let queue: any JobQueue
    let signals = InMemoryJobSignals()
    var settings = WorkerSettings()
    var policy = ModelPolicy()
    var workflows = [Workflow.guideline]

    init(queue: any JobQueue = InMemoryJobQueue()) {
        let clock = self.clock
        self.store = InMemoryJobStore(uptime: { clock.now })
        self.queue = queue
    }

    /// A service of its own, as another process on the same store would have it.
    func service(_ routes: [ModelRoute], store: (any JobStore & CallLedger)? = nil) -> JobService {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let worker = JobWorker(
            owner: LeaseOwner("worker-\(self.clock.runtime.makeID())"),
            store: store ?? self.store,
            ledger: store ?? self.store,
            shared: self.store,
            queue: self.queue,
            signals: self.signals,
            workflows: WorkflowCatalog(self.workflows),
            routes: routes,
            policy: self.policy,
            settings: self.settings,
            runtime: self.clock.runtime,
            logger: logger
        )
        return JobService(
            store: store ?? self.store,
            queue: self.queue,
            signals: self.signals,
            workflows: self.workflows,
            worker: worker,
            runtime: self.clock.runtime,
            logger: logger
        )
    }

    /// Runs a service's worker while the body runs.
    func running<Result: Sendable>(
        _ service: JobService,
        _ body: () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    func submit(_ service: JobService, _ text: String = "Tests must pass.") async throws -> JobID {
        try await service.submitJob(["text": .string(text)]).id
    }

    func job(_ id: JobID) async throws -> Job? { try await self.store.job(id)?.job }

    func kinds(_ id: JobID) async throws -> [String] {
        try await self.store.events(of: id, after: 0, limit: 1000).map(\.kind.rawValue)
    }

    /// Moves time on in small steps until the condition holds. Between the steps the tasks get real time to
    /// react, so on a busy machine more of the manual time may pass than would be needed.
    func passTime(_ step: Duration = .milliseconds(250), until condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            let sleepers = self.clock.sleepers
            self.clock.advance(by: step)
            if try await self.settles(sleepers, condition) { return }
        }
        throw ConditionNeverHeld()
    }

    /// Gives the tasks time to react: until those that were woken sleep again, which most do.
    ///
    /// - Returns: whether the condition holds.
    private func settles(_ sleepers: Int, _ condition: () async throws -> Bool) async throws -> Bool {
        let start = ContinuousClock.now
        while true {
            if try await condition() { return true }
            let elapsed = ContinuousClock.now - start
            if elapsed > .milliseconds(self.clock.sleepers >= sleepers ? 1 : 100) { return false }
            await Task.yield()
        }
    }
}

struct ConditionNeverHeld: Error {}

/// Waits, in real time but without sleeping, until a condition holds.
///
/// - Throws: ``ConditionNeverHeld`` after 60 seconds.
func waitUntil(_ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
        if try await condition() { return }
        await Task.yield()
    }
    throw ConditionNeverHeld()
}

extension LanguageModelError {
    static let unreachable = LanguageModelError(.network, "connection refused", wasSent: false)
    static let refusedKey = LanguageModelError(.authentication, "the key is refused", status: 401, wasSent: true)
}
