import Dispatch
import FakeProviders
import HTTPTransport
import JobsApplication
import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelHTTP
import Logging
import TestServices

/// A service over real HTTP models and a fake server, whose own time passes only when a test says so.
///
/// Time in the core is manual; time on the network is real. So that neither overtakes the other, the core's time
/// stands still while a call is on its way.
struct FaultHarness {
    let server: FakeProviderServer
    let clock: ManualClock
    let store: InMemoryJobStore
    let queue = InMemoryJobQueue()
    let signals = InMemoryJobSignals()
    let meter: CallMeter
    let transport = CurlTransport()
    /// A lease that no wait outlasts; tests of lost leases set their own.
    var settings = WorkerSettings(lease: .seconds(1_000_000))
    var policy = ModelPolicy(deadline: .seconds(500_000))

    /// A document that a worker has to read for itself, in Korean.
    static let document = """
        정보보호 지침

        모든 직원은 출입증을 항상 패용해야 한다. 방문객은 안내 데스크에서 등록해야 한다.
        비밀번호는 90일마다 변경하는 것이 좋다. 승인 없이 자료를 반출해서는 안 된다.
        """

    /// What the server answers to every question for a text.
    static let answer = "모든 직원은 출입증을 항상 패용하고, 방문객은 안내 데스크에서 등록해야 합니다."

    init(seed: UInt64 = 1) throws {
        let clock = ManualClock(seed: seed)
        self.server = try FakeProviderServer()
        self.clock = clock
        self.store = InMemoryJobStore(uptime: { clock.now })
        self.meter = CallMeter(uptime: { clock.now })
    }

    /// Runs a job whose first route has a fault and whose second has none.
    static func play(_ fault: FaultCase) async throws -> (harness: FaultHarness, report: FaultReport) {
        var harness = try FaultHarness()
        harness.policy.callTimeout = fault.callTimeout
        harness.server.script("primary", fault.turns)
        let routes = [
            try harness.route(fault.flavour, "primary", fault.timeouts),
            try harness.route(FaultVerdict.backup(of: fault.flavour), "backup"),
        ]
        return (harness, try await harness.run(routes))
    }

    // MARK: - Routes

    /// A route to a server, watched.
    ///
    /// - Parameter address: nil for the harness's own server.
    func route(
        _ flavour: Flavour,
        _ model: String,
        _ timeouts: RouteTimeouts = RouteTimeouts(),
        at address: String? = nil
    ) throws -> ModelRoute {
        let model = try ModelUnderTest.model(
            flavour,
            model,
            address ?? self.server.address(flavour),
            timeouts,
            self.transport
        )
        return .model(MeteredModel(base: model, meter: self.meter))
    }

    // MARK: - Services

    /// A service of its own, as another process on the same store would have it.
    ///
    /// - Parameter mortal: its connection to the store; nil for one that never breaks.
    func service(_ routes: [ModelRoute], store mortal: MortalStore? = nil) -> JobService {
        guard let mortal else { return self.makeService(routes, self.store) }
        return self.makeService(routes, mortal)
    }

    private func makeService(_ routes: [ModelRoute], _ store: some JobStore & CallLedger & SharedState) -> JobService {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return JobService(
            store: store,
            queue: self.queue,
            signals: self.signals,
            routes: routes,
            settings: self.settings,
            policy: self.policy,
            runtime: self.clock.runtime,
            logger: logger
        )
    }

    func submit(_ service: JobService, _ text: String = FaultHarness.document) async throws -> JobID {
        try await service.submitJob(["text": .string(text)]).id
    }

    /// Runs one job over routes until it has ended, or until another condition holds.
    func run(
        _ routes: [ModelRoute],
        text: String = FaultHarness.document,
        step: Duration = .milliseconds(100),
        until condition: (@Sendable (Job) -> Bool)? = nil
    ) async throws -> FaultReport {
        let service = self.service(routes)
        let beganAt = self.clock.now
        let id = try await self.submit(service, text)
        try await self.running(service) {
            try await self.passTime(step) {
                guard let job = try await self.store.job(id)?.job else { return false }
                return job.status.isEnded || condition?(job) == true
            }
        }
        return try await self.report(id, since: beganAt)
    }

    /// Runs a service's worker while the body runs.
    func running<Result: Sendable>(_ service: JobService, _ body: () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    func report(_ id: JobID, since beganAt: Duration = .zero) async throws -> FaultReport {
        guard let details = try await self.store.job(id) else { throw ServiceFailure("there is no job \(id)") }
        let ledger = try await self.store.calls(of: id)
        let ids = Set(ledger.map { "\($0.intent.call)" })
        // What the last call's connection does may come a moment after the client has given it up.
        try await self.awaitQuiet()
        return FaultReport(
            details: details,
            events: try await self.store.events(of: id, after: 0, limit: 10_000),
            ledger: ledger,
            calls: self.meter.calls.filter { ids.contains("\($0.id)") },
            log: self.server.log.filter { ids.contains($0.clientRequestID ?? "") },
            elapsed: self.clock.now - beganAt
        )
    }

    /// How many jobs have not ended.
    func openJobs() async throws -> Int {
        try await self.store.statistics().counts.values.reduce(0) { sum, counts in
            sum + counts.reduce(0) { $0 + ($1.key.isEnded ? 0 : $1.value) }
        }
    }

    /// Waits until the server has noticed that every client has gone.
    func awaitQuiet() async throws {
        try await waitUntil("the server has ended its part") { self.server.log.allSatisfy(\.hasEnded) }
    }

    /// The ledger's rows of every job.
    func wholeLedger() async throws -> [ModelCall] {
        var ledger: [ModelCall] = []
        var before: Int64?
        while true {
            let page = try await self.store.page(JobListQuery(before: before, limit: 100))
            for details in page.jobs { ledger += try await self.store.calls(of: details.job.id) }
            guard let next = page.next else { return ledger }
            before = next
        }
    }

    // MARK: - Time

    /// Moves time on in small steps, never while a call is on its way, until the condition holds.
    func passTime(_ step: Duration, limit: Duration = .seconds(150), until condition: () async throws -> Bool)
        async throws
    {
        let end = ContinuousClock.now + limit
        while try await !condition() {
            guard ContinuousClock.now < end else { throw ServiceFailure("not within \(limit) of real time") }
            if self.meter.inFlight > 0 {
                try await waitUntil("calls end", within: limit, every: .milliseconds(1)) { self.meter.inFlight == 0 }
                await Self.breathe()
                continue
            }
            let sleepers = self.clock.sleepers
            self.clock.advance(by: step)
            await Self.breathe()
            if try await self.settles(sleepers, condition) { return }
        }
    }

    /// Leaves the threads to the service for a moment, so that its time does not run away from its work.
    private static func breathe() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(1)) { continuation.resume() }
        }
    }

    /// Gives the tasks that were woken time to react: until as many sleep again, or one of them calls a model.
    ///
    /// - Returns: whether the condition holds.
    private func settles(_ sleepers: Int, _ condition: () async throws -> Bool) async throws -> Bool {
        let end = ContinuousClock.now + .milliseconds(30)
        while true {
            if try await condition() { return true }
            for _ in 0..<10 { await Task.yield() }
            if self.meter.inFlight > 0 || ContinuousClock.now > end { return false }
            if self.clock.sleepers >= sleepers { return try await condition() }
        }
    }
}
