/// How many jobs there are, as far as one process knows: what the store counted last, and what the process has
/// submitted itself since that count began. It may be too high until the next count, and never too low on account of
/// the process's own submissions.
struct JobCount: Sendable {
    /// Why no more jobs are taken.
    enum Refusal: Equatable {
        case queueFull
        case tooManyInFlight
    }

    let quotas: SubmissionQuotas

    /// What the store said last; nil before the first count.
    private var counted: (waiting: Int, running: Int)?
    private var countedAt = Duration.zero
    /// Submissions that the count may not have seen: those under way when it began, and those after.
    private var unseen = 0
    /// The same for the count that is under way; nil where none is.
    private var unseenByNext: Int?
    /// Admitted, and neither stored nor refused yet.
    private var underWay = 0

    init(_ quotas: SubmissionQuotas) {
        self.quotas = quotas
    }

    /// Whether there is anything to count for.
    var isNeeded: Bool { self.quotas.inFlightJobs != nil || self.quotas.waitingJobs != nil }

    var isKnown: Bool { self.counted != nil }

    /// How many jobs can still come before a limit is met.
    private var room: Int {
        let (waiting, running) = self.counted ?? (0, 0)
        return min(
            (self.quotas.waitingJobs ?? .max / 2) - waiting - self.unseen,
            (self.quotas.inFlightJobs ?? .max / 2) - waiting - running - self.unseen
        )
    }

    /// Whether it is time to count again: once a second where a limit is near, more rarely where it is far off,
    /// because no fleet submits more than 20 000 jobs a second.
    func isStale(at now: Duration) -> Bool {
        guard self.isKnown else { return true }
        return now - self.countedAt >= .seconds(min(60, max(1, self.room / 20_000)))
    }

    /// Whether enough time has passed that a refusal may be out of date.
    func mayBeTooHigh(at now: Duration) -> Bool { now - self.countedAt >= .milliseconds(100) }

    mutating func beginCount() {
        self.unseenByNext = self.underWay
    }

    mutating func endCount(waiting: Int, running: Int, at now: Duration) {
        self.counted = (waiting, running)
        self.countedAt = now
        self.unseen = self.unseenByNext ?? self.underWay
        self.unseenByNext = nil
    }

    /// A count that did not come: the next is due in a second.
    mutating func failCount(at now: Duration) {
        self.countedAt = now
        self.unseenByNext = nil
    }

    /// Makes place for one more job, or says why there is none.
    mutating func admit() -> Refusal? {
        let (waiting, running) = self.counted ?? (0, 0)
        if let limit = self.quotas.waitingJobs, waiting + self.unseen >= limit { return .queueFull }
        if let limit = self.quotas.inFlightJobs, waiting + running + self.unseen >= limit { return .tooManyInFlight }
        self.underWay += 1
        self.unseen += 1
        if let unseen = self.unseenByNext { self.unseenByNext = unseen + 1 }
        return nil
    }

    /// Ends what ``admit()`` began.
    ///
    /// - Parameter exists: whether there is, or may be, one job more.
    mutating func settle(exists: Bool) {
        self.underWay -= 1
        guard !exists else { return }
        self.unseen = max(0, self.unseen - 1)
        if let unseen = self.unseenByNext { self.unseenByNext = max(0, unseen - 1) }
    }
}
