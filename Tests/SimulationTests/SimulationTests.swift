import Testing

@Suite("The whole core keeps its guarantees, whatever goes wrong")
struct SimulationTests {
    @Test("a seed is one history, and another seed is another")
    func isDeterministic() async {
        let seeds = (0..<40).map { SimulationSettings.defaultBase + $0 }
        let first = await Simulation.runAll(seeds.map { Simulation(seed: $0) }).map(\.digest)
        let second = await Simulation.runAll(seeds.map { Simulation(seed: $0) }).map(\.digest)
        #expect(first == second)
        #expect(Set(first).count == seeds.count)
    }

    @Test("every seed: nothing is lost, overtaken, paid twice or left waiting")
    func everySeed() async {
        let settings = SimulationSettings.fromEnvironment
        let started = ContinuousClock.now
        let lines = settings.isReplay ? Int.max : 60
        let reports = await Simulation.runAll(settings.seeds.map { Simulation(seed: $0) }, lines: lines)
        let elapsed = ContinuousClock.now - started
        for violation in reports.compactMap(\.violation).prefix(3) { Issue.record("\(violation)") }
        let coverage = reports.coverage
        print(
            """
            \(reports.count) simulated worlds from seed \(settings.seeds.first ?? 0) on, \
            \(reports.map(\.portCalls).reduce(0, +)) port calls, \
            \(reports.map(\.virtualTime).reduce(0, +) / .oneSecond / 3600) virtual hours in \(elapsed); \
            digest of all histories \(String(reports.digest, radix: 16))
            \(coverage.text)
            """
        )
        if settings.isComplete { #expect(coverage.gaps == []) }
    }
}
