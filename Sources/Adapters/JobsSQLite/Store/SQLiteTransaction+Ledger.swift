import JobsApplication
import JobsDomain

extension SQLiteTransaction {
    func store(_ intent: CallIntent) throws {
        try self.run(
            """
            INSERT INTO calls (call, job, run, step, provider, model, prompt_version, schema_version, intended_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                intent.call, intent.job.uuid, intent.run, intent.step.text, intent.provider, intent.model,
                intent.promptVersion, intent.schemaVersion, intent.at.millisecondsSinceEpoch,
            ]
        )
    }

    /// Keeps a settlement; false where the call is settled already or was never intended.
    func note(_ settlement: CallSettlement) throws -> Bool {
        try self.run(
            """
            UPDATE calls SET outcome = ?, error_code = ?, reported_model = ?, request_id = ?, status = ?,
                input_tokens = ?, cached_input_tokens = ?, cache_write_tokens = ?, output_tokens = ?,
                reasoning_tokens = ?, cost_nano_usd = ?, price_version = ?, duration_ms = ?, settled_at = ?
            WHERE call = ? AND outcome IS NULL
            """,
            [
                settlement.outcome.rawValue, settlement.errorCode, settlement.reportedModel, settlement.requestID,
                settlement.status, settlement.usage.inputTokens, settlement.usage.cachedInputTokens,
                settlement.usage.cacheWriteTokens, settlement.usage.outputTokens, settlement.usage.reasoningTokens,
                settlement.costNanoUSD, settlement.priceVersion, settlement.durationMilliseconds,
                settlement.at.millisecondsSinceEpoch, settlement.call,
            ]
        )
        return self.changedRows == 1
    }

    /// Keeps settlements whose writer does not own the job any more, and counts what the calls used.
    func settle(_ settlements: [CallSettlement]) throws {
        for settlement in settlements {
            guard try self.note(settlement), var job = try self.job(settlement.job) else { continue }
            job.settle([settlement])
            let usage = job.state.usage
            try self.run(
                """
                UPDATE jobs SET input_tokens = ?, output_tokens = ?, cost_nano_usd = ?, unpriced_calls = ?, calls = ?,
                    unsettled_calls = ?
                WHERE sequence = ?
                """,
                [
                    usage.inputTokens, usage.outputTokens, usage.costNanoUSD, usage.unpricedCalls, usage.calls,
                    usage.unsettledCalls, job.facts.sequence,
                ]
            )
        }
    }

    func calls(of job: JobID) throws -> [ModelCall] {
        try self.rows(
            """
            SELECT call, run, step, provider, model, prompt_version, schema_version, intended_at, outcome, error_code,
                reported_model, request_id, status, input_tokens, cached_input_tokens, cache_write_tokens,
                output_tokens, reasoning_tokens, cost_nano_usd, price_version, duration_ms, settled_at
            FROM calls WHERE job = ? ORDER BY call
            """,
            [job.uuid]
        ) { row in
            let call = try row.identifier(0)
            let intent = CallIntent(
                call: call,
                job: job,
                run: row[1],
                step: StepPath(storedText: row[2]),
                provider: row[3],
                model: row[4],
                promptVersion: row[5],
                schemaVersion: row[6],
                at: Timestamp(millisecondsSinceEpoch: row[7])
            )
            let outcome = (row[8] as String?).flatMap { CallSettlement.Outcome(rawValue: $0) }
            return ModelCall(
                intent: intent,
                settlement: outcome.map { Self.settlement(of: call, job: job, outcome: $0, in: row) }
            )
        }
    }

    private static func settlement(
        of call: UUIDv7,
        job: JobID,
        outcome: CallSettlement.Outcome,
        in row: SQLiteRow
    ) -> CallSettlement {
        CallSettlement(
            call: call,
            job: job,
            outcome: outcome,
            errorCode: row[9],
            reportedModel: row[10],
            requestID: row[11],
            status: row[12],
            usage: ModelUsage(
                inputTokens: row[13],
                cachedInputTokens: row[14],
                cacheWriteTokens: row[15],
                outputTokens: row[16],
                reasoningTokens: row[17]
            ),
            costNanoUSD: row[18],
            priceVersion: row[19],
            durationMilliseconds: row[20],
            at: Timestamp(millisecondsSinceEpoch: (row[21] as Int64?) ?? row[7])
        )
    }

    func totals(since moment: Timestamp) throws -> [RouteTotals] {
        try self.rows(
            """
            SELECT provider, model, count(*),
                count(*) FILTER (WHERE outcome = 'answered' AND error_code IS NULL),
                count(*) FILTER (WHERE outcome IS NULL OR outcome = 'unknown'),
                coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0), coalesce(sum(cost_nano_usd), 0),
                count(*) FILTER (WHERE outcome IN ('answered', 'unknown') AND cost_nano_usd IS NULL)
            FROM calls INDEXED BY calls_by_time WHERE intended_at >= ? AND outcome IS NOT 'not_sent'
            GROUP BY provider, model ORDER BY provider, model
            """,
            [moment.millisecondsSinceEpoch]
        ) { row in
            RouteTotals(
                provider: row[0],
                model: row[1],
                calls: row[2],
                usedAnswers: row[3],
                maybeBilledCalls: row[4],
                inputTokens: row[5],
                outputTokens: row[6],
                costNanoUSD: row[7],
                unpricedCalls: row[8]
            )
        }
    }
}
