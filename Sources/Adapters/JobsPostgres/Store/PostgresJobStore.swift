public import JobsApplication
public import JobsDomain
public import Logging

/// A store in a PostgreSQL database (15 or newer), which any number of processes may share.
///
/// It uses seven connections at most, each with a thread of its own: one that commits, one that claims, four
/// that read; the bus of queue and signals has another. Prepared statements are used, so a pooler between has
/// to keep sessions apart. Every call has a time limit: with the server away, reads fail within a second or so
/// and writes within five, and after its return everything goes on by itself.
public final class PostgresJobStore: Sendable {
    let address: PostgresAddress
    private let clock = PostgresClock()
    private let writePath: PostgresWritePath
    private let claims: PostgresClaims
    private let reader: PostgresReader

    /// Connects and brings the schema up to date.
    ///
    /// - Throws: ``JobStoreError`` with code `unusable` if the user is refused, the database does not exist, may
    ///   not be written, or needs a newer build; `unavailable` if the server cannot be reached or is starting.
    public convenience init(_ address: PostgresAddress, logger: Logger) async throws(JobStoreError) {
        try await Self.migrate(address)
        self.init(migrated: address, logger: logger)
    }

    init(migrated address: PostgresAddress, logger: Logger) {
        self.address = address
        self.writePath = PostgresWritePath(address, clock: self.clock, logger: logger)
        self.claims = PostgresClaims(address, clock: self.clock, logger: logger)
        self.reader = PostgresReader(address, connections: 4, logger: logger)
    }

    /// Closes every connection. Calls after it fail with `unavailable`.
    public func close() {
        self.writePath.close()
        self.claims.close()
        self.reader.close()
    }

    /// Lets the store's clock run ahead of the server's. Only for tests of what time does.
    public func advanceClock(by duration: Duration) {
        self.clock.advance(by: duration)
    }

    /// How many transactions this store has committed, claims left out.
    public var commits: Int { self.writePath.commits }
}

extension PostgresJobStore: JobStore {
    public func insert(_ submission: JobSubmission) async throws(JobStoreError) -> JobInsertion {
        try await self.writePath.write { .insert(submission, $0) }
    }

    public func claim(_ claim: JobClaim) async throws(JobStoreError) -> ClaimedJobs {
        try await self.claims.claim(claim)
    }

    public func renew(
        _ leases: [HeldLease],
        owner: LeaseOwner,
        for duration: Duration
    ) async throws(JobStoreError) -> Set<JobID> {
        let renewal = PostgresCommand.LeaseRenewal(leases: leases, owner: owner, duration: duration)
        return try await self.writePath.write { .renew(renewal, $0) }
    }

    public func apply(_ change: JobChange) async throws(JobStoreError) -> Job {
        try await self.writePath.write { .change(change, $0) }
    }

    public func cancel(_ request: JobRequest) async throws(JobStoreError) -> Job {
        try await self.writePath.write { .cancel(request, $0) }
    }

    public func retry(_ request: JobRequest) async throws(JobStoreError) -> Job {
        try await self.writePath.write { .retry(request, $0) }
    }

    public func job(_ id: JobID) async throws(JobStoreError) -> JobDetails? {
        try await self.reader.job(id)
    }

    public func page(_ query: JobListQuery) async throws(JobStoreError) -> JobListPage {
        try await self.reader.page(query)
    }

    public func events(of id: JobID, after number: Int, limit: Int) async throws(JobStoreError) -> [JobEvent] {
        try await self.reader.events(of: id, after: number, limit: limit)
    }

    public func feed(after position: FeedPosition, limit: Int) async throws(JobStoreError) -> FeedPage {
        try await self.reader.feed(after: position, limit: limit)
    }

    public func feedEnd() async throws(JobStoreError) -> FeedPosition {
        try await self.reader.feedEnd()
    }

    public func lastEvents(of ids: [JobID]) async throws(JobStoreError) -> [JobID: Int] {
        try await self.reader.lastEvents(of: ids)
    }

    public func statistics() async throws(JobStoreError) -> JobStatistics {
        try await self.reader.statistics()
    }

    public func deleteEnded(before moment: Timestamp, limit: Int) async throws(JobStoreError) -> Int {
        try await self.writePath.write { .deleteEnded(before: moment, limit: limit, $0) }
    }
}

extension PostgresJobStore: CallLedger {
    public func settle(_ settlements: [CallSettlement]) async throws(JobStoreError) {
        try await self.writePath.write { .settle(settlements, $0) }
    }

    public func calls(of job: JobID) async throws(JobStoreError) -> [ModelCall] {
        try await self.reader.calls(of: job)
    }

    public func totals(since moment: Timestamp) async throws(JobStoreError) -> [RouteTotals] {
        try await self.reader.totals(since: moment)
    }
}

extension PostgresJobStore: SharedState {
    public func value(for key: String) async throws(JobStoreError) -> SharedValue? {
        try await self.reader.value(for: key, self.clock)
    }

    public func replace(
        _ key: String,
        with bytes: [UInt8]?,
        ifVersionIs version: Int64?,
        lifetime: Duration
    ) async throws(JobStoreError) -> Bool {
        let replacement = PostgresCommand.SharedReplacement(
            key: key,
            bytes: bytes,
            version: version,
            lifetime: lifetime
        )
        return try await self.writePath.write { .replace(replacement, $0) }
    }

    public func values(withPrefix prefix: String) async throws(JobStoreError) -> [SharedValue] {
        try await self.reader.values(withPrefix: prefix, self.clock)
    }
}
