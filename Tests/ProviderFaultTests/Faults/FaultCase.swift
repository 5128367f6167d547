import FakeProviders
import Testing

/// One fault of the reference's table, and what has to come of it.
struct FaultCase: Sendable, CustomTestStringConvertible {
    /// As in the table, `F01` to `F37`.
    let id: String
    let name: String
    let flavour: Flavour
    /// What the first requests to the route get; the last repeats.
    let turns: [Turn]
    let expected: FaultExpectation
    var timeouts = RouteTimeouts()
    /// Of one call, in real time.
    var callTimeout = Duration.seconds(20)

    init(
        _ id: String,
        _ name: String,
        _ flavour: Flavour,
        _ turns: [Turn],
        _ expected: FaultExpectation,
        timeouts: RouteTimeouts = RouteTimeouts(),
        callTimeout: Duration = .seconds(20)
    ) {
        self.id = id
        self.name = name
        self.flavour = flavour
        self.turns = turns
        self.expected = expected
        self.timeouts = timeouts
        self.callTimeout = callTimeout
    }

    /// The same of OpenAI.
    init(
        _ id: String,
        _ name: String,
        _ turns: [Turn],
        _ expected: FaultExpectation,
        timeouts: RouteTimeouts = RouteTimeouts(),
        callTimeout: Duration = .seconds(20)
    ) {
        self.init(id, name, .openAI, turns, expected, timeouts: timeouts, callTimeout: callTimeout)
    }

    var testDescription: String { "\(self.id) \(self.flavour.rawValue): \(self.name)" }

    static let all = limits + refusals + outages + brokenAnswers + oddAnswers + deliveries
}
