import JobsDomain

/// The statements that write the ledger of model calls, each for all calls of the batch.
extension PostgresBatch {
    func insertIntents() -> PostgresQuery {
        Self.insertIntents(
            .uuids(self.intents.map(\.call)),
            .uuids(self.intents.map(\.job.uuid)),
            .integers(self.intents.map { Int64($0.run) }),
            .texts(self.intents.map(\.step.text)),
            .texts(self.intents.map(\.provider)),
            .texts(self.intents.map(\.model)),
            .texts(self.intents.map(\.promptVersion)),
            .texts(self.intents.map(\.schemaVersion)),
            .integers(self.intents.map(\.at.millisecondsSinceEpoch))
        )
    }

    func updateSettlements() -> PostgresQuery {
        let integers = { (value: (CallSettlement) -> Int?) in
            PostgresParameter.integers(self.settlements.map { value($0).map(Int64.init) })
        }
        return Self.updateSettlements(
            .uuids(self.settlements.map(\.call)),
            .texts(self.settlements.map(\.outcome.rawValue)),
            .texts(self.settlements.map(\.errorCode)),
            .texts(self.settlements.map(\.reportedModel)),
            .texts(self.settlements.map(\.requestID)),
            integers(\.status),
            integers(\.usage.inputTokens),
            integers(\.usage.cachedInputTokens),
            integers(\.usage.cacheWriteTokens),
            integers(\.usage.outputTokens),
            integers(\.usage.reasoningTokens),
            .integers(self.settlements.map(\.costNanoUSD)),
            .texts(self.settlements.map(\.priceVersion)),
            integers(\.durationMilliseconds),
            .integers(self.settlements.map(\.at.millisecondsSinceEpoch))
        )
    }

    private static let insertIntents = PostgresStatement(
        name: "avo_insert_intents",
        sql: """
            INSERT INTO calls (call, job, run, step, provider, model, prompt_version, schema_version, intended_at)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
                $8::text[], $9::bigint[])
            """
    )
    private static let updateSettlements = PostgresStatement(
        name: "avo_update_settlements",
        sql: """
            UPDATE calls c SET outcome = s.outcome, error_code = s.error_code, reported_model = s.reported_model,
                request_id = s.request_id, status = s.status, input_tokens = s.input_tokens,
                cached_input_tokens = s.cached_input_tokens, cache_write_tokens = s.cache_write_tokens,
                output_tokens = s.output_tokens, reasoning_tokens = s.reasoning_tokens, cost_nano_usd = s.cost,
                price_version = s.price_version, duration_ms = s.duration, settled_at = s.settled_at
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
                $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[], $14::bigint[],
                $15::bigint[]) AS s(call, outcome, error_code, reported_model, request_id, status, input_tokens,
                cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost, price_version, duration,
                settled_at)
            WHERE c.call = s.call AND c.outcome IS NULL
            """
    )
}
