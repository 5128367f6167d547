import JobsDomain

extension InMemoryJobs {
    /// A provider and a model, compared and ordered as bytes.
    private struct Route: Hashable, Comparable {
        let provider: [UInt8]
        let model: [UInt8]

        init(_ intent: CallIntent) {
            self.provider = Array(intent.provider.utf8)
            self.model = Array(intent.model.utf8)
        }

        static func < (lhs: Route, rhs: Route) -> Bool {
            if lhs.provider != rhs.provider { return lhs.provider.lexicographicallyPrecedes(rhs.provider) }
            return lhs.model.lexicographicallyPrecedes(rhs.model)
        }
    }

    func totals(since moment: Timestamp) -> [RouteTotals] {
        var routes: [Route: [ModelCall]] = [:]
        for call in self.ledger.values.joined()
        where call.intent.at >= moment && call.settlement?.outcome != .notSent {
            routes[Route(call.intent), default: []].append(call)
        }
        return routes.sorted { $0.key < $1.key }.map { route, calls in
            let settlements = calls.compactMap(\.settlement)
            return RouteTotals(
                provider: String(decoding: route.provider, as: UTF8.self),
                model: String(decoding: route.model, as: UTF8.self),
                calls: calls.count,
                usedAnswers: settlements.count { $0.outcome == .answered && $0.errorCode == nil },
                maybeBilledCalls: calls.count(where: \.isMaybeBilled),
                inputTokens: settlements.reduce(0) { $0 + ($1.usage.inputTokens ?? 0) },
                outputTokens: settlements.reduce(0) { $0 + ($1.usage.outputTokens ?? 0) },
                costNanoUSD: settlements.reduce(0) { $0 + ($1.costNanoUSD ?? 0) },
                unpricedCalls: settlements.count {
                    ($0.outcome == .answered || $0.outcome == .unknown) && $0.costNanoUSD == nil
                }
            )
        }
    }
}
