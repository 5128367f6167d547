public import JobsApplication
public import JobsDomain
import Synchronization

/// A store in the memory of one process: for tests, demonstrations and programs that need no durability.
///
/// Keeps every promise of ``JobStore`` except survival; time is the runtime's.
public final class InMemoryJobStore: Sendable {
    let state: Mutex<InMemoryJobs>
    private let uptime: @Sendable () -> Duration

    /// - Parameter uptime: the store's clock, usually ``JobRuntime/uptime``.
    public init(uptime: @escaping @Sendable () -> Duration) {
        self.uptime = uptime
        self.state = Mutex(InMemoryJobs())
    }

    var now: Duration { self.uptime() }
}

extension InMemoryJobStore: JobStore {
    public func insert(_ submission: JobSubmission) async throws(JobStoreError) -> JobInsertion {
        let now = self.now
        return try self.state.withLock { state throws(JobStoreError) in try state.insert(submission, now: now) }
    }

    public func claim(_ claim: JobClaim) async throws(JobStoreError) -> ClaimedJobs {
        let now = self.now
        return try self.state.withLock { state throws(JobStoreError) in try state.claim(claim, now: now) }
    }

    public func renew(
        _ leases: [HeldLease],
        owner: LeaseOwner,
        for duration: Duration
    ) async throws(JobStoreError) -> Set<JobID> {
        let now = self.now
        return self.state.withLock { $0.renew(leases, owner: owner, until: now + duration) }
    }

    public func apply(_ change: JobChange) async throws(JobStoreError) -> Job {
        let now = self.now
        return try self.state.withLock { state throws(JobStoreError) in try state.apply(change, now: now) }
    }

    public func cancel(_ request: JobRequest) async throws(JobStoreError) -> Job {
        try self.state.withLock { state throws(JobStoreError) in try state.cancel(request) }
    }

    public func retry(_ request: JobRequest) async throws(JobStoreError) -> Job {
        try self.state.withLock { state throws(JobStoreError) in try state.retry(request) }
    }

    public func job(_ id: JobID) async throws(JobStoreError) -> JobDetails? {
        self.state.withLock { $0.jobs[id]?.details }
    }

    public func page(_ query: JobListQuery) async throws(JobStoreError) -> JobListPage {
        self.state.withLock { $0.page(query) }
    }

    public func events(of id: JobID, after number: Int, limit: Int) async throws(JobStoreError) -> [JobEvent] {
        self.state.withLock { Array(($0.jobs[id]?.events ?? []).drop { $0.number <= number }.prefix(limit)) }
    }

    public func feed(after position: FeedPosition, limit: Int) async throws(JobStoreError) -> FeedPage {
        try self.state.withLock { state throws(JobStoreError) in try state.log.page(after: position, limit: limit) }
    }

    public func feedEnd() async throws(JobStoreError) -> FeedPosition {
        self.state.withLock { $0.log.end }
    }

    public func lastEvents(of ids: [JobID]) async throws(JobStoreError) -> [JobID: Int] {
        self.state.withLock { state in
            ids.reduce(into: [:]) { $0[$1] = state.jobs[$1]?.job.state.lastEvent }
        }
    }

    public func statistics() async throws(JobStoreError) -> JobStatistics {
        self.state.withLock { $0.statistics() }
    }

    public func deleteEnded(before moment: Timestamp, limit: Int) async throws(JobStoreError) -> Int {
        let now = self.now
        return self.state.withLock { $0.deleteEnded(before: moment, limit: limit, now: now) }
    }
}

extension InMemoryJobStore: CallLedger {
    public func settle(_ settlements: [CallSettlement]) async throws(JobStoreError) {
        self.state.withLock { $0.settle(settlements) }
    }

    public func calls(of job: JobID) async throws(JobStoreError) -> [ModelCall] {
        self.state.withLock { $0.ledger[job] ?? [] }
    }

    public func totals(since moment: Timestamp) async throws(JobStoreError) -> [RouteTotals] {
        self.state.withLock { $0.totals(since: moment) }
    }
}

extension InMemoryJobStore: SharedState {
    public func value(for key: String) async throws(JobStoreError) -> SharedValue? {
        let now = self.now
        return self.state.withLock { $0.shared.value(for: key, now: now) }
    }

    public func replace(
        _ key: String,
        with bytes: [UInt8]?,
        ifVersionIs version: Int64?,
        lifetime: Duration
    ) async throws(JobStoreError) -> Bool {
        let now = self.now
        return self.state.withLock {
            $0.shared.replace(key, with: bytes, ifVersionIs: version, now: now, until: now + lifetime)
        }
    }

    public func values(withPrefix prefix: String) async throws(JobStoreError) -> [SharedValue] {
        let now = self.now
        return self.state.withLock { $0.shared.values(withPrefix: prefix, now: now) }
    }
}
