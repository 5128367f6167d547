import JobsDomain

/// How much of a route was used within the last minute, for all processes together.
///
/// Times are told as how long ago something was, so that clocks which differ harm nobody.
struct RoutePace: Sendable, Equatable {
    /// A provider counts a request when it arrives, which is later than when it was let go: without the
    /// added second the first of a minute could meet the last of the next.
    static let window = Duration.seconds(61)
    /// Requests that were let go within so long of each other are counted as the newest of them, so that a
    /// busy minute is a short list.
    private static let grain = Duration.seconds(1)

    private struct Entry: Equatable {
        /// How long ago its first and its newest request was let go.
        var oldest: Duration
        var newest: Duration
        var requests: Int
        var tokens: Int
    }

    /// The oldest first.
    private var entries: [Entry] = []

    init() {}

    /// Lets time pass.
    mutating func age(by elapsed: Duration) {
        for index in self.entries.indices {
            self.entries[index].oldest += elapsed
            self.entries[index].newest += elapsed
        }
        self.entries.removeAll { $0.newest >= Self.window }
    }

    /// Takes one request out of the minute's allowance.
    ///
    /// A request that is larger than the allowance of a whole minute goes when nothing else has gone for
    /// one: its provider knows better than a guess whether it is too large.
    ///
    /// - Parameter tokens: how many the request may use.
    /// - Returns: nil where the request may go, else how long it has to wait; then nothing was taken.
    mutating func take(tokens: Int, of limits: ModelLimits) -> Duration? {
        if let wait = self.wait(tokens: tokens, limits) { return wait }
        if let last = self.entries.indices.last, self.entries[last].oldest < Self.grain {
            self.entries[last].newest = .zero
            self.entries[last].requests += 1
            self.entries[last].tokens += tokens
        } else {
            self.entries.append(Entry(oldest: .zero, newest: .zero, requests: 1, tokens: tokens))
        }
        return nil
    }

    /// How long it takes until enough has left the window.
    private func wait(tokens: Int, _ limits: ModelLimits) -> Duration? {
        var requests = self.entries.reduce(0) { $0 + $1.requests }
        var used = self.entries.reduce(0) { $0 + $1.tokens }
        func fits() -> Bool {
            if requests == 0 { return true }
            if let limit = limits.requestsPerMinute, requests + 1 > limit { return false }
            if let limit = limits.tokensPerMinute, used + tokens > limit { return false }
            return true
        }
        if fits() { return nil }
        for entry in self.entries {
            requests -= entry.requests
            used -= entry.tokens
            if fits() { return Self.window - entry.newest }
        }
        return Self.window
    }
}

extension RoutePace {
    /// The value as it is shared: for each entry the two ages in milliseconds, requests and tokens.
    var encoded: [UInt8] {
        JSONValue.array(
            self.entries.map { entry in
                .array([
                    .integer(entry.oldest.milliseconds), .integer(entry.newest.milliseconds), .integer(entry.requests),
                    .integer(entry.tokens),
                ])
            }
        ).serialized
    }

    /// Reads a shared value; an unreadable one counts as an unused minute.
    init(_ bytes: [UInt8]) {
        guard let entries = (try? JSONValue(parsing: bytes))?.array else { return }
        self.entries = entries.compactMap { entry in
            let fields = (entry.array ?? []).compactMap(\.integer)
            guard fields.count == 4 else { return nil }
            return Entry(
                oldest: .milliseconds(fields[0]),
                newest: .milliseconds(fields[1]),
                requests: fields[2],
                tokens: fields[3]
            )
        }
    }
}
