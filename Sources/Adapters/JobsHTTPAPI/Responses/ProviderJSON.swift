import JobsApplication
import JobsDomain

/// A route to a model as clients see it.
struct ProviderJSON {
    let status: ProviderStatus

    /// Writes the route as the next value.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("provider", self.status.provider)
            writer.member("source", self.status.source)
            writer.member("model", self.status.model)
            writer.member("position", self.status.position)
            writer.member("state", self.status.state.rawValue)
            writer.member("until", orNull: self.status.until)
            writer.name("last_error")
            if let error = self.status.lastError {
                writer.object { writer in
                    writer.member("code", error.code)
                    writer.member("at", error.at.description)
                }
            } else {
                writer.null()
            }
            self.writeTotals(to: &writer)
        }
    }

    private func writeTotals(to writer: inout JSONWriter) {
        let totals = self.status.totals
        writer.name("last_24_hours")
        writer.object { writer in
            writer.member("calls", totals?.calls ?? 0)
            writer.member("used_answers", totals?.usedAnswers ?? 0)
            writer.member("maybe_billed_calls", totals?.maybeBilledCalls ?? 0)
            writer.member("input_tokens", totals?.inputTokens ?? 0)
            writer.member("output_tokens", totals?.outputTokens ?? 0)
            writer.member("cost_usd", nanoUSD: totals.flatMap { $0.unpricedCalls > 0 ? nil : $0.costNanoUSD })
            writer.member("unpriced_calls", totals?.unpricedCalls ?? 0)
        }
    }
}
