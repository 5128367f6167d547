import Benchmark
import CAllocations

/// What the core does for every request and every job, counted in allocations: the one count that is the same on every
/// machine and in every run, so that a threshold on it means something.
let benchmarks: @Sendable () -> Void = {
    let allocations = BenchmarkMetric.custom("allocations", polarity: .prefersSmaller)

    func core(_ name: String, _ repetitions: Int = 100, _ body: @escaping @Sendable (CoreBench) async throws -> Void) {
        Benchmark(
            name,
            configuration: .init(
                metrics: [allocations],
                units: [allocations: .count],
                warmupIterations: 3,
                maxDuration: .seconds(3),
                maxIterations: 50,
                thresholds: [
                    // Of one repetition, and a few of what runs beside it.
                    allocations: .init(relative: [.p90: 3], absolute: [.p90: 2])
                ]
            )
        ) { benchmark in
            let bench = try CoreBench()
            // What is made once is no part of what each costs.
            try await body(bench)
            let before = avo_allocations()
            benchmark.startMeasurement()
            for _ in 0..<repetitions { try await body(bench) }
            benchmark.stopMeasurement()
            benchmark.measurement(allocations, Int(avo_allocations() - before) / repetitions)
        }
    }

    // Without spaces: the library writes thresholds under another name than it looks for where there are any.
    core("identifier") { try $0.identifier() }
    core("read-submission") { try $0.readSubmission() }
    core("write-submission") { $0.writeSubmission() }
    core("submit") { try await $0.submit() }
    core("claim-10", 20) { try await $0.claim(10) }
    core("read-events", 20) { try await $0.readEvents() }
    core("prompt") { try $0.prompt() }
    core("local-rules", 10) { try $0.localRules() }
}
