import Benchmark

/// Jobs a second through the library, without HTTP: taking them in, and running what waits.
///
/// Each measurement is the rate of one whole iteration; the median of several is the figure to read.
let benchmarks: @Sendable () -> Void = {
    let rate = BenchmarkMetric.custom("jobs/s", polarity: .prefersLarger, useScalingFactor: false)

    for kind in Bench.Kind.allCases {
        for submitters in [1, 64, 256] {
            let holder = BenchHolder()
            Benchmark(
                "submit, \(kind.rawValue), \(submitters) concurrent",
                configuration: .init(
                    metrics: [rate],
                    units: [rate: .count],
                    maxDuration: .seconds(8),
                    maxIterations: 7
                ),
                closure: { benchmark in
                    let bench = try holder.bench
                    // One submitter on a disk waits for every single commit.
                    let jobs = submitters == 1 ? 512 : 2048
                    let seconds = try await seconds { try await bench.submit(jobs, concurrently: submitters) }
                    benchmark.measurement(rate, Int(Double(jobs) / seconds))
                },
                setup: { try holder.open(kind) },
                teardown: { try holder.close() }
            )
        }

        let holder = BenchHolder()
        Benchmark(
            "drain 2000, \(kind.rawValue), concurrency 64",
            configuration: .init(
                metrics: [rate],
                units: [rate: .count],
                maxDuration: .seconds(60),
                maxIterations: 5
            ),
            closure: { benchmark in
                let bench = try holder.bench
                try await bench.submit(2000, concurrently: 64)
                let seconds = try await seconds { try await bench.drain(concurrency: 64) }
                benchmark.measurement(rate, Int(2000 / seconds))
            },
            setup: { try holder.open(kind) },
            teardown: { try holder.close() }
        )
    }
}

private func seconds(_ body: () async throws -> Void) async throws -> Double {
    try await ContinuousClock().measure(body) / .seconds(1)
}
