/// How often one client may submit.
public struct SubmissionRate: Sendable, Equatable {
    /// Submissions that may come at once.
    public let count: Int
    /// The time in which as many come back, evenly.
    public let window: Duration

    /// - Parameters:
    ///   - count: at least 1.
    ///   - window: at least a second.
    public init(count: Int, window: Duration) {
        self.count = max(1, count)
        self.window = max(.seconds(1), window)
    }

    /// The policy as the `RateLimit-Policy` header has it (draft-ietf-httpapi-ratelimit-headers).
    var policy: String { "\"submit\";q=\(self.count);w=\(self.window.roundedUpSeconds)" }
}

extension Duration {
    /// Whole seconds, rounded up: who comes back after them does not come too early.
    var roundedUpSeconds: Int64 { self.components.seconds + (self.components.attoseconds > 0 ? 1 : 0) }

    /// Nanoseconds, rounded down.
    var nanoseconds: Int64 { self.components.seconds * 1_000_000_000 + self.components.attoseconds / 1_000_000_000 }
}
