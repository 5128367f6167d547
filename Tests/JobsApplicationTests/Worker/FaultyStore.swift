import JobsApplication
import JobsDomain
import JobsInMemory
import Synchronization

/// A store whose writes of running jobs fail when told to: before they take effect, after, or refused for good.
final class FaultyStore: JobStore, CallLedger {
    enum Fault { case before, after, refused }

    let base: InMemoryJobStore
    private let faults: Mutex<[Fault?]>
    private let applied = Mutex(0)
    private let claimed = Mutex(0)

    /// - Parameter faults: of the first writes, in their order.
    init(_ base: InMemoryJobStore, faults: [Fault?]) {
        self.base = base
        self.faults = Mutex(faults)
    }

    /// How many claims have been made.
    var claims: Int { self.claimed.withLock { $0 } }

    /// How many writes have reached the store.
    var writes: Int { self.applied.withLock { $0 } }

    func apply(_ change: JobChange) async throws(JobStoreError) -> Job {
        let fault = self.faults.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if fault == .refused { throw JobStoreError(.unusable, "a value was refused") }
        if fault == .before { throw JobStoreError(.unavailable, "down") }
        let job = try await self.base.apply(change)
        self.applied.withLock { $0 += 1 }
        if fault == .after { throw JobStoreError(.outcomeUnknown, "the connection broke") }
        return job
    }

    func insert(_ submission: JobSubmission) async throws(JobStoreError) -> JobInsertion {
        try await self.base.insert(submission)
    }

    func claim(_ claim: JobClaim) async throws(JobStoreError) -> ClaimedJobs {
        self.claimed.withLock { $0 += 1 }
        return try await self.base.claim(claim)
    }

    func renew(
        _ leases: [HeldLease],
        owner: LeaseOwner,
        for duration: Duration
    ) async throws(JobStoreError) -> Set<JobID> {
        try await self.base.renew(leases, owner: owner, for: duration)
    }

    func cancel(_ request: JobRequest) async throws(JobStoreError) -> Job { try await self.base.cancel(request) }

    func retry(_ request: JobRequest) async throws(JobStoreError) -> Job { try await self.base.retry(request) }

    func job(_ id: JobID) async throws(JobStoreError) -> JobDetails? { try await self.base.job(id) }

    func page(_ query: JobListQuery) async throws(JobStoreError) -> JobListPage { try await self.base.page(query) }

    func events(of id: JobID, after number: Int, limit: Int) async throws(JobStoreError) -> [JobEvent] {
        try await self.base.events(of: id, after: number, limit: limit)
    }

    func feed(after position: FeedPosition, limit: Int) async throws(JobStoreError) -> FeedPage {
        try await self.base.feed(after: position, limit: limit)
    }

    func feedEnd() async throws(JobStoreError) -> FeedPosition { try await self.base.feedEnd() }

    func lastEvents(of ids: [JobID]) async throws(JobStoreError) -> [JobID: Int] {
        try await self.base.lastEvents(of: ids)
    }

    func statistics() async throws(JobStoreError) -> JobStatistics { try await self.base.statistics() }

    func deleteEnded(before moment: Timestamp, limit: Int) async throws(JobStoreError) -> Int {
        try await self.base.deleteEnded(before: moment, limit: limit)
    }

    func settle(_ settlements: [CallSettlement]) async throws(JobStoreError) {
        try await self.base.settle(settlements)
    }

    func calls(of job: JobID) async throws(JobStoreError) -> [ModelCall] { try await self.base.calls(of: job) }

    func totals(since moment: Timestamp) async throws(JobStoreError) -> [RouteTotals] {
        try await self.base.totals(since: moment)
    }
}
