import JobsApplication
import JobsDomain

/// Reads the ledger of model calls.
extension PostgresReader {
    func calls(of job: JobID) async throws(JobStoreError) -> [ModelCall] {
        try await self.read([Self.selectCalls(.uuid(job.uuid))]) { results throws(PostgresFailure) in
            var calls: [ModelCall] = []
            for row in results[0].rows { calls.append(try Self.call(row, of: job)) }
            return calls
        }
    }

    func totals(since moment: Timestamp) async throws(JobStoreError) -> [RouteTotals] {
        let query = Self.selectTotals(.integer(moment.millisecondsSinceEpoch))
        return try await self.read([query]) { results throws(PostgresFailure) in
            var totals: [RouteTotals] = []
            for row in results[0].rows {
                totals.append(
                    RouteTotals(
                        provider: try row.text(0),
                        model: try row.text(1),
                        calls: try row.int(2),
                        usedAnswers: try row.int(3),
                        maybeBilledCalls: try row.int(4),
                        inputTokens: try row.int(5),
                        outputTokens: try row.int(6),
                        costNanoUSD: try row.integer(7),
                        unpricedCalls: try row.int(8)
                    )
                )
            }
            return totals
        }
    }

    // MARK: - Rows

    private static func call(_ row: PostgresRow, of job: JobID) throws(PostgresFailure) -> ModelCall {
        let intent = CallIntent(
            call: try row.uuid(0),
            job: job,
            run: try row.int(1),
            step: StepPath(storedText: try row.text(2)),
            provider: try row.text(3),
            model: try row.text(4),
            promptVersion: try row.text(5),
            schemaVersion: try row.text(6),
            at: Timestamp(millisecondsSinceEpoch: try row.integer(7))
        )
        guard let outcome = row.optionalText(8).flatMap({ CallSettlement.Outcome(rawValue: $0) }) else {
            return ModelCall(intent: intent, settlement: nil)
        }
        let settlement = CallSettlement(
            call: intent.call,
            job: job,
            outcome: outcome,
            errorCode: row.optionalText(9),
            reportedModel: row.optionalText(10),
            requestID: row.optionalText(11),
            status: try row.optionalInteger(12).map(Int.init),
            usage: ModelUsage(
                inputTokens: try row.optionalInteger(13).map(Int.init),
                cachedInputTokens: try row.optionalInteger(14).map(Int.init),
                cacheWriteTokens: try row.optionalInteger(15).map(Int.init),
                outputTokens: try row.optionalInteger(16).map(Int.init),
                reasoningTokens: try row.optionalInteger(17).map(Int.init)
            ),
            costNanoUSD: try row.optionalInteger(18),
            priceVersion: row.optionalText(19),
            durationMilliseconds: try row.optionalInteger(20).map(Int.init),
            at: try row.optionalInteger(21).map { Timestamp(millisecondsSinceEpoch: $0) } ?? intent.at
        )
        return ModelCall(intent: intent, settlement: settlement)
    }

    // MARK: - Statements

    private static let selectCalls = PostgresStatement(
        name: "avo_select_calls",
        sql: """
            SELECT call, run, step, provider, model, prompt_version, schema_version, intended_at, outcome, error_code,
                reported_model, request_id, status, input_tokens, cached_input_tokens, cache_write_tokens,
                output_tokens, reasoning_tokens, cost_nano_usd, price_version, duration_ms, settled_at
            FROM calls WHERE job = $1 ORDER BY call
            """
    )
    private static let selectTotals = PostgresStatement(
        name: "avo_select_totals",
        sql: """
            SELECT provider, model, count(*),
                count(*) FILTER (WHERE outcome = 'answered' AND error_code IS NULL),
                count(*) FILTER (WHERE outcome IS NULL OR outcome = 'unknown'),
                coalesce(sum(input_tokens), 0)::bigint, coalesce(sum(output_tokens), 0)::bigint,
                coalesce(sum(cost_nano_usd), 0)::bigint,
                count(*) FILTER (WHERE outcome IN ('answered', 'unknown') AND cost_nano_usd IS NULL)
            FROM calls WHERE intended_at >= $1 AND outcome IS DISTINCT FROM 'not_sent'
            GROUP BY provider, model ORDER BY provider COLLATE "C", model COLLATE "C"
            """
    )
}
