import JobsApplication
import JobsDomain

extension SQLiteTransaction {
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

    func delay(_ job: Job, by delay: Duration, at moment: SQLiteMoment) throws {
        try self.run(
            "UPDATE jobs SET boot = ?, not_before = ? WHERE sequence = ?",
            [moment.boot, moment.now + delay.milliseconds, job.facts.sequence]
        )
    }

    /// Writes what the rules changed, guarded once more by what the row was.
    func update(_ old: Job, to new: Job) throws {
        let state = new.state
        try self.run(
            """
            UPDATE jobs SET status = ?, run = ?, fence = ?, attempts = ?, starts_since_checkpoint = ?, lease_owner = ?,
                parked_ms = ?, current_step = ?, completed_steps = ?, is_degraded = ?, failure = ?, input_tokens = ?,
                output_tokens = ?, cost_nano_usd = ?, unpriced_calls = ?, calls = ?, unsettled_calls = ?,
                last_event = ?, last_command = ?, updated_at = ?, finished_at = ?
            WHERE sequence = ? AND fence = ? AND status = ?
            """,
            [
                state.status.code, state.run, state.fence.value, state.attempts, state.startsSinceCheckpoint,
                state.leaseOwner?.name, state.parked.milliseconds, state.currentStep, state.completedSteps,
                state.isDegraded, state.failure?.stored, state.usage.inputTokens, state.usage.outputTokens,
                state.usage.costNanoUSD, state.usage.unpricedCalls, state.usage.calls, state.usage.unsettledCalls,
                state.lastEvent, state.lastCommand, state.updatedAt.millisecondsSinceEpoch,
                state.finishedAt?.millisecondsSinceEpoch, old.facts.sequence, old.fence.value, old.status.code,
            ]
        )
        guard self.changedRows == 1 else {
            throw JobStoreError(.unusable, "job \(old.id) changed within a transaction")
        }
        guard old.status != state.status else { return }
        self.count(-1, queue: old.facts.queue, status: old.status)
        self.count(1, queue: old.facts.queue, status: state.status)
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
