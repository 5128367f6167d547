import JobsApplication
import JobsDomain

/// A process's connection to the store.
struct FaultyStore: JobStore, CallLedger, SharedState {
    let port: FaultyPort
    let database: Database

    func insert(_ submission: JobSubmission) async throws(JobStoreError) -> JobInsertion {
        try await self.port.call(.insert, submission.id.uuid.low) { () async throws(JobStoreError) in
            try await self.database.insert(submission)
        }
    }

    func claim(_ claim: JobClaim) async throws(JobStoreError) -> ClaimedJobs {
        let process = self.port.process
        self.port.world.requireTimelyClaim(process)
        process.lastFreeClaim = nil
        let claimed = try await self.port.call(.claim, UInt64(claim.limit)) { () async throws(JobStoreError) in
            try await self.database.claim(claim, by: process)
        }
        if claimed.jobs.count < claim.limit { process.lastFreeClaim = self.port.world.scheduler.now }
        return claimed
    }

    func renew(
        _ leases: [HeldLease],
        owner: LeaseOwner,
        for duration: Duration
    ) async throws(JobStoreError) -> Set<JobID> {
        try await self.port.call(.renew, UInt64(leases.count)) { () async throws(JobStoreError) in
            try await self.database.renew(leases, owner: owner, for: duration)
        }
    }

    func apply(_ change: JobChange) async throws(JobStoreError) -> Job {
        try await self.port.call(.apply, change.job.uuid.low) { () async throws(JobStoreError) in
            try await self.database.apply(change)
        }
    }

    func cancel(_ request: JobRequest) async throws(JobStoreError) -> Job {
        try await self.port.call(.cancel, request.job.uuid.low) { () async throws(JobStoreError) in
            try await self.database.cancel(request)
        }
    }

    func retry(_ request: JobRequest) async throws(JobStoreError) -> Job {
        try await self.port.call(.retry, request.job.uuid.low) { () async throws(JobStoreError) in
            try await self.database.retry(request)
        }
    }

    func settle(_ settlements: [CallSettlement]) async throws(JobStoreError) {
        try await self.port.call(.settle, settlements.first?.call.low ?? 0) { () async throws(JobStoreError) in
            try await self.database.settle(settlements)
        }
    }

    func job(_ id: JobID) async throws(JobStoreError) -> JobDetails? {
        try await self.port.call(.readJob, id.uuid.low) { () async throws(JobStoreError) in
            try await self.database.base.job(id)
        }
    }

    func page(_ query: JobListQuery) async throws(JobStoreError) -> JobListPage {
        try await self.port.call(.listJobs, UInt64(query.limit)) { () async throws(JobStoreError) in
            try await self.database.base.page(query)
        }
    }

    func events(of id: JobID, after number: Int, limit: Int) async throws(JobStoreError) -> [JobEvent] {
        try await self.port.call(.readEvents, id.uuid.low) { () async throws(JobStoreError) in
            try await self.database.base.events(of: id, after: number, limit: limit)
        }
    }

    func feed(after position: FeedPosition, limit: Int) async throws(JobStoreError) -> FeedPage {
        try await self.port.call(.readFeed, UInt64(limit)) { () async throws(JobStoreError) in
            try await self.database.base.feed(after: position, limit: limit)
        }
    }

    func feedEnd() async throws(JobStoreError) -> FeedPosition {
        try await self.port.call(.readFeed, 0) { () async throws(JobStoreError) in
            try await self.database.base.feedEnd()
        }
    }

    func lastEvents(of ids: [JobID]) async throws(JobStoreError) -> [JobID: Int] {
        try await self.port.call(.readEvents, UInt64(ids.count)) { () async throws(JobStoreError) in
            try await self.database.base.lastEvents(of: ids)
        }
    }

    func statistics() async throws(JobStoreError) -> JobStatistics {
        try await self.port.call(.statistics, 0) { () async throws(JobStoreError) in
            try await self.database.base.statistics()
        }
    }

    func calls(of job: JobID) async throws(JobStoreError) -> [ModelCall] {
        try await self.port.call(.readCalls, job.uuid.low) { () async throws(JobStoreError) in
            try await self.database.base.calls(of: job)
        }
    }

    func value(for key: String) async throws(JobStoreError) -> SharedValue? {
        try await self.port.call(.readShared, UInt64(key.utf8.count)) { () async throws(JobStoreError) in
            try await self.database.base.value(for: key)
        }
    }

    func values(withPrefix prefix: String) async throws(JobStoreError) -> [SharedValue] {
        try await self.port.call(.listShared, UInt64(prefix.utf8.count)) { () async throws(JobStoreError) in
            try await self.database.base.values(withPrefix: prefix)
        }
    }

    func replace(
        _ key: String,
        with bytes: [UInt8]?,
        ifVersionIs version: Int64?,
        lifetime: Duration
    ) async throws(JobStoreError) -> Bool {
        try await self.port.call(.replaceShared, UInt64(key.utf8.count)) { () async throws(JobStoreError) in
            try await self.database.base.replace(key, with: bytes, ifVersionIs: version, lifetime: lifetime)
        }
    }

    // Neither a service nor its worker makes these calls.

    func deleteEnded(before moment: Timestamp, limit: Int) async throws(JobStoreError) -> Int { 0 }

    func totals(since moment: Timestamp) async throws(JobStoreError) -> [RouteTotals] { [] }
}
