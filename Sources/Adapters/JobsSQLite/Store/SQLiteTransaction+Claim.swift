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
            try self.update(job, to: started)
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
        let owners: [String?] = try self.rows(
            "SELECT DISTINCT lease_owner FROM jobs WHERE status = 1 AND queue = ?",
            [queue]
        ) { $0[0] }
        guard !owners.isEmpty else { return [] }
        let dead = isDead(Set(owners.compactMap { $0.map { LeaseOwner($0) } }))
        return try self.rows(
            """
            SELECT \(Job.columns), (lease_ends <= ? OR boot <> ?) FROM jobs
            WHERE status = 1 AND queue = ? ORDER BY priority, sequence
            """,
            [moment.now, moment.boot, queue]
        ) { row -> (job: Job, loss: LeaseLoss?)? in
            let job = try Job(row: row)
            guard claim.workflows.contains(job.facts.workflow) else { return nil }
            if row[Job.columnCount] as Bool { return (job, .expired) }
            guard let owner = job.state.leaseOwner, dead.contains(owner) else { return nil }
            return (job, .ownerDied)
        }.compactMap { $0 }
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
