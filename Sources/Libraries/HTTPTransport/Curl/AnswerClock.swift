/// When an answer has stood still for too long. libcurl does not see to that: it knows no limit for the
/// first byte, and its limit for a slow answer counts whole seconds.
struct AnswerClock: Sendable {
    private let limits: CallTimeouts
    /// Whether the answer comes in one piece, which takes as long as it takes.
    private let waitsForWhole: Bool
    private let begin: ContinuousClock.Instant
    private var latest: ContinuousClock.Instant
    private var progress = BodyProgress.waiting

    init(_ limits: CallTimeouts, waitsForWhole: Bool, now: ContinuousClock.Instant) {
        self.limits = limits
        self.waitsForWhole = waitsForWhole
        self.begin = now
        self.latest = now
    }

    /// Bytes have come; comments are bytes too, but they begin no answer.
    mutating func received(_ progress: BodyProgress, now: ContinuousClock.Instant) {
        self.progress = progress
        self.latest = now
    }

    /// When the transfer has to be broken off unless more comes before; nil where only its whole time counts.
    var expiry: ContinuousClock.Instant? {
        switch self.progress {
        case .waiting: self.waitsForWhole ? nil : self.begin + self.limits.firstByte
        case .begun: self.latest + self.limits.idle
        case .whole, .useless: self.latest + self.limits.ending
        }
    }

    /// Why it is broken off; nil where nothing is missing but the end of the connection.
    var complaint: String? {
        switch self.progress {
        case .waiting: "the answer did not begin within \(self.limits.firstByte)"
        case .begun: "the answer stood still for \(self.limits.idle)"
        case .whole, .useless: nil
        }
    }
}
