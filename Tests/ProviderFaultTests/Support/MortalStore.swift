import JobsApplication
import JobsDomain
import JobsInMemory
import Synchronization

/// A process's connection to the store that ends with the process: from then on nothing of it reaches the store.
final class MortalStore: Sendable {
    private let base: InMemoryJobStore
    private let isDead = Mutex(false)

    init(_ base: InMemoryJobStore) {
        self.base = base
    }

    func die() { self.isDead.withLock { $0 = true } }

    private func alive() throws(JobStoreError) -> InMemoryJobStore {
        if self.isDead.withLock({ $0 }) { throw JobStoreError(.unavailable, "the process is dead") }
        return self.base
    }
}

extension MortalStore: JobStore {
    func insert(_ submission: JobSubmission) async throws(JobStoreError) -> JobInsertion {
        try await self.alive().insert(submission)
    }

    func claim(_ claim: JobClaim) async throws(JobStoreError) -> ClaimedJobs { try await self.alive().claim(claim) }

    func renew(
        _ leases: [HeldLease],
        owner: LeaseOwner,
        for duration: Duration
    ) async throws(JobStoreError) -> Set<JobID> {
        try await self.alive().renew(leases, owner: owner, for: duration)
    }

    func apply(_ change: JobChange) async throws(JobStoreError) -> Job { try await self.alive().apply(change) }

    func cancel(_ request: JobRequest) async throws(JobStoreError) -> Job { try await self.alive().cancel(request) }

    func retry(_ request: JobRequest) async throws(JobStoreError) -> Job { try await self.alive().retry(request) }

    func job(_ id: JobID) async throws(JobStoreError) -> JobDetails? { try await self.alive().job(id) }

    func page(_ query: JobListQuery) async throws(JobStoreError) -> JobListPage { try await self.alive().page(query) }

    func events(of id: JobID, after number: Int, limit: Int) async throws(JobStoreError) -> [JobEvent] {
        try await self.alive().events(of: id, after: number, limit: limit)
    }

    func feed(after position: FeedPosition, limit: Int) async throws(JobStoreError) -> FeedPage {
        try await self.alive().feed(after: position, limit: limit)
    }

    func feedEnd() async throws(JobStoreError) -> FeedPosition { try await self.alive().feedEnd() }

    func lastEvents(of ids: [JobID]) async throws(JobStoreError) -> [JobID: Int] {
        try await self.alive().lastEvents(of: ids)
    }

    func statistics() async throws(JobStoreError) -> JobStatistics { try await self.alive().statistics() }

    func deleteEnded(before moment: Timestamp, limit: Int) async throws(JobStoreError) -> Int {
        try await self.alive().deleteEnded(before: moment, limit: limit)
    }
}

extension MortalStore: CallLedger {
    func settle(_ settlements: [CallSettlement]) async throws(JobStoreError) {
        try await self.alive().settle(settlements)
    }

    func calls(of job: JobID) async throws(JobStoreError) -> [ModelCall] { try await self.alive().calls(of: job) }

    func totals(since moment: Timestamp) async throws(JobStoreError) -> [RouteTotals] {
        try await self.alive().totals(since: moment)
    }
}

extension MortalStore: SharedState {
    func value(for key: String) async throws(JobStoreError) -> SharedValue? { try await self.alive().value(for: key) }

    func replace(
        _ key: String,
        with bytes: [UInt8]?,
        ifVersionIs version: Int64?,
        lifetime: Duration
    ) async throws(JobStoreError) -> Bool {
        try await self.alive().replace(key, with: bytes, ifVersionIs: version, lifetime: lifetime)
    }

    func values(withPrefix prefix: String) async throws(JobStoreError) -> [SharedValue] {
        try await self.alive().values(withPrefix: prefix)
    }
}
