/// What one round over all routes has found out so far.
struct RoundRecord {
    /// In the order of the routes.
    private(set) var failures: [RouteFailure] = []
    /// The largest context among the routes for which the question is too long.
    private(set) var largestContext: Int?
    /// Whether any route was asked.
    var hasAsked = false

    mutating func note(_ failure: RouteFailure) {
        self.failures.append(failure)
    }

    mutating func noteTooLong(for context: Int) {
        self.largestContext = max(self.largestContext ?? 0, context)
    }

    /// Of the route that may work again first.
    var chance: ModelPolicy.Chance {
        var earliest: ModelPolicy.Chance?
        var unlikely: Duration?
        for failure in self.failures {
            switch failure.chance {
            case .never: break
            case .unlikely(let pause): unlikely = min(unlikely ?? pause, pause)
            case .after(let pause):
                if case .after(let earlier) = earliest {
                    // A route of which nobody knows when it works again may work at once.
                    earliest = .after(earlier.flatMap { earlier in pause.map { min(earlier, $0) } })
                } else {
                    earliest = .after(pause)
                }
            }
        }
        return earliest ?? unlikely.map { .unlikely(after: $0) } ?? .never
    }
}
