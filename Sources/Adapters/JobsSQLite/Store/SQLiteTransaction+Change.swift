import JobsApplication
import JobsDomain

extension SQLiteTransaction {
    func apply(_ change: JobChange, at moment: SQLiteMoment) throws -> Result<Job, JobStoreError> {
        if let expected = change.expected, let changed = try self.apply(change, to: expected, at: moment) {
            return .success(changed)
        }
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
        guard try self.update(job, to: changed) else { throw Self.changedMeanwhile(job) }
        try self.write(change, events, of: job, at: moment)
        return .success(changed)
    }

    /// Applies a change to the job that its writer knows.
    ///
    /// - Returns: nil where the job is another one by now, or cannot take the change; then nothing was written.
    private func apply(_ change: JobChange, to expected: Job, at moment: SQLiteMoment) throws -> Job? {
        var changed = expected
        let events: [JobEvent]
        do throws(StaleFence) { events = try changed.apply(change) } catch { return nil }
        guard expected.id == change.job, try self.update(expected, to: changed) else { return nil }
        try self.write(change, events, of: expected, at: moment)
        return changed
    }

    /// Writes what a change brings beside the job itself.
    private func write(_ change: JobChange, _ events: [JobEvent], of job: Job, at moment: SQLiteMoment) throws {
        try self.append(events, sequence: job.facts.sequence)
        for checkpoint in change.checkpoints { try self.store(checkpoint, sequence: job.facts.sequence) }
        for intent in change.intents { try self.store(intent) }
        for settlement in change.settlements { _ = try self.note(settlement) }
        if let delay = change.requeueDelay { try self.delay(job, by: delay, at: moment) }
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
        let event: JobEvent?
        do throws(IllegalTransition) {
            event = try body(&changed)
        } catch {
            let message = "a \(error.status.rawValue) job cannot \(error.transition.rawValue)"
            return .failure(JobStoreError(.conflict, message, status: error.status))
        }
        guard let event else { return .success(job) }
        guard try self.update(job, to: changed) else { throw Self.changedMeanwhile(job) }
        try self.append([event], sequence: job.facts.sequence)
        try self.delay(job, by: .zero, at: moment)
        return .success(changed)
    }

    func delay(_ job: Job, by delay: Duration, at moment: SQLiteMoment) throws {
        try self.run(
            "UPDATE jobs SET boot = ?, not_before = ? WHERE sequence = ?",
            [moment.boot, moment.now + delay.milliseconds, job.facts.sequence]
        )
    }

    /// Writes what the rules changed, if the row is still what they were asked about: every change has a command of its
    /// own, but for late settlements, which change what was used.
    ///
    /// - Returns: whether it was.
    func update(_ old: Job, to new: Job) throws -> Bool {
        let usage = old.state.usage
        let state = new.state
        try self.run(
            """
            UPDATE jobs SET status = ?, run = ?, fence = ?, attempts = ?, starts_since_checkpoint = ?, lease_owner = ?,
                parked_ms = ?, current_step = ?, completed_steps = ?, is_degraded = ?, failure = ?, input_tokens = ?,
                output_tokens = ?, cost_nano_usd = ?, unpriced_calls = ?, calls = ?, unsettled_calls = ?,
                last_event = ?, last_command = ?, updated_at = ?, finished_at = ?
            WHERE sequence = ? AND last_command IS ? AND fence = ? AND status = ? AND calls = ? AND unsettled_calls = ?
                AND input_tokens = ? AND output_tokens = ? AND cost_nano_usd = ? AND unpriced_calls = ?
            """,
            [
                state.status.code, state.run, state.fence.value, state.attempts, state.startsSinceCheckpoint,
                state.leaseOwner?.name, state.parked.milliseconds, state.currentStep, state.completedSteps,
                state.isDegraded, state.failure?.stored, state.usage.inputTokens, state.usage.outputTokens,
                state.usage.costNanoUSD, state.usage.unpricedCalls, state.usage.calls, state.usage.unsettledCalls,
                state.lastEvent, state.lastCommand, state.updatedAt.millisecondsSinceEpoch,
                state.finishedAt?.millisecondsSinceEpoch, old.facts.sequence, old.state.lastCommand, old.fence.value,
                old.status.code, usage.calls, usage.unsettledCalls, usage.inputTokens, usage.outputTokens,
                usage.costNanoUSD, usage.unpricedCalls,
            ]
        )
        guard self.changedRows == 1 else { return false }
        guard old.status != state.status else { return true }
        self.count(-1, queue: old.facts.queue, status: old.status)
        self.count(1, queue: old.facts.queue, status: state.status)
        return true
    }

    static func changedMeanwhile(_ job: Job) -> JobStoreError {
        JobStoreError(.unusable, "job \(job.id) changed within a transaction")
    }

    func append(_ events: [JobEvent], sequence: Int64) throws {
        for event in events {
            try self.run(
                "INSERT INTO events (job, number, kind, at, step, data) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    sequence, event.number, event.kind.rawValue, event.at.millisecondsSinceEpoch, event.step,
                    event.data,
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
                sequence, checkpoint.path.text, checkpoint.inputHash.bytes, checkpoint.output,
                checkpoint.isDegraded,
            ]
        )
    }
}
