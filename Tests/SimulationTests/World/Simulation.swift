/// One run of one world.
struct Simulation {
    let seed: UInt64
    let shape: WorldShape
    let plan: FaultPlan

    /// How a run went.
    struct Report {
        let seed: UInt64
        /// What guarantee was broken and how, or nil.
        let violation: String?
        /// Names the history: two runs with the same digest were the same.
        let digest: UInt64
        let coverage: Coverage
        let portCalls: Int
        let virtualTime: Microseconds
    }

    /// Everything follows from the seed.
    init(seed: UInt64) {
        var random = SimulationRandom(seed: seed, stream: .plan)
        self.seed = seed
        self.shape = WorldShape(random: &random)
        self.plan = FaultPlan(random: &random, end: self.shape.activity)
    }

    /// A world of a certain size with certain faults.
    init(seed: UInt64, shape: WorldShape, plan: FaultPlan) {
        self.seed = seed
        self.shape = shape
        self.plan = plan
    }

    /// How long after the last fault everything may take to end.
    private static let patience = 600 * Microseconds.oneSecond
    /// Far more than any world needs.
    private static let mostSteps = 3_000_000

    /// Runs the world on the calling thread, which must not be one of the cooperative pool.
    ///
    /// - Parameter lines: how many lines of the trace a report of a violation shows.
    func run(lines: Int = 60) -> Report {
        let world = World(seed: self.seed, shape: self.shape, plan: self.plan)
        world.startProcesses()
        world.scheduleIncidents()
        for script in self.shape.clients {
            world.start(SimulatedClient(script: script, world: world))
        }
        self.driveToTheEnd(world)
        if world.history.violation == nil { self.audit(world) }
        let report = Report(
            seed: self.seed,
            violation: world.history.violation.map { self.describe($0, world, lines) },
            digest: world.trace.digest,
            coverage: world.coverage,
            portCalls: world.faults.calls,
            virtualTime: world.scheduler.now
        )
        let ended = world.tearDown()
        guard report.violation == nil, !ended || world.scheduler.escapedTasks > 0 else { return report }
        return Report(
            seed: self.seed,
            violation: self.describe("tasks of ended processes did not end, or left the simulation", world, lines),
            digest: report.digest,
            coverage: report.coverage,
            portCalls: report.portCalls,
            virtualTime: report.virtualTime
        )
    }

    private func driveToTheEnd(_ world: World) {
        let latest = max(self.plan.end, self.shape.activity) + Self.patience
        while world.history.violation == nil {
            if world.clientsAtWork == 0, world.history.openJobs == 0, world.scheduler.now >= world.busyUntil { return }
            guard world.scheduler.advance() else {
                let escaped = world.scheduler.escapedTasks
                return world.history.fail(
                    escaped > 0 ? "\(escaped) tasks left the simulation" : "stuck: nothing is ready, nothing will be"
                )
            }
            if world.scheduler.now >= latest {
                let waiting = "\(world.history.openJobs) jobs and \(world.clientsAtWork) clients"
                world.history.fail("\(waiting) still wait long after the last fault")
            }
            if world.scheduler.steps >= Self.mostSteps { world.history.fail("tasks run without end") }
        }
    }

    private func audit(_ world: World) {
        let isDone = Flag()
        Task(executorPreference: world.outside) {
            await world.audit()
            isDone.value = true
        }
        while !isDone.value, world.scheduler.advance() {}
    }

    private func describe(_ violation: String, _ world: World, _ lines: Int) -> String {
        """
        seed \(self.seed): \(violation)
        replay: AVO_SIMULATION_SEED=\(self.seed) swift test --filter SimulationTests
        shape: \(self.shape)
        faults: \(self.plan)
        the last that happened:
        \(world.traceTail(lines))
        """
    }

    /// `@unchecked Sendable`: only the driver's thread touches it.
    private final class Flag: @unchecked Sendable {
        var value = false
    }
}
