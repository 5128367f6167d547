import Foundation

/// Which seeds a run goes through.
///
/// | variable | means |
/// |---|---|
/// | `AVO_SIMULATION_SEED` | only this seed, to replay a failure |
/// | `AVO_SIMULATION_SEEDS` | how many seeds |
/// | `AVO_SIMULATION_BASE` | the first seed, or `random` for a soak |
struct SimulationSettings {
    let seeds: [UInt64]
    /// Whether one failure is looked at: its whole trace is shown.
    let isReplay: Bool
    /// Whether so many seeds are run that everything has to be reached.
    let isComplete: Bool

    /// Fixed, so that every run of the same code is the same.
    static let defaultBase: UInt64 = 1
    static let defaultCount = 2000

    static var fromEnvironment: SimulationSettings {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["AVO_SIMULATION_SEED"].flatMap({ UInt64($0) }) {
            return SimulationSettings(seeds: [seed], isReplay: true, isComplete: false)
        }
        let count = environment["AVO_SIMULATION_SEEDS"].flatMap { Int($0) } ?? Self.defaultCount
        let base: UInt64 =
            switch environment["AVO_SIMULATION_BASE"] {
            case "random": UInt64.random(in: 1...1_000_000_000)
            case let number?: UInt64(number) ?? Self.defaultBase
            case nil: Self.defaultBase
            }
        return SimulationSettings(
            seeds: (0..<max(1, count)).map { base + UInt64($0) },
            isReplay: false,
            isComplete: count >= Self.defaultCount
        )
    }
}
