import JobsApplication
import JobsDomain

/// The one store of a world, at the far end of every process's ``FaultyStore``. Shows every commit to the
/// world's history.
struct Database {
    let base: any JobStore & CallLedger & SharedState
    unowned let world: World

    func insert(_ submission: JobSubmission) async throws(JobStoreError) -> JobInsertion {
        let insertion = try await self.base.insert(submission)
        self.world.history.inserted(submission, insertion)
        return insertion
    }

    func claim(_ claim: JobClaim, by process: SimulatedProcess) async throws(JobStoreError) -> ClaimedJobs {
        let claimed = try await self.base.claim(claim)
        let now = self.world.scheduler.now
        for loss in self.world.history.claimed(claim, claimed, by: process.lane, now: now) {
            self.world.requireCause(of: loss, lease: claim.lease.microseconds)
        }
        return claimed
    }

    func renew(
        _ leases: [HeldLease],
        owner: LeaseOwner,
        for duration: Duration
    ) async throws(JobStoreError) -> Set<JobID> {
        let lost = try await self.base.renew(leases, owner: owner, for: duration)
        self.world.history.renewed(leases, lost: lost, for: duration, now: self.world.scheduler.now)
        return lost
    }

    func apply(_ change: JobChange) async throws(JobStoreError) -> Job {
        do throws(JobStoreError) {
            let job = try await self.base.apply(change)
            self.world.history.applied(change, job, now: self.world.scheduler.now)
            return job
        } catch {
            // Settlements of a refused change are kept.
            self.world.history.settled(change.settlements)
            throw error
        }
    }

    func cancel(_ request: JobRequest) async throws(JobStoreError) -> Job {
        let job = try await self.base.cancel(request)
        self.world.history.cancelled(job, now: self.world.scheduler.now)
        return job
    }

    func retry(_ request: JobRequest) async throws(JobStoreError) -> Job {
        let job = try await self.base.retry(request)
        self.world.history.retried(request, job)
        return job
    }

    func settle(_ settlements: [CallSettlement]) async throws(JobStoreError) {
        try await self.base.settle(settlements)
        self.world.history.settled(settlements)
    }
}
