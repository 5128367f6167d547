import JobsApplication
import JobsDomain

/// What a process remembers between claims, so that claims do not look again at what cannot be there: an old
/// transaction somewhere in the database keeps vacuum from removing the index entries of jobs that were claimed
/// long ago, and a claim that began at the first of them would pass all of them, more every second.
///
/// A mark of a lane is a sequence number below which no job waits for its first start. Jobs before it can only
/// disappear: a number is drawn by an insert that holds a shared advisory lock until it is committed, and a mark
/// never passes a number that was drawn by an insert which may still be under way. Jobs that were started
/// before stand in an index of their own. Every so often a claim looks without marks all the same.
struct PostgresClaimMarks {
    /// A claim looks without marks when the last such look is longer ago.
    private static let fullLookInterval = Duration.seconds(60)
    /// How often the process asks which numbers are settled.
    private static let settlingInterval = Duration.seconds(1)

    /// The numbers drawn so far and the inserts that were under way when that was read.
    private struct Reading {
        let drawn: Int64
        let inserts: Set<String>
    }

    private var workflows: Set<WorkflowIdentity> = []
    private(set) var lanes: [PostgresLane: Int64] = [:]
    /// Leases that ran out before this were dealt with, by the server's clock. Nothing older can appear: claims of
    /// a queue exclude each other until their commit, and a job whose renewal is under way is seen with the lease
    /// that it had before.
    private(set) var leases: Int64 = 0
    /// Every number up to this one is committed or will never be.
    private var settled: Int64 = 0
    private var pending: Reading?
    private var settledAt: ContinuousClock.Instant?
    private var lookedFullyAt: ContinuousClock.Instant?

    /// Whether it is time to read which inserts are under way.
    var needsReading: Bool { self.settledAt.map { $0.duration(to: .now) > Self.settlingInterval } ?? true }

    /// Prepares for a claim; where its workflows are not those of the last one, the marks mean nothing.
    mutating func prepare(for claim: JobClaim, now: ContinuousClock.Instant = .now) {
        let isDue = self.lookedFullyAt.map { $0.duration(to: now) > Self.fullLookInterval } ?? true
        guard isDue || claim.workflows != self.workflows else { return }
        self.workflows = claim.workflows
        self.lanes = [:]
        self.leases = 0
        self.lookedFullyAt = now
    }

    /// Takes note that a look without marks is under way, and keeps the marks for the case that it fails.
    mutating func notePreparation(of prepared: PostgresClaimMarks) {
        guard prepared.workflows == self.workflows else { return }
        self.lookedFullyAt = prepared.lookedFullyAt
    }

    /// Takes a reading.
    ///
    /// - Parameters:
    ///   - drawn: the last number that was drawn, read before the inserts.
    ///   - inserts: the transactions that hold the inserts' lock.
    mutating func read(drawn: Int64, inserts: Set<String>) {
        self.settledAt = .now
        if inserts.isEmpty {
            self.settled = max(self.settled, drawn)
        } else if let pending = self.pending, pending.inserts.isDisjoint(with: inserts) {
            self.settled = max(self.settled, pending.drawn)
        }
        // An unsettled reading stays until its own inserts have ended, or it would never settle under load.
        if self.pending.map({ $0.inserts.isDisjoint(with: inserts) }) ?? true {
            self.pending = Reading(drawn: drawn, inserts: inserts)
        }
    }

    /// Moves the marks on after a claim.
    ///
    /// - Parameters:
    ///   - jobs: those that were claimed.
    ///   - isExhaustive: whether the claim got everything there was in `queues`.
    mutating func advance(past jobs: [Job], isExhaustive: Bool, in queues: Set<String>?) {
        for job in jobs where job.fence == Fence(storedValue: 1) {
            let lane = PostgresLane(queue: job.facts.queue, priority: job.facts.priority)
            self.lanes[lane] = max(self.lanes[lane] ?? 0, min(self.settled, job.facts.sequence) + 1)
        }
        guard isExhaustive else { return }
        for lane in self.lanes.keys where queues?.contains(lane.queue) ?? true { self.lanes[lane] = self.settled + 1 }
    }

    /// Notes that a claim of every queue has dealt with all leases that had run out by a time.
    mutating func advanceLeases(to now: Int64) {
        self.leases = max(self.leases, now)
    }
}
