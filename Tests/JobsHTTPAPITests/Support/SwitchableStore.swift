import JobsApplication
import JobsDomain
import JobsInMemory
import Synchronization

/// A store that fails for as long as a test wants it to.
final class SwitchableStore: JobStore, CallLedger, SharedState {
    private let inner: InMemoryJobStore
    private let failure = Mutex<JobStoreError.Code?>(nil)

    init(_ inner: InMemoryJobStore) {
        self.inner = inner
    }

    /// Every call fails like this from now on; nil ends it.
    func fail(with code: JobStoreError.Code?) { self.failure.withLock { $0 = code } }

    private func check() throws(JobStoreError) {
        if let code = self.failure.withLock({ $0 }) { throw JobStoreError(code, "the disk is on fire") }
    }

    func insert(_ submission: JobSubmission) async throws(JobStoreError) -> JobInsertion {
        try self.check()
        return try await self.inner.insert(submission)
    }

    func claim(_ claim: JobClaim) async throws(JobStoreError) -> ClaimedJobs {
        try self.check()
        return try await self.inner.claim(claim)
    }

    func renew(
        _ leases: [HeldLease],
        owner: LeaseOwner,
        for duration: Duration
    ) async throws(JobStoreError) -> Set<JobID> {
        try self.check()
        return try await self.inner.renew(leases, owner: owner, for: duration)
    }

    func apply(_ change: JobChange) async throws(JobStoreError) -> Job {
        try self.check()
        return try await self.inner.apply(change)
    }

    func cancel(_ request: JobRequest) async throws(JobStoreError) -> Job {
        try self.check()
        return try await self.inner.cancel(request)
    }

    func retry(_ request: JobRequest) async throws(JobStoreError) -> Job {
        try self.check()
        return try await self.inner.retry(request)
    }

    func job(_ id: JobID) async throws(JobStoreError) -> JobDetails? {
        try self.check()
        return try await self.inner.job(id)
    }

    func page(_ query: JobListQuery) async throws(JobStoreError) -> JobListPage {
        try self.check()
        return try await self.inner.page(query)
    }

    func events(of id: JobID, after number: Int, limit: Int) async throws(JobStoreError) -> [JobEvent] {
        try self.check()
        return try await self.inner.events(of: id, after: number, limit: limit)
    }

    func feed(after position: FeedPosition, limit: Int) async throws(JobStoreError) -> FeedPage {
        try self.check()
        return try await self.inner.feed(after: position, limit: limit)
    }

    func feedEnd() async throws(JobStoreError) -> FeedPosition {
        try self.check()
        return try await self.inner.feedEnd()
    }

    func lastEvents(of ids: [JobID]) async throws(JobStoreError) -> [JobID: Int] {
        try self.check()
        return try await self.inner.lastEvents(of: ids)
    }

    func statistics() async throws(JobStoreError) -> JobStatistics {
        try self.check()
        return try await self.inner.statistics()
    }

    func deleteEnded(before moment: Timestamp, limit: Int) async throws(JobStoreError) -> Int {
        try self.check()
        return try await self.inner.deleteEnded(before: moment, limit: limit)
    }

    func settle(_ settlements: [CallSettlement]) async throws(JobStoreError) {
        try self.check()
        try await self.inner.settle(settlements)
    }

    func calls(of job: JobID) async throws(JobStoreError) -> [ModelCall] {
        try self.check()
        return try await self.inner.calls(of: job)
    }

    func totals(since moment: Timestamp) async throws(JobStoreError) -> [RouteTotals] {
        try self.check()
        return try await self.inner.totals(since: moment)
    }

    func value(for key: String) async throws(JobStoreError) -> SharedValue? {
        try self.check()
        return try await self.inner.value(for: key)
    }

    func values(withPrefix prefix: String) async throws(JobStoreError) -> [SharedValue] {
        try self.check()
        return try await self.inner.values(withPrefix: prefix)
    }

    func replace(
        _ key: String,
        with bytes: [UInt8]?,
        ifVersionIs version: Int64?,
        lifetime: Duration
    ) async throws(JobStoreError) -> Bool {
        try self.check()
        return try await self.inner.replace(key, with: bytes, ifVersionIs: version, lifetime: lifetime)
    }
}
