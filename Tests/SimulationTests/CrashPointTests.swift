import Testing

@Suite("A process may die at any of its calls")
struct CrashPointTests {
    @Test("whichever call it is, before its effect or after, nothing is lost or paid twice")
    func everyCall() async {
        var simulations: [Simulation] = []
        for (seed, strategy) in zip(UInt64(1)..., Scheduler.Strategy.allCases) {
            simulations += await self.crashes(seed: seed, strategy)
        }
        let reports = await Simulation.runAll(simulations)
        for violation in reports.compactMap(\.violation).prefix(3) { Issue.record("\(violation)") }
        let crashes = reports.coverage.crashes
        for method in PortMethod.allCases {
            for side in Side.allCases {
                #expect(crashes[Coverage.Crash(method: method, side: side)] ?? 0 > 0, "\(side) \(method)")
            }
        }
        // A call that still waits for its answer when a world ends has no other side to die on.
        let missed = simulations.count - crashes.values.reduce(0, +)
        #expect(missed <= WorldShape.small.workers.count * Scheduler.Strategy.allCases.count)
    }

    /// The same world again and again, with a crash at one call more each time.
    private func crashes(seed: UInt64, _ strategy: Scheduler.Strategy) async -> [Simulation] {
        var shape = WorldShape.small
        shape.strategy = strategy
        var plan = FaultPlan.none
        plan.end = shape.activity
        plan.incidents = [
            (at: 600 * .oneMillisecond, incident: .providerOutage(2 * .oneSecond)),
            (at: 4 * .oneSecond, incident: .drain),
        ]
        let calls = await Simulation.runAll([Simulation(seed: seed, shape: shape, plan: plan)])[0].portCalls
        return (1...calls).flatMap { ordinal in
            Side.allCases.map { side in
                var crashing = plan
                crashing.crashPoints = [CrashPoint(method: nil, ordinal: ordinal, side: side)]
                return Simulation(seed: seed, shape: shape, plan: crashing)
            }
        }
    }
}
