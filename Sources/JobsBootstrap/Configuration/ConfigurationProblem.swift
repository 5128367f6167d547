/// One mistake in the configuration.
public struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
    public let variable: String
    public let message: String

    public init(_ variable: String, _ message: String) {
        self.variable = variable
        self.message = message
    }

    public var description: String { "\(self.variable): \(self.message)" }
}

/// Every mistake in the configuration, found in one go.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    public let problems: [ConfigurationProblem]

    public init(_ problems: [ConfigurationProblem]) {
        self.problems = problems
    }

    /// One mistake a line.
    public var description: String { self.problems.map(\.description).joined(separator: "\n") }
}
