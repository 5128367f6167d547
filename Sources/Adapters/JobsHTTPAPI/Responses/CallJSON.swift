import JobsDomain

/// A row of the ledger as clients see it.
struct CallJSON {
    let call: ModelCall

    /// Writes the call as the next value.
    func write(to writer: inout JSONWriter) {
        let intent = self.call.intent
        let settlement = self.call.settlement
        let usage = settlement?.usage
        writer.object { writer in
            writer.member("call", intent.call.description)
            writer.member("step", intent.step.text)
            writer.member("provider", intent.provider)
            writer.member("model", intent.model)
            writer.member("reported_model", settlement?.reportedModel)
            writer.member("prompt_version", intent.promptVersion)
            writer.member("schema_version", intent.schemaVersion)
            writer.member("intended_at", intent.at.description)
            writer.member("settled_at", orNull: settlement?.at)
            writer.member("outcome", settlement?.outcome.rawValue)
            writer.member("error_code", settlement?.errorCode)
            writer.member("status", orNull: settlement?.status)
            writer.member("request_id", settlement?.requestID)
            writer.member("input_tokens", orNull: usage?.inputTokens)
            writer.member("cached_input_tokens", orNull: usage?.cachedInputTokens)
            writer.member("cache_write_tokens", orNull: usage?.cacheWriteTokens)
            writer.member("output_tokens", orNull: usage?.outputTokens)
            writer.member("reasoning_tokens", orNull: usage?.reasoningTokens)
            writer.member("cost_usd", nanoUSD: settlement?.costNanoUSD)
            writer.member("price_version", settlement?.priceVersion)
            writer.member("duration_ms", orNull: settlement?.durationMilliseconds)
            writer.member("maybe_billed", self.call.isMaybeBilled)
        }
    }
}
