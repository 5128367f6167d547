import JobsDomain

/// What one process has seen of one route lately: enough to tell an outage from a bad moment.
struct RouteWindow: Sendable, Equatable {
    /// Failures in a row after which the circuit opens.
    static let consecutiveFailures = 3
    /// How long an outcome counts, how many it takes, and which share of them has to be failures.
    static let length = Duration.seconds(60)
    static let fewestOutcomes = 5

    private var consecutive = 0
    private var outcomes: [(at: Duration, isFailure: Bool)] = []
    /// Outcomes beyond this are older news than those kept, however many calls a minute has.
    private static let mostOutcomes = 100

    /// Notes an outcome.
    ///
    /// - Parameter uptime: when it came.
    /// - Returns: whether the circuit has to open.
    mutating func note(isFailure: Bool, at uptime: Duration) -> Bool {
        self.consecutive = isFailure ? self.consecutive + 1 : 0
        self.outcomes.removeAll { $0.at + Self.length <= uptime }
        if self.outcomes.count == Self.mostOutcomes { self.outcomes.removeFirst() }
        self.outcomes.append((uptime, isFailure))
        guard isFailure else { return false }
        if self.consecutive >= Self.consecutiveFailures { return true }
        let failures = self.outcomes.count { $0.isFailure }
        return self.outcomes.count >= Self.fewestOutcomes && failures * 2 >= self.outcomes.count
    }

    static func == (lhs: RouteWindow, rhs: RouteWindow) -> Bool {
        lhs.consecutive == rhs.consecutive && lhs.outcomes.elementsEqual(rhs.outcomes, by: ==)
    }
}
