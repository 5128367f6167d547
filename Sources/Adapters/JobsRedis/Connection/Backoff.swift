/// The pauses between attempts: each may be up to twice as long as the one before, and is drawn at random
/// (full jitter), so that many clients do not come back at the same moment.
struct Backoff {
    private let range: ClosedRange<Duration>
    private var longest: Duration

    /// - Parameter range: the longest first pause, and the longest of all.
    init(_ range: ClosedRange<Duration>) {
        self.range = range
        self.longest = range.lowerBound
    }

    mutating func next() -> Duration {
        defer { self.longest = min(self.longest * 2, self.range.upperBound) }
        return self.longest * Double.random(in: 0...1)
    }

    mutating func reset() {
        self.longest = self.range.lowerBound
    }
}
