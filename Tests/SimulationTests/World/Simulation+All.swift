import Foundation

extension Simulation {
    /// Runs worlds on as many threads as there are processors, each world on one of them.
    ///
    /// - Parameters:
    ///   - simulations: each is one world.
    ///   - lines: how many lines of the trace a report of a violation shows.
    /// - Returns: the reports in the order of the simulations.
    static func runAll(_ simulations: [Simulation], lines: Int = 60) async -> [Report] {
        let threads = min(max(1, ProcessInfo.processInfo.activeProcessorCount), 8)
        return await withTaskGroup(of: [(index: Int, report: Report)].self) { group in
            for thread in 0..<threads {
                group.addTask {
                    await onDriverThread {
                        stride(from: thread, to: simulations.count, by: threads).map {
                            ($0, simulations[$0].run(lines: lines))
                        }
                    }
                }
            }
            var reports: [(index: Int, report: Report)] = []
            for await some in group { reports += some }
            return reports.sorted { $0.index < $1.index }.map(\.report)
        }
    }
}

extension [Simulation.Report] {
    /// What all of them reached.
    var coverage: Coverage { self.reduce(into: Coverage()) { $0.add($1.coverage) } }

    /// Names all the histories together.
    var digest: UInt64 { self.reduce(0) { SimulationRandom.mixed($0 &+ $1.digest) } }
}
