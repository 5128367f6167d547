import Foundation

/// How long the tests run that have a long form.
enum Soak {
    /// Whether the long forms run, as `make soak` asks.
    static let isOn = ProcessInfo.processInfo.environment["AVO_SOAK"] == "1"

    /// A number from the environment; without it, the one for the form that runs.
    static func number(_ variable: String, short: Int, long: Int) -> Int {
        Int(ProcessInfo.processInfo.environment[variable] ?? "") ?? (self.isOn ? long : short)
    }
}
