import JobsApplication
import JobsDomain

extension SQLiteTransaction {
    func insert(_ submission: JobSubmission, at moment: SQLiteMoment) throws -> Result<JobInsertion, JobStoreError> {
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
            ON CONFLICT (id) DO NOTHING
            """,
            [
                submission.id.uuid, submission.owner, submission.queue, submission.priority,
                submission.workflow.name, submission.workflow.version, submission.totalSteps, submission.language,
                submission.traceparent, submission.createdAt.millisecondsSinceEpoch, submission.id.uuid,
                submission.createdAt.millisecondsSinceEpoch,
            ]
        )
        // The same command once more, after a commit whose outcome nobody knew.
        if self.changedRows == 0, let existing = try self.job(submission.id) {
            return .success(existing.insertion(isReplay: false))
        }
        let (job, event) = Job.created(submission.facts(sequence: self.insertedRow))
        try self.run(
            "INSERT INTO job_payloads (job, input, metadata) VALUES (?, ?, ?)",
            [job.facts.sequence, submission.input, submission.metadata]
        )
        if let title = submission.title {
            try self.run(
                "INSERT INTO job_titles (owner, job, title) VALUES (?, ?, ?)",
                [submission.owner, job.facts.sequence, SearchText(title).folded]
            )
        }
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
        let found = try self.row(
            "SELECT fingerprint, job FROM idempotency_keys WHERE owner = ? AND key = ? AND expires_at > ?",
            [submission.owner, key.key, moment.wallNow]
        ) { row in (fingerprint: row[0] as [UInt8], job: JobID(try row.identifier(1))) }
        guard let found, let job = try self.job(found.job) else { return nil }
        guard found.fingerprint == key.fingerprint.bytes else {
            return .failure(JobStoreError(.idempotencyConflict, "the key was used with other fields"))
        }
        return .success(job.insertion(isReplay: job.id != submission.id))
    }

    private func store(_ key: IdempotencyKey, of submission: JobSubmission, at moment: SQLiteMoment) throws {
        try self.run(
            "INSERT OR REPLACE INTO idempotency_keys (owner, key, fingerprint, job, expires_at) VALUES (?, ?, ?, ?, ?)",
            [
                submission.owner, key.key, key.fingerprint.bytes, submission.id.uuid,
                moment.wallNow + key.lifetime.milliseconds,
            ]
        )
    }
}

extension Job {
    fileprivate func insertion(isReplay: Bool) -> JobInsertion {
        JobInsertion(id: self.id, sequence: self.facts.sequence, isReplay: isReplay)
    }
}
