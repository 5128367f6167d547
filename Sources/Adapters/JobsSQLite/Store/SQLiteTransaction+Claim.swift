import JobsApplication
import JobsDomain

extension SQLiteTransaction {
    /// - Parameter isDead: tells which lease owners are gone.
    func claim(
        _ claim: JobClaim,
        at moment: SQLiteMoment,
        deadOwners isDead: (Set<LeaseOwner>) -> Set<LeaseOwner>
    ) throws -> ClaimedJobs {
        var candidates: [(job: Job, loss: LeaseLoss?)] = []
        for queue in try self.queues(of: claim) {
            candidates += try self.pending(in: queue, claim, at: moment).map { ($0, nil) }
            candidates += try self.abandoned(in: queue, claim, at: moment, deadOwners: isDead)
        }
        candidates.sort { lhs, rhs in
            (lhs.job.facts.priority, lhs.job.facts.sequence) < (rhs.job.facts.priority, rhs.job.facts.sequence)
        }
        var claimed: [ClaimedJob] = []
        var exhausted: [JobID] = []
        for (job, loss) in candidates where claimed.count < claim.limit {
            var started = job
            let events = try started.start(claim.start, recoveringFrom: loss)
            guard try self.update(job, to: started) else { throw Self.changedMeanwhile(job) }
            try self.append(events, sequence: job.facts.sequence)
            guard started.status == .processing else {
                exhausted.append(job.id)
                continue
            }
            try self.run(
                "UPDATE jobs SET boot = ?, lease_ends = ? WHERE sequence = ?",
                [moment.boot, moment.now + claim.lease.milliseconds, job.facts.sequence]
            )
            claimed.append(try self.claimed(started))
        }
        return ClaimedJobs(jobs: claimed, exhausted: exhausted)
    }

    private func queues(of claim: JobClaim) throws -> [String] {
        if let queues = claim.queues { return queues.sorted() }
        return try self.rows("SELECT DISTINCT queue FROM job_counts", []) { $0[0] }
    }

    /// The first jobs of a queue that wait and are due.
    private func pending(in queue: String, _ claim: JobClaim, at moment: SQLiteMoment) throws -> [Job] {
        let workflows = claim.workflows.map { ($0.name, $0.version) }
        let pairs = workflows.map { _ in "(?, ?)" }.joined(separator: ", ")
        guard !pairs.isEmpty else { return [] }
        var arguments: [any SQLiteBindable] = [queue, moment.now, moment.boot]
        for (name, version) in workflows { arguments += [name, version] as [any SQLiteBindable] }
        arguments.append(claim.limit)
        return try self.rows(
            """
            SELECT \(Job.columns) FROM jobs
            WHERE status = 0 AND queue = ? AND (not_before <= ? OR boot <> ?)
                AND (workflow, workflow_version) IN (VALUES \(pairs))
            ORDER BY priority, sequence LIMIT ?
            """,
            arguments
        ) { try Job(row: $0) }
    }

    /// The jobs of a queue whose lease is void: run out, of another boot, or of a process that is gone.
    private func abandoned(
        in queue: String,
        _ claim: JobClaim,
        at moment: SQLiteMoment,
        deadOwners isDead: (Set<LeaseOwner>) -> Set<LeaseOwner>
    ) throws -> [(job: Job, loss: LeaseLoss?)] {
        let owners = try self.leaseOwners(in: queue)
        guard !owners.isEmpty else { return [] }
        let dead = isDead(Set(owners))
        var found: [(job: Job, loss: LeaseLoss?)] = []
        for owner in owners {
            if dead.contains(owner) {
                found += try self.held(by: owner, in: queue, at: moment)
            } else {
                found += try self.held(
                    by: owner,
                    in: queue,
                    at: moment,
                    where: Self.leasesOfEarlierBoots,
                    [moment.boot]
                )
                found += try self.held(by: owner, in: queue, at: moment, where: Self.leasesOfLaterBoots, [moment.boot])
                found += try self.held(
                    by: owner,
                    in: queue,
                    at: moment,
                    where: Self.endedLeases,
                    [moment.boot, moment.now]
                )
            }
        }
        return found.filter { claim.workflows.contains($0.job.facts.workflow) }
    }

    /// Who holds leases in a queue. From one owner to the next along the index, however many jobs each of them holds.
    private func leaseOwners(in queue: String) throws -> [LeaseOwner] {
        try self.rows(Self.leaseOwners, [queue]) { LeaseOwner($0[0]) }
    }

    static let leaseOwners = """
        WITH RECURSIVE owners (name) AS (
            SELECT min(lease_owner) FROM jobs WHERE status = 1 AND queue = ?1
            UNION ALL
            SELECT (SELECT min(lease_owner) FROM jobs WHERE status = 1 AND queue = ?1 AND lease_owner > name)
            FROM owners WHERE name IS NOT NULL
        )
        SELECT name FROM owners WHERE name IS NOT NULL
        """

    /// The jobs that an owner holds, each with why its lease is void, where it is void even if the owner lives.
    private func held(
        by owner: LeaseOwner,
        in queue: String,
        at moment: SQLiteMoment,
        where condition: String = SQLiteTransaction.anyLease,
        _ values: [Int64] = []
    ) throws -> [(job: Job, loss: LeaseLoss?)] {
        try self.rows(
            Self.leases(where: condition),
            [moment.now, moment.boot, queue, owner.name] + values
        ) { row in (try Job(row: row), row[Job.columnCount] ? .expired : .ownerDied) }
    }

    static let anyLease = "true"
    static let leasesOfEarlierBoots = "boot < ?"
    static let leasesOfLaterBoots = "boot > ?"
    static let endedLeases = "boot = ? AND lease_ends <= ?"

    static func leases(where condition: String) -> String {
        """
        SELECT \(Job.columns), (lease_ends <= ? OR boot <> ?) FROM jobs
        WHERE status = 1 AND queue = ? AND lease_owner = ? AND \(condition)
        """
    }

    private func claimed(_ job: Job) throws -> ClaimedJob {
        let input: [UInt8]? = try self.row(
            "SELECT input FROM job_payloads WHERE job = ?",
            [job.facts.sequence]
        ) { $0[0] }
        guard let input else {
            throw JobStoreError(.unusable, "the database lost the input of job \(job.id)")
        }
        return ClaimedJob(job: job, input: input, checkpoints: try self.checkpoints(of: job))
    }

    func renew(_ leases: [HeldLease], owner: LeaseOwner, for duration: Duration, at moment: SQLiteMoment) throws -> Set<
        JobID
    > {
        var lost: Set<JobID> = []
        for lease in leases {
            try self.run(
                """
                UPDATE jobs SET boot = ?, lease_ends = ?
                WHERE id = ? AND status = 1 AND lease_owner = ? AND fence = ?
                """,
                [
                    moment.boot, moment.now + duration.milliseconds, lease.job.uuid, owner.name,
                    lease.fence.value,
                ]
            )
            if self.changedRows == 0 { lost.insert(lease.job) }
        }
        return lost
    }
}
