import FakeProviders
import JobsDomain

/// What a correct client makes of a fault, in the first step of a job.
struct FaultExpectation: Sendable {
    /// Whether the route with the fault gives the answer in the end, rather than the one behind it.
    var isAnsweredByPrimary: Bool
    /// How often the route with the fault is asked.
    var calls: ClosedRange<Int>
    /// The error of its first call; nil where the first answer is used.
    var error: String?
    /// How the ledger has its first call.
    var outcome: CallSettlement.Outcome
    /// The core's time between the beginnings of its first two calls.
    var gap: ClosedRange<Duration>?
    /// Real time that its longest call takes at most.
    var longestCall = Duration.seconds(10)

    /// The answer is used at once.
    static let success = FaultExpectation(isAnsweredByPrimary: true, calls: 1...1, outcome: .answered)

    /// The fault passes, and the same route answers.
    static func retried(
        _ error: String,
        _ outcome: CallSettlement.Outcome = .failed,
        calls: Int = 2,
        gap: ClosedRange<Duration>? = nil
    ) -> FaultExpectation {
        FaultExpectation(isAnsweredByPrimary: true, calls: calls...calls, error: error, outcome: outcome, gap: gap)
    }

    /// The next route answers.
    static func failedOver(
        _ error: String,
        _ outcome: CallSettlement.Outcome = .failed,
        calls: ClosedRange<Int> = 1...1
    ) -> FaultExpectation {
        FaultExpectation(isAnsweredByPrimary: false, calls: calls, error: error, outcome: outcome)
    }

    /// The same with a limit on each call.
    func within(_ limit: Duration) -> FaultExpectation {
        var copy = self
        copy.longestCall = limit
        return copy
    }
}
