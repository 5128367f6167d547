import JobsApplication
import JobsDomain
import JobsInMemory
import Logging

/// A simulated world: servers, workers and clients around one store, one queue and one set of signals, on one
/// thread, in virtual time. Everything that happens in it follows from its seed.
///
/// `@unchecked Sendable`: only the driver's thread touches it, which every port call checks.
final class World: @unchecked Sendable {
    let seed: UInt64
    let shape: WorldShape
    let scheduler: Scheduler
    /// Where clients run, and whatever belongs to no process.
    let outside: SimulationExecutor
    let queue: any JobQueue = InMemoryJobQueue()
    let signals: any JobSignals = InMemoryJobSignals()
    let base: any JobStore & CallLedger & SharedState

    var faults: FaultInjector
    var history = History()
    var coverage = Coverage()
    var random: SimulationRandom
    private(set) var trace = Trace()
    private(set) var servers: [SimulatedProcess] = []
    private(set) var workers: [SimulatedProcess] = []
    var processes: [SimulatedProcess] { self.servers + self.workers }
    /// Every process that ever was, by lane; the first lane is the outside.
    private var processesByLane: [SimulatedProcess?] = [nil]
    private var disturbances: [[ClosedRange<Microseconds>]] = [[]]
    private var laneNames = ["outside"]
    private(set) var clientsAtWork = 0
    private var clients: [Task<Void, Never>] = []
    private var isOver = false
    var storeDownUntil: Microseconds = 0
    var providersDownUntil: Microseconds = 0
    /// The world goes on at least until then.
    var busyUntil: Microseconds = 0

    private static let workflows = [Workflow.relay, .longRelay, .shortRelay]

    init(seed: UInt64, shape: WorldShape, plan: FaultPlan) {
        let scheduler = Scheduler(random: SimulationRandom(seed: seed, stream: .schedule), strategy: shape.strategy)
        self.seed = seed
        self.shape = shape
        self.scheduler = scheduler
        self.outside = scheduler.makeExecutor()
        self.base = InMemoryJobStore(uptime: { .microseconds(scheduler.now) })
        self.faults = FaultInjector(plan: plan, random: SimulationRandom(seed: seed, stream: .faults))
        self.random = SimulationRandom(seed: seed, stream: .world)
    }

    // MARK: - Notes

    func note(_ what: TraceEntry.What, _ lane: Int, _ method: PortMethod? = nil, _ subject: UInt64 = 0) {
        self.trace.append(
            TraceEntry(time: self.scheduler.now, lane: lane, what: what, method: method, subject: subject)
        )
    }

    func occurred(_ kind: FaultKind, _ what: TraceEntry.What, _ lane: Int = 0) {
        self.coverage.count(kind)
        self.note(what, lane)
    }

    func requireDriver(_ method: PortMethod) {
        guard !self.scheduler.isOnDriver else { return }
        preconditionFailure("seed \(self.seed): \(method) was called on a thread outside the simulation")
    }

    /// The last things that happened, for people.
    func traceTail(_ count: Int) -> String { self.trace.tail(count, lanes: self.laneNames) }

    // MARK: - Processes

    func startProcesses() {
        for number in 0..<self.shape.servers {
            self.servers.append(self.start(SimulatedProcess.Role(isWorker: false, number: number)))
        }
        for number in self.shape.workers.indices {
            self.workers.append(self.start(SimulatedProcess.Role(isWorker: true, number: number)))
        }
    }

    func start(_ client: SimulatedClient) {
        self.clientsAtWork += 1
        self.clients.append(
            Task(executorPreference: self.outside) {
                await client.run()
                self.note(.clientDone, 0)
                self.clientsAtWork -= 1
            }
        )
    }

    private func start(_ role: SimulatedProcess.Role) -> SimulatedProcess {
        let random = SimulationRandom(seed: self.seed, stream: .process, number: self.laneNames.count)
        let process = SimulatedProcess(role: role, scheduler: self.scheduler, random: random)
        self.processesByLane.append(process)
        self.disturbances.append([])
        self.laneNames.append("\(role.isWorker ? "worker" : "server")-\(role.number)#\(process.lane)")
        self.note(.began, process.lane)
        process.start(self.service(for: process)) { self.exited(process) }
        return process
    }

    private func service(for process: SimulatedProcess) -> JobService {
        let port = FaultyPort(process: process, world: self)
        let store = FaultyStore(port: port, database: Database(base: self.base, world: self))
        let queue = FaultyQueue(port: port, base: self.queue)
        let signals = FaultySignals(port: port, base: self.signals)
        let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
        guard process.role.isWorker else {
            return JobService(
                store: store,
                queue: queue,
                signals: signals,
                workflows: Self.workflows,
                worker: nil,
                runtime: process.runtime,
                logger: logger
            )
        }
        let worker = self.shape.workers[process.role.number]
        return JobService(
            store: store,
            queue: queue,
            signals: signals,
            workflows: Self.workflows,
            routes: self.shape.models.map { .model(SimulatedLanguageModel($0, port: port)) }
                + (self.shape.hasLocalRules ? [.localRules] : []),
            settings: WorkerSettings(
                concurrency: worker.concurrency,
                queues: worker.queues,
                lease: self.shape.lease,
                attemptLimit: self.shape.attemptLimit,
                grace: self.shape.grace
            ),
            policy: self.shape.policy,
            runtime: process.runtime,
            logger: logger
        )
    }

    /// A process ended by itself, as one that was told to drain does.
    private func exited(_ process: SimulatedProcess) {
        guard process.isAlive else { return }
        self.history.require(process.isDraining, "a process ended without being told to")
        self.note(.exited, process.lane)
        process.end()
        self.replace(process)
    }

    /// The process dies as by `kill -9`.
    func kill(_ process: SimulatedProcess) {
        guard process.isAlive else { return }
        self.coverage.count(.crash)
        self.note(.killed, process.lane)
        self.disturb(process, until: .max)
        process.end()
        self.thaw(process)
        self.replace(process)
    }

    private func replace(_ process: SimulatedProcess) {
        self.scheduler.after(self.faults.milliseconds(50...6000)) {
            guard !self.isOver else { return }
            let successor = self.start(process.role)
            if process.role.isWorker {
                self.workers[process.role.number] = successor
            } else {
                self.servers[process.role.number] = successor
            }
        }
    }

    func freeze(_ process: SimulatedProcess, for length: Microseconds) {
        guard process.isAlive, !process.isFrozen else { return }
        self.coverage.count(.freeze)
        self.note(.frozen, process.lane)
        process.isFrozen = true
        process.lastFrozen = self.scheduler.now + length
        self.scheduler.freeze(process.lane)
        self.disturb(process, until: self.scheduler.now + length)
        // Long enough to see what it still tries to do afterwards.
        self.busyUntil = max(self.busyUntil, self.scheduler.now + length + 2 * .oneSecond)
        self.scheduler.after(length) { self.thaw(process) }
    }

    private func thaw(_ process: SimulatedProcess) {
        guard process.isFrozen else { return }
        process.isFrozen = false
        self.note(.thawed, process.lane)
        self.scheduler.thaw(process.lane)
    }

    // MARK: - Leases

    /// Something happens that may cost the process its leases.
    func disturb(_ process: SimulatedProcess, until end: Microseconds? = nil) {
        self.disturbances[process.lane].append(self.scheduler.now...(end ?? self.scheduler.now))
    }

    /// Whether something hindered the process after a moment.
    func wasDisturbed(lane: Int, since moment: Microseconds) -> Bool {
        self.disturbances[lane].contains { $0.upperBound >= moment }
    }

    /// A lease may run out only where its owner was hindered since the last time it could have renewed it.
    func requireCause(of loss: LostLease, lease: Microseconds) {
        let window = (loss.ended - lease * 4 / 3 - 2 * .oneSecond)...loss.ended
        self.history.require(
            self.disturbances[loss.lane].contains { $0.overlaps(window) },
            "\(self.laneNames[loss.lane]) lost its lease of job \(loss.job) although nothing hindered it"
        )
    }

    /// A call may go on after its lease has ended only until the next renewal has found that out; and where renewals
    /// were hindered, until the process's own clock says so, counted from the last that was not.
    func requireStopped(_ process: SimulatedProcess, leaseEnded: Microseconds) {
        let lease = self.shape.lease.microseconds
        let isHindered = self.wasDisturbed(lane: process.lane, since: leaseEnded)
        let latest = leaseEnded + (isHindered ? max(lease, lease / 3 + 3 * .oneSecond) : lease / 3 + 3 * .oneSecond)
        guard self.scheduler.now > latest, process.lastFrozen < leaseEnded else { return }
        self.history.fail("\(self.laneNames[process.lane]) had a model go on long after its lease had ended")
    }

    /// A worker with a free slot claims at least once a second.
    func requireTimelyClaim(_ process: SimulatedProcess) {
        guard let last = process.lastFreeClaim, !self.wasDisturbed(lane: process.lane, since: last) else { return }
        self.history.require(
            self.scheduler.now - last <= .oneSecond + 10 * .oneMillisecond,
            "\(self.laneNames[process.lane]) had a free slot and did not claim for more than a second"
        )
    }

    // MARK: - The end

    /// Ends every process and lets their tasks run to their ends.
    ///
    /// - Returns: whether all of them did.
    func tearDown() -> Bool {
        self.isOver = true
        for client in self.clients { client.cancel() }
        self.clients.removeAll()
        for process in self.processesByLane.compactMap(\.self) {
            process.end()
            self.thaw(process)
        }
        var steps = 0
        while self.scheduler.advance() {
            steps += 1
            guard steps < 500_000 else { return false }
        }
        self.processesByLane.removeAll()
        self.scheduler.close()
        return true
    }
}
