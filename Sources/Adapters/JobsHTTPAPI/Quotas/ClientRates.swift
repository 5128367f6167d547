/// What is left of the rate of each client: the generic cell rate algorithm (ITU-T I.371), which needs one number
/// a client and knows no edges of windows at which twice the rate could pass.
struct ClientRates: Sendable {
    /// What a client is told.
    struct Verdict: Equatable {
        let isAllowed: Bool
        /// Submissions that may come right now.
        let remaining: Int
        /// Until all of them are back.
        let untilWhole: Duration
        /// Until the next may come; zero where it may come now.
        let untilNext: Duration
    }

    /// Clients that are kept in mind; 64 thousand take some 8 MB.
    static let standardCapacity = 1 << 16

    let rate: SubmissionRate
    private let capacity: Int
    /// Time for one submission to come back, and for all, in nanoseconds.
    private let interval: Int64
    private let whole: Int64
    /// When each client has its whole rate again, in nanoseconds of uptime. One whose moment has passed needs no
    /// entry.
    private var wholeAt: [ClientSite: Int64] = [:]

    init(_ rate: SubmissionRate, capacity: Int = Self.standardCapacity) {
        self.rate = rate
        self.capacity = capacity
        self.interval = max(1, rate.window.nanoseconds / Int64(rate.count))
        self.whole = self.interval * Int64(rate.count)
    }

    var count: Int { self.wholeAt.count }

    /// Counts a submission, unless it comes too early; then nothing is counted.
    mutating func take(_ client: ClientSite, at uptime: Duration) -> Verdict {
        let now = uptime.nanoseconds
        let before = max(self.wholeAt[client] ?? now, now)
        let after = before + self.interval
        guard after - now <= self.whole else {
            return Verdict(
                isAllowed: false,
                remaining: 0,
                untilWhole: .nanoseconds(before - now),
                untilNext: .nanoseconds(after - self.whole - now)
            )
        }
        if self.wholeAt.count >= self.capacity, self.wholeAt[client] == nil { self.forget(at: now) }
        self.wholeAt[client] = after
        let remaining = (self.whole - (after - now)) / self.interval
        return Verdict(
            isAllowed: true,
            remaining: Int(remaining),
            untilWhole: .nanoseconds(after - now),
            untilNext: .nanoseconds(remaining > 0 ? 0 : after + self.interval - self.whole - now)
        )
    }

    /// Makes room: first those who lose nothing by it, then those who lose least. A quarter goes at once, so that
    /// a flood of addresses does not search the table for each.
    private mutating func forget(at now: Int64) {
        self.wholeAt = self.wholeAt.filter { $0.value > now }
        let kept = self.capacity * 3 / 4
        guard self.wholeAt.count > kept else { return }
        let latest = self.wholeAt.sorted { $0.value > $1.value }.prefix(kept)
        self.wholeAt = Dictionary(uniqueKeysWithValues: latest.map { ($0.key, $0.value) })
    }
}
