import JobsDomain

/// How much of a route was used within the last minute, second by second, for all processes together.
struct RoutePace: Sendable, Equatable {
    /// A provider counts a request when it arrives, which is later than when it was let go: without the
    /// added second the first of a minute could meet the last of the next.
    static let window: Int64 = 61

    private struct Second: Equatable {
        let number: Int64
        var requests: Int
        var tokens: Int
    }

    private var seconds: [Second] = []

    init() {}

    /// Takes one request out of the minute's allowance.
    ///
    /// A request that is larger than the allowance of a whole minute goes when nothing else has gone for
    /// one: its provider knows better than a guess whether it is too large.
    ///
    /// - Parameters:
    ///   - tokens: how many the request may use.
    ///   - now: by the shared clock.
    /// - Returns: nil where the request may go, else how long it has to wait; then nothing was taken.
    mutating func take(tokens: Int, of limits: ModelLimits, at now: Timestamp) -> Duration? {
        let second = now.millisecondsSinceEpoch / 1000
        // A second from the future comes from a clock that has been set back since.
        self.seconds.removeAll { $0.number + Self.window <= second || $0.number > second + Self.window }
        if let wait = self.wait(tokens: tokens, limits, second: second) {
            let elapsed = now.millisecondsSinceEpoch % 1000
            return max(.milliseconds(1), .seconds(wait) - .milliseconds(elapsed))
        }
        if let last = self.seconds.indices.last, self.seconds[last].number >= second {
            self.seconds[last].requests += 1
            self.seconds[last].tokens += tokens
        } else {
            self.seconds.append(Second(number: second, requests: 1, tokens: tokens))
        }
        return nil
    }

    /// Whole seconds until enough has left the window.
    private func wait(tokens: Int, _ limits: ModelLimits, second: Int64) -> Int64? {
        var requests = self.seconds.reduce(0) { $0 + $1.requests }
        var used = self.seconds.reduce(0) { $0 + $1.tokens }
        func fits() -> Bool {
            if requests == 0 { return true }
            if let limit = limits.requestsPerMinute, requests + 1 > limit { return false }
            if let limit = limits.tokensPerMinute, used + tokens > limit { return false }
            return true
        }
        if fits() { return nil }
        for entry in self.seconds {
            requests -= entry.requests
            used -= entry.tokens
            if fits() { return max(1, entry.number + Self.window - second) }
        }
        return Self.window
    }
}

extension RoutePace {
    /// The value as it is shared: number, requests, tokens of each second.
    var encoded: [UInt8] {
        JSONValue.array(
            self.seconds.map { .array([.integer(Int($0.number)), .integer($0.requests), .integer($0.tokens)]) }
        ).serialized
    }

    /// Reads a shared value; an unreadable one counts as an unused minute.
    init(_ bytes: [UInt8]) {
        guard let entries = (try? JSONValue(parsing: bytes))?.array else { return }
        self.seconds = entries.compactMap { entry in
            guard let fields = entry.array, fields.count == 3, let number = fields[0].integer,
                let requests = fields[1].integer, let tokens = fields[2].integer
            else { return nil }
            return Second(number: Int64(number), requests: requests, tokens: tokens)
        }
    }
}
