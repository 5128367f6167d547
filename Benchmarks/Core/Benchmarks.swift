import Benchmark
import CAllocations

/// What the core does for every request and every job, counted in allocations: the one count that is the same on every
/// machine and in every run of one toolchain (the thresholds are of Swift 6.3), so that a threshold on it means something.
let benchmarks: @Sendable () -> Void = {
    let allocations = BenchmarkMetric.custom("allocations", polarity: .prefersSmaller)

    func core(
        _ name: String,
        _ repetitions: Int = 100,
        isLarge: Bool = false,
        _ body: @escaping @Sendable (CoreBench) async throws -> Void
    ) {
        Benchmark(
            name,
            configuration: .init(
                metrics: [allocations],
                units: [allocations: .count],
                warmupIterations: 3,
                maxDuration: .seconds(3),
                maxIterations: 50,
                // Either alone fails, so that there is one: large counts may move a little, small ones by one.
                thresholds: [allocations: isLarge ? .init(relative: [.p90: 2]) : .init(absolute: [.p90: 1])]
            )
        ) { benchmark in
            let bench = try CoreBench()
            // What is made once is no part of what each costs.
            try await body(bench)
            benchmark.startMeasurement()
            let before = avo_allocations()
            for _ in 0..<repetitions { try await body(bench) }
            let count = Int(avo_allocations() - before)
            benchmark.stopMeasurement()
            benchmark.measurement(allocations, (count + repetitions / 2) / repetitions)
        }
    }

    // Without spaces: the library writes thresholds under another name than it looks for where there are any.
    core("identifier") { try $0.identifier() }
    core("read-submission") { try $0.readSubmission() }
    core("write-submission") { $0.writeSubmission() }
    core("submit") { try await $0.submit() }
    core("claim-10", 20, isLarge: true) { try await $0.claim(10) }
    core("read-events", 20) { try await $0.readEvents() }
    core("prompt") { try $0.prompt() }
    core("local-rules", 10, isLarge: true) { try $0.localRules() }
}
