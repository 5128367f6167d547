import JobsApplication
import JobsDomain

/// The statements that write what the rules decided, each for all jobs of the batch.
extension PostgresBatch {
    func writeJobs() {
        let changed = self.entries.values.filter { $0.job != $0.stored || $0.delay != nil }
            .sorted { $0.stored.facts.sequence < $1.stored.facts.sequence }
        if !changed.isEmpty { self.steps.append(Step(query: self.update(changed))) }
        if !self.events.isEmpty { self.steps.append(Step(query: self.insertEvents())) }
        if !self.checkpoints.isEmpty { self.steps.append(Step(query: self.insertCheckpoints())) }
        if !self.intents.isEmpty { self.steps.append(Step(query: self.insertIntents())) }
        if !self.settlements.isEmpty { self.steps.append(Step(query: self.updateSettlements())) }
        if !self.renewals.isEmpty { self.steps.append(Step(query: self.updateLeases())) }
        let moved = changed.filter { $0.job.status != $0.stored.status }
        if !moved.isEmpty { self.steps.append(Step(query: self.countMoves(moved))) }
    }

    /// Locks jobs and fails with a division by zero, which nothing else here can bring about, unless each is still what
    /// its writer knows: every change has a command of its own, but for late settlements, which change what was used.
    ///
    /// What arrives too late fails as well: its writer may have given it up, and settled what it was to begin.
    func requireUnchanged(_ jobs: [Job]) -> PostgresQuery {
        let usages = jobs.map(\.state.usage)
        return Self.requireUnchanged(
            .uuids(jobs.map(\.id.uuid)),
            .uuids(jobs.map(\.state.lastCommand)),
            .integers(jobs.map(\.fence.value)),
            .integers(usages.map { Int64($0.calls) }),
            .integers(usages.map { Int64($0.unsettledCalls) }),
            .integers(usages.map { Int64($0.inputTokens) }),
            .integers(usages.map { Int64($0.outputTokens) }),
            .integers(usages.map(\.costNanoUSD)),
            .integers(usages.map { Int64($0.unpricedCalls) }),
            .integer(jobs.count),
            self.clock.parameter,
            .integer(self.clock.deadline(within: PostgresConnection.callTimeout))
        )
    }

    private func update(_ entries: [Entry]) -> PostgresQuery {
        let states = entries.map(\.job.state)
        return Self.updateJobs(
            .integers(entries.map { $0.stored.facts.sequence }),
            .integers(states.map(\.status.code)),
            .integers(states.map { Int64($0.run) }),
            .integers(states.map(\.fence.value)),
            .integers(states.map { Int64($0.attempts) }),
            .integers(states.map { Int64($0.startsSinceCheckpoint) }),
            .texts(states.map { $0.leaseOwner?.name }),
            .integers(states.map(\.parked.milliseconds)),
            .texts(states.map(\.currentStep)),
            .integers(states.map { Int64($0.completedSteps) }),
            .bools(states.map(\.isDegraded)),
            .bytes(states.map { $0.failure?.json.serialized }),
            .integers(states.map { Int64($0.usage.inputTokens) }),
            .integers(states.map { Int64($0.usage.outputTokens) }),
            .integers(states.map(\.usage.costNanoUSD)),
            .integers(states.map { Int64($0.usage.unpricedCalls) }),
            .integers(states.map { Int64($0.usage.calls) }),
            .integers(states.map { Int64($0.usage.unsettledCalls) }),
            .integers(states.map { Int64($0.lastEvent) }),
            .uuids(states.map(\.lastCommand)),
            .integers(states.map(\.updatedAt.millisecondsSinceEpoch)),
            .integers(states.map { $0.finishedAt?.millisecondsSinceEpoch }),
            .integers(entries.map { $0.delay?.milliseconds }),
            self.clock.parameter
        )
    }

    private func insertEvents() -> PostgresQuery {
        Self.insertEvents(
            .integers(self.events.map(\.sequence)),
            .integers(self.events.map { Int64($0.event.number) }),
            .texts(self.events.map(\.event.kind.rawValue)),
            .integers(self.events.map(\.event.at.millisecondsSinceEpoch)),
            .texts(self.events.map(\.event.step)),
            .bytes(self.events.map(\.event.data))
        )
    }

    private func insertCheckpoints() -> PostgresQuery {
        Self.insertCheckpoints(
            .integers(self.checkpoints.map(\.sequence)),
            .texts(self.checkpoints.map(\.checkpoint.path.text)),
            .bytes(self.checkpoints.map(\.checkpoint.inputHash.bytes)),
            .bytes(self.checkpoints.map(\.checkpoint.output)),
            .bools(self.checkpoints.map(\.checkpoint.isDegraded))
        )
    }

    private func updateLeases() -> PostgresQuery {
        Self.updateLeases(
            .integers(self.renewals.map(\.sequence)),
            .integers(self.renewals.map(\.duration.milliseconds)),
            self.clock.parameter,
            .integer(self.clock.deadline(within: PostgresConnection.callTimeout))
        )
    }

    private func countMoves(_ entries: [Entry]) -> PostgresQuery {
        let queues = entries.map(\.stored.facts.queue)
        let count = entries.count
        return Self.insertCountChanges(
            .texts(queues + queues),
            .integers(entries.map(\.stored.status.code) + entries.map(\.job.status.code)),
            .integers([Int64](repeating: -1, count: count) + [Int64](repeating: 1, count: count))
        )
    }

    private static let requireUnchanged = PostgresStatement(
        name: "avo_require_unchanged",
        sql: """
            SELECT 1 / CASE WHEN count(*) = $10::bigint AND ($12::bigint IS NULL OR \(PostgresClock.now(11)) <= $12)
                THEN 1 ELSE 0 END
            FROM (
                SELECT j.id FROM jobs j
                JOIN unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                    $8::bigint[], $9::bigint[]) AS u(id, command, fence, calls, unsettled, input_tokens, output_tokens,
                    cost, unpriced) ON j.id = u.id
                WHERE j.last_command IS NOT DISTINCT FROM u.command AND j.fence = u.fence
                    AND j.calls = u.calls AND j.unsettled_calls = u.unsettled AND j.input_tokens = u.input_tokens
                    AND j.output_tokens = u.output_tokens AND j.cost_nano_usd = u.cost AND j.unpriced_calls = u.unpriced
                ORDER BY j.id FOR NO KEY UPDATE OF j
            ) unchanged
            """
    )
    private static let updateJobs = PostgresStatement(
        name: "avo_update_jobs",
        sql: """
            UPDATE jobs j SET status = u.status, run = u.run, fence = u.fence, attempts = u.attempts,
                starts_since_checkpoint = u.starts, lease_owner = u.lease_owner, parked_ms = u.parked,
                current_step = u.current_step, completed_steps = u.completed_steps, is_degraded = u.is_degraded,
                failure = u.failure, input_tokens = u.input_tokens, output_tokens = u.output_tokens,
                cost_nano_usd = u.cost, unpriced_calls = u.unpriced, calls = u.calls, unsettled_calls = u.unsettled,
                last_event = u.last_event, last_command = u.last_command, updated_at = u.updated_at,
                finished_at = u.finished_at,
                not_before = CASE WHEN u.delay IS NULL THEN j.not_before ELSE \(PostgresClock.now(24)) + u.delay END
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],
                $8::bigint[], $9::text[], $10::bigint[], $11::boolean[], $12::bytea[], $13::bigint[], $14::bigint[],
                $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[], $20::uuid[], $21::bigint[],
                $22::bigint[], $23::bigint[]) AS u(sequence, status, run, fence, attempts, starts, lease_owner, parked,
                current_step, completed_steps, is_degraded, failure, input_tokens, output_tokens, cost, unpriced, calls,
                unsettled, last_event, last_command, updated_at, finished_at, delay)
            WHERE j.sequence = u.sequence
            """
    )
    private static let insertEvents = PostgresStatement(
        name: "avo_insert_events",
        sql: """
            INSERT INTO events (job, number, kind, at, step, data)
            SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::bytea[])
            """
    )
    private static let insertCheckpoints = PostgresStatement(
        name: "avo_insert_checkpoints",
        sql: """
            INSERT INTO checkpoints (job, path, input_hash, output, is_degraded)
            SELECT c.job, c.path, c.input_hash, c.output, c.is_degraded
            FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::bytea[], $5::boolean[])
                WITH ORDINALITY AS c(job, path, input_hash, output, is_degraded, place)
            ORDER BY c.place
            ON CONFLICT (job, path, input_hash)
                DO UPDATE SET output = excluded.output, is_degraded = excluded.is_degraded
            """
    )
    private static let updateLeases = PostgresStatement(
        name: "avo_update_leases",
        sql: """
            UPDATE jobs j SET lease_ends = \(PostgresClock.now(3)) + r.duration
            FROM unnest($1::bigint[], $2::bigint[]) AS r(sequence, duration)
            WHERE j.sequence = r.sequence AND ($4::bigint IS NULL OR \(PostgresClock.now(3)) <= $4)
            """
    )
    private static let insertCountChanges = PostgresStatement(
        name: "avo_insert_count_changes",
        sql: """
            INSERT INTO job_count_changes (queue, status, change)
            SELECT u.queue, u.status, sum(u.change) FROM unnest($1::text[], $2::bigint[], $3::bigint[])
                AS u(queue, status, change)
            GROUP BY u.queue, u.status HAVING sum(u.change) <> 0
            """
    )
}
