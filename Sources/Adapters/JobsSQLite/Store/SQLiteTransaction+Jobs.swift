import Foundation
import GRDB
import JobsApplication
import JobsDomain

/// A reading of the store's clock.
struct SQLiteMoment: Sendable {
    /// The number of the current boot in the table `boots`.
    let boot: Int64
    /// Milliseconds on the boot clock.
    let now: Int64
    /// Unix milliseconds.
    let wallNow: Int64
}

extension SQLiteTransaction {
    // MARK: - Insert

    func insert(_ submission: JobSubmission, at moment: SQLiteMoment) throws -> Result<JobInsertion, JobStoreError> {
        if let existing = try self.job(submission.id) { return .success(existing.insertion(isReplay: false)) }
        if let key = submission.idempotency, let answer = try self.replay(key, of: submission, at: moment) {
            return answer
        }
        // The columns that the rules decide are written by the job itself, once it knows its sequence.
        try self.run(
            """
            INSERT INTO jobs (id, owner, queue, priority, workflow, workflow_version, total_steps, language, traceparent,
                created_at, status, run, fence, attempts, starts_since_checkpoint, parked_ms, completed_steps,
                is_degraded, input_tokens, output_tokens, cost_nano_usd, unpriced_calls, calls, last_event,
                last_command, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ?, ?)
            """,
            [
                submission.id.uuid.data, submission.owner, submission.queue, submission.priority,
                submission.workflow.name, submission.workflow.version, submission.totalSteps, submission.language,
                submission.traceparent, submission.createdAt.millisecondsSinceEpoch, submission.id.uuid.data,
                submission.createdAt.millisecondsSinceEpoch,
            ]
        )
        let (job, event) = Job.created(submission.facts(sequence: self.db.lastInsertedRowID))
        try self.run(
            "INSERT INTO job_payloads (job, input, metadata) VALUES (?, ?, ?)",
            [job.facts.sequence, Data(submission.input), Data(submission.metadata)]
        )
        try self.append([event], sequence: job.facts.sequence)
        self.count(1, queue: job.facts.queue, status: .pending)
        if let key = submission.idempotency { try self.store(key, of: submission, at: moment) }
        return .success(job.insertion(isReplay: false))
    }

    /// The answer for a key that was used before and still holds.
    private func replay(
        _ key: IdempotencyKey,
        of submission: JobSubmission,
        at moment: SQLiteMoment
    ) throws -> Result<JobInsertion, JobStoreError>? {
        let row = try self.row(
            "SELECT fingerprint, job FROM idempotency_keys WHERE owner = ? AND key = ? AND expires_at > ?",
            [submission.owner, key.key, moment.wallNow]
        )
        guard let row, let job = try self.job(JobID(try UUIDv7(data: row[1]))) else { return nil }
        guard row[0] as Data == Data(key.fingerprint.bytes) else {
            return .failure(JobStoreError(.idempotencyConflict, "the key was used with other fields"))
        }
        return .success(job.insertion(isReplay: true))
    }

    private func store(_ key: IdempotencyKey, of submission: JobSubmission, at moment: SQLiteMoment) throws {
        try self.run(
            "INSERT OR REPLACE INTO idempotency_keys (owner, key, fingerprint, job, expires_at) VALUES (?, ?, ?, ?, ?)",
            [
                submission.owner, key.key, Data(key.fingerprint.bytes), submission.id.uuid.data,
                moment.wallNow + key.lifetime.milliseconds,
            ]
        )
    }

    // MARK: - Claim

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
        return try self.rows("SELECT DISTINCT queue FROM job_counts", []).map { $0[0] }
    }

    /// The first jobs of a queue that wait and are due.
    private func pending(in queue: String, _ claim: JobClaim, at moment: SQLiteMoment) throws -> [Job] {
        let workflows = claim.workflows.map { ($0.name, $0.version) }
        let pairs = workflows.map { _ in "(?, ?)" }.joined(separator: ", ")
        guard !pairs.isEmpty else { return [] }
        var arguments: StatementArguments = [queue, moment.now, moment.boot]
        for (name, version) in workflows { arguments += [name, version] }
        arguments += [claim.limit]
        return try self.rows(
            """
            SELECT \(Job.columns) FROM jobs
            WHERE status = 0 AND queue = ? AND (not_before <= ? OR boot <> ?)
                AND (workflow, workflow_version) IN (VALUES \(pairs))
            ORDER BY priority, sequence LIMIT ?
            """,
            arguments
        ).map { try Job(row: $0) }
    }

    /// The jobs of a queue whose lease is void: run out, of another boot, or of a process that is gone.
    private func abandoned(
        in queue: String,
        _ claim: JobClaim,
        at moment: SQLiteMoment,
        deadOwners isDead: (Set<LeaseOwner>) -> Set<LeaseOwner>
    ) throws -> [(job: Job, loss: LeaseLoss?)] {
        let owners = try self.rows(
            "SELECT DISTINCT lease_owner FROM jobs WHERE status = 1 AND queue = ?",
            [queue]
        ).compactMap { ($0[0] as String?).map { LeaseOwner($0) } }
        guard !owners.isEmpty else { return [] }
        let dead = isDead(Set(owners))
        let rows = try self.rows(
            """
            SELECT \(Job.columns), (lease_ends <= ? OR boot <> ?) FROM jobs
            WHERE status = 1 AND queue = ? ORDER BY priority, sequence
            """,
            [moment.now, moment.boot, queue]
        )
        return try rows.compactMap { row in
            let job = try Job(row: row)
            guard claim.workflows.contains(job.facts.workflow) else { return nil }
            if row[31] as Bool { return (job, .expired) }
            guard let owner = job.state.leaseOwner, dead.contains(owner) else { return nil }
            return (job, .ownerDied)
        }
    }

    private func claimed(_ job: Job) throws -> ClaimedJob {
        guard let input = try self.row("SELECT input FROM job_payloads WHERE job = ?", [job.facts.sequence]) else {
            throw JobStoreError(.unusable, "the database lost the input of job \(job.id)")
        }
        return ClaimedJob(job: job, input: Array(input[0] as Data), checkpoints: try self.checkpoints(of: job))
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
                    moment.boot, moment.now + duration.milliseconds, lease.job.uuid.data, owner.name,
                    lease.fence.value,
                ]
            )
            if self.db.changesCount == 0 { lost.insert(lease.job) }
        }
        return lost
    }

    // MARK: - Change

    func apply(_ change: JobChange, at moment: SQLiteMoment) throws -> Result<Job, JobStoreError> {
        guard let job = try self.job(change.job) else {
            try self.settle(change.settlements)
            return .failure(JobStoreError(.notFound, "there is no job \(change.job)"))
        }
        if job.state.lastCommand == change.command { return .success(job) }
        var changed = job
        let events: [JobEvent]
        do throws(StaleFence) {
            events = try changed.apply(change)
        } catch {
            try self.settle(change.settlements)
            return .failure(
                JobStoreError(.staleFence, "fence \(error.given) is stale, \(error.current) is current")
            )
        }
        try self.update(job, to: changed)
        try self.append(events, sequence: job.facts.sequence)
        for checkpoint in change.checkpoints { try self.store(checkpoint, sequence: job.facts.sequence) }
        for intent in change.intents { try self.store(intent) }
        for settlement in change.settlements { _ = try self.note(settlement) }
        if let delay = change.requeueDelay { try self.delay(job, by: delay, at: moment) }
        return .success(changed)
    }

    func change(
        _ request: JobRequest,
        at moment: SQLiteMoment,
        _ body: (inout Job) throws(IllegalTransition) -> JobEvent?
    ) throws -> Result<Job, JobStoreError> {
        guard let job = try self.job(request.job) else {
            return .failure(JobStoreError(.notFound, "there is no job \(request.job)"))
        }
        guard job.state.lastCommand != request.command else { return .success(job) }
        var changed = job
        do throws(IllegalTransition) {
            guard let event = try body(&changed) else { return .success(job) }
            do {
                try self.update(job, to: changed)
                try self.append([event], sequence: job.facts.sequence)
                try self.delay(job, by: .zero, at: moment)
            } catch { return .failure(JobStoreError(sqlite: error)) }
        } catch {
            let message = "a \(error.status.rawValue) job cannot \(error.transition.rawValue)"
            return .failure(JobStoreError(.conflict, message, status: error.status))
        }
        return .success(changed)
    }

    private func delay(_ job: Job, by delay: Duration, at moment: SQLiteMoment) throws {
        try self.run(
            "UPDATE jobs SET boot = ?, not_before = ? WHERE sequence = ?",
            [moment.boot, moment.now + delay.milliseconds, job.facts.sequence]
        )
    }

    /// Writes what the rules changed, guarded once more by what the row was.
    private func update(_ old: Job, to new: Job) throws {
        let state = new.state
        try self.run(
            """
            UPDATE jobs SET status = ?, run = ?, fence = ?, attempts = ?, starts_since_checkpoint = ?, lease_owner = ?,
                parked_ms = ?, current_step = ?, completed_steps = ?, is_degraded = ?, failure = ?, input_tokens = ?,
                output_tokens = ?, cost_nano_usd = ?, unpriced_calls = ?, calls = ?, last_event = ?, last_command = ?,
                updated_at = ?, finished_at = ?
            WHERE sequence = ? AND fence = ? AND status = ?
            """,
            [
                state.status.code, state.run, state.fence.value, state.attempts, state.startsSinceCheckpoint,
                state.leaseOwner?.name, state.parked.milliseconds, state.currentStep, state.completedSteps,
                state.isDegraded, state.failure?.stored, state.usage.inputTokens, state.usage.outputTokens,
                state.usage.costNanoUSD, state.usage.unpricedCalls, state.usage.calls, state.lastEvent,
                state.lastCommand?.data, state.updatedAt.millisecondsSinceEpoch,
                state.finishedAt?.millisecondsSinceEpoch, old.facts.sequence, old.fence.value, old.status.code,
            ]
        )
        guard self.db.changesCount == 1 else {
            throw JobStoreError(.unusable, "job \(old.id) changed within a transaction")
        }
        guard old.status != state.status else { return }
        self.count(-1, queue: old.facts.queue, status: old.status)
        self.count(1, queue: old.facts.queue, status: state.status)
    }

    private func append(_ events: [JobEvent], sequence: Int64) throws {
        for event in events {
            try self.run(
                "INSERT INTO events (job, number, kind, at, step, data) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    sequence, event.number, event.kind.rawValue, event.at.millisecondsSinceEpoch, event.step,
                    event.data.map { Data($0) },
                ]
            )
        }
    }

    private func store(_ checkpoint: Checkpoint, sequence: Int64) throws {
        try self.run(
            """
            INSERT INTO checkpoints (job, path, input_hash, output, is_degraded) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (job, path, input_hash) DO UPDATE
                SET output = excluded.output, is_degraded = excluded.is_degraded
            """,
            [
                sequence, checkpoint.path.text, Data(checkpoint.inputHash.bytes), Data(checkpoint.output),
                checkpoint.isDegraded,
            ]
        )
    }

    // MARK: - Read

    func job(_ id: JobID) throws -> Job? {
        try self.row("SELECT \(Job.columns) FROM jobs WHERE id = ?", [id.uuid.data]).map { try Job(row: $0) }
    }

    func checkpoints(of job: Job) throws -> [Checkpoint] {
        try self.rows(
            "SELECT path, input_hash, output, is_degraded FROM checkpoints WHERE job = ? ORDER BY position",
            [job.facts.sequence]
        ).map { row in
            Checkpoint(
                path: StepPath(storedText: row[0]),
                inputHash: SHA256Digest(storedBytes: Array(row[1] as Data)),
                output: Array(row[2] as Data),
                isDegraded: row[3]
            )
        }
    }

    func details(of job: Job) throws -> JobDetails {
        let metadata = try self.row("SELECT metadata FROM job_payloads WHERE job = ?", [job.facts.sequence])
        return JobDetails(
            job: job,
            metadata: metadata.map { Array($0[0] as Data) } ?? Array("{}".utf8),
            checkpoints: try self.checkpoints(of: job).filter(\.path.isTopLevel)
        )
    }

    func list(_ query: JobListQuery) throws -> [JobDetails] {
        var conditions = ["owner = ?", "sequence < ?"]
        var arguments: StatementArguments = [query.owner, query.before ?? .max]
        if let status = query.status {
            conditions.append("status = ?")
            arguments += [status.code]
        }
        if let workflow = query.workflow {
            conditions.append("workflow = ?")
            arguments += [workflow]
        }
        arguments += [query.limit]
        let condition = conditions.joined(separator: " AND ")
        return try self.rows(
            "SELECT \(Job.columns) FROM jobs WHERE \(condition) ORDER BY sequence DESC LIMIT ?",
            arguments
        ).map { try self.details(of: try Job(row: $0)) }
    }

    func events(of id: JobID, after number: Int, limit: Int) throws -> [JobEvent] {
        try self.rows(
            """
            SELECT number, kind, at, step, data FROM events
            WHERE job = (SELECT sequence FROM jobs WHERE id = ?) AND number > ? ORDER BY number LIMIT ?
            """,
            [id.uuid.data, number, limit]
        ).map { row in
            guard let kind = JobEvent.Kind(rawValue: row[1]) else {
                throw JobStoreError(.unusable, "the database holds an unknown kind of event")
            }
            return JobEvent(
                job: id,
                number: row[0],
                kind: kind,
                at: Timestamp(millisecondsSinceEpoch: row[2]),
                step: row[3],
                data: (row[4] as Data?).map { Array($0) }
            )
        }
    }

    func statistics() throws -> JobStatistics {
        var counts: [String: [JobStatus: Int]] = [:]
        var oldest: Job?
        for row in try self.rows("SELECT queue, status, jobs FROM job_counts", []) {
            counts[row[0], default: [:]][try JobStatus(code: row[1])] = row[2]
        }
        for queue in counts.keys {
            let first = try self.row(
                "SELECT \(Job.columns) FROM jobs WHERE status = 0 AND queue = ? ORDER BY priority, sequence LIMIT 1",
                [queue]
            ).map { try Job(row: $0) }
            guard let first else { continue }
            if first.facts.sequence < oldest?.facts.sequence ?? .max { oldest = first }
        }
        return JobStatistics(
            counts: counts,
            oldestWaiting: oldest.map { JobStatistics.OldestWaiting(job: $0.id, since: $0.facts.createdAt) }
        )
    }

    func deleteEnded(before moment: Timestamp, limit: Int, wallNow: Int64) throws -> Int {
        let jobs = try self.rows(
            """
            SELECT \(Job.columns) FROM jobs WHERE finished_at IS NOT NULL AND finished_at < ? AND status >= 2
            ORDER BY finished_at LIMIT ?
            """,
            [moment.millisecondsSinceEpoch, limit]
        ).map { try Job(row: $0) }
        for job in jobs {
            for table in ["events", "checkpoints", "job_payloads"] {
                try self.run("DELETE FROM \(table) WHERE job = ?", [job.facts.sequence])
            }
            try self.run("DELETE FROM jobs WHERE sequence = ?", [job.facts.sequence])
            self.count(-1, queue: job.facts.queue, status: job.status)
        }
        try self.run("DELETE FROM idempotency_keys WHERE expires_at <= ?", [wallNow])
        return jobs.count
    }
}

extension Job {
    fileprivate func insertion(isReplay: Bool) -> JobInsertion {
        JobInsertion(id: self.id, sequence: self.facts.sequence, isReplay: isReplay)
    }
}
