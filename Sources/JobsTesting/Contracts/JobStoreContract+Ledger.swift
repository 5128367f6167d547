import JobsApplication
import JobsDomain

extension JobStoreContract {
    static let ledger: [ContractClause<StoreUnderTest>] = [
        ContractClause("an intent without a settlement may have been billed") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let call = subject.makeID()
            try await subject.apply(claimed, [.intend(subject.intent(call, id))])
            let calls = try await subject.store.calls(of: id)
            try requireEqual(calls.map(\.intent), [subject.intent(call, id)], "intents")
            try require(calls[0].isMaybeBilled, "maybe billed")
            try requireEqual(try await subject.details(id).job.state.usage.calls, 1, "calls of the job")
        },
        ContractClause("the first settlement of a call stays, and is counted once") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let call = subject.makeID()
            try await subject.apply(claimed, [.intend(subject.intent(call, id))])
            try await subject.store.settle([subject.settlement(call, id, tokens: 7)])
            try await subject.store.settle([subject.settlement(call, id, tokens: 9)])
            let calls = try await subject.store.calls(of: id)
            try requireEqual(calls[0].settlement, subject.settlement(call, id, tokens: 7), "settlement")
            try require(!calls[0].isMaybeBilled, "not maybe billed")
            try requireEqual(try await subject.details(id).job.state.usage.inputTokens, 7, "tokens of the job")
        },
        ContractClause("a settlement is kept after its job was deleted") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let call = subject.makeID()
            try await subject.apply(claimed, [.intend(subject.intent(call, id)), .complete])
            _ = try await subject.store.deleteEnded(before: subject.now.advanced(by: .seconds(1)), limit: 10)
            try await subject.store.settle([subject.settlement(call, id)])
            try requireEqual(try await subject.store.calls(of: id).first?.settlement?.usage.inputTokens, 7, "tokens")
        },
        ContractClause("calls come in the order of their intents") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let calls = (0..<5).map { _ in subject.makeID() }
            for call in calls { try await subject.apply(claimed, [.intend(subject.intent(call, id))]) }
            try requireEqual(try await subject.store.calls(of: id).map(\.intent.call), calls, "calls")
        },
        ContractClause("a settlement comes back whole, and what nobody knows stays unknown") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            for isLate in [false, true] {
                for settlement in [subject.wholeSettlement(subject.makeID(), id), subject.bareSettlement(id)] {
                    try await subject.apply(claimed, [.intend(subject.intent(settlement.call, id))])
                    if isLate {
                        try await subject.store.settle([settlement])
                    } else {
                        try await subject.apply(claimed, [.settle(settlement)])
                    }
                    let calls = try await subject.store.calls(of: id)
                    try requireEqual(calls.last?.settlement, settlement, isLate ? "late" : "with a change")
                }
            }
        },
        ContractClause("a job counts the calls that nobody knows the end of") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let calls = (0..<4).map { _ in subject.makeID() }
            let unsettled = { try await subject.details(id).job.state.usage.unsettledCalls }
            let job = try await subject.apply(claimed, calls.map { .intend(subject.intent($0, id)) })
            try requireEqual(job.state.usage.unsettledCalls, 4, "the answer's")
            try requireEqual(try await unsettled(), 4, "after the intents")
            try await subject.apply(claimed, [.settle(subject.settlement(calls[0], id))])
            try requireEqual(try await unsettled(), 3, "after an answer")
            let unsent = CallSettlement(call: calls[1], job: id, outcome: .notSent, at: subject.now)
            try await subject.apply(claimed, [.settle(unsent)])
            try requireEqual(try await unsettled(), 2, "after a call that was not sent")
            for _ in 0..<2 { try await subject.store.settle([subject.settlement(calls[2], id)]) }
            try requireEqual(try await unsettled(), 1, "after a settlement in the ledger, twice")
            subject.advance(by: .seconds(3100))
            let next = try await subject.claimOne(owner: "worker-b").job
            try requireEqual(next.state.usage.unsettledCalls, 1, "the next claim's")
            try await subject.requireError(.staleFence, "the stale write") {
                try await subject.apply(claimed, [.settle(subject.settlement(calls[3], id))])
            }
            try requireEqual(try await unsettled(), 0, "after a settlement of a worker that lost its lease")
            try requireEqual(try await subject.details(id).job.state.usage.calls, 3, "calls")
        },
    ]

    static let totals: [ContractClause<StoreUnderTest>] = [
        ContractClause("totals tell how the calls of one route ended, and what they used") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let settle = { (outcome: CallSettlement.Outcome, error: String?, tokens: Int?, cost: Int64?) in
                let call = subject.makeID()
                let settlement = CallSettlement(
                    call: call,
                    job: id,
                    outcome: outcome,
                    errorCode: error,
                    usage: ModelUsage(inputTokens: tokens, outputTokens: tokens.map { $0 * 2 }),
                    costNanoUSD: cost,
                    at: subject.now
                )
                try await subject.apply(claimed, [.intend(subject.intent(call, id)), .settle(settlement)])
            }
            try await settle(.answered, nil, 1, 1000)
            try await settle(.answered, nil, 10, nil)
            try await settle(.answered, "invalid_output", 100, 20_000)
            try await settle(.failed, "refused", 1000, 300_000)
            try await settle(.failed, "overloaded", nil, nil)
            try await settle(.unknown, "network", nil, nil)
            try await settle(.unknown, "network", 10_000, 4_000_000_000)
            try await settle(.notSent, "network", nil, nil)
            try await subject.apply(claimed, [.intend(subject.intent(subject.makeID(), id))])
            let expected = RouteTotals(
                provider: "fake",
                model: "fake-1",
                calls: 8,
                usedAnswers: 2,
                maybeBilledCalls: 3,
                inputTokens: 11_111,
                outputTokens: 22_222,
                costNanoUSD: 4_000_321_000,
                unpricedCalls: 2
            )
            try requireEqual(try await subject.store.totals(since: subject.now), [expected], "totals")
        },
        ContractClause("totals keep providers and models apart, in the order of their bytes") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let routes = [("B", "m"), ("a", "e\u{301}"), ("a", "m"), ("a", "\u{E9}"), ("b", "m")]
            for (provider, model) in routes.reversed() {
                let intent = subject.intent(subject.makeID(), id, provider: provider, model: model)
                try await subject.apply(claimed, [.intend(intent)])
            }
            let unsent = subject.intent(subject.makeID(), id, provider: "c")
            let settlement = CallSettlement(call: unsent.call, job: id, outcome: .notSent, at: subject.now)
            try await subject.apply(claimed, [.intend(unsent), .settle(settlement)])
            let totals = try await subject.store.totals(since: subject.now)
            try requireEqual(
                totals.map { Array("\($0.provider)/\($0.model)".utf8) },
                routes.map { Array("\($0)/\($1)".utf8) },
                "routes"
            )
            try requireEqual(totals.map(\.calls), [1, 1, 1, 1, 1], "calls")
        },
        ContractClause("totals begin at a moment, by the time of the intents, and outlive the jobs") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let moment = subject.now.advanced(by: .seconds(10))
            let (before, after) = (subject.makeID(), subject.makeID())
            let early = subject.intent(before, id, at: moment.advanced(by: .milliseconds(-1)))
            try await subject.apply(claimed, [.intend(early), .intend(subject.intent(after, id, at: moment))])
            let settlements = [before, after].map { subject.wholeSettlement($0, id) }
            try await subject.apply(claimed, settlements.map { .settle($0) } + [.complete])
            let calls = { (since: Timestamp) in try await subject.store.totals(since: since).map(\.calls) }
            try requireEqual(try await calls(moment), [1], "since the later intent")
            try requireEqual(try await calls(early.at), [2], "since the earlier intent")
            try requireEqual(try await calls(moment.advanced(by: .milliseconds(1))), [], "since then")
            _ = try await subject.store.deleteEnded(before: subject.now.advanced(by: .seconds(1)), limit: 10)
            try requireEqual(try await calls(moment), [1], "without the job")
        },
    ]

    static let sharedState: [ContractClause<StoreUnderTest>] = [
        ContractClause("a shared value is replaced only by who has read it") { subject in
            let store = subject.store
            try require(
                try await store.replace("k", with: [1], ifVersionIs: nil, lifetime: .seconds(6000)),
                "first write"
            )
            try require(
                try await !store.replace("k", with: [2], ifVersionIs: nil, lifetime: .seconds(6000)),
                "a write that missed the first"
            )
            let read = try requireValue(try await store.value(for: "k"), "the value")
            try requireEqual(read.bytes, [1], "bytes")
            try require(
                try await store.replace("k", with: [3], ifVersionIs: read.version, lifetime: .seconds(6000)),
                "a write that knows the first"
            )
            try require(
                try await !store.replace("k", with: [4], ifVersionIs: read.version, lifetime: .seconds(6000)),
                "a write that knows only the first"
            )
            try requireEqual(try await store.value(for: "k")?.bytes, [3], "bytes at the end")
        },
        ContractClause("a shared value is gone after its lifetime, and its version never comes back") { subject in
            let store = subject.store
            _ = try await store.replace("k", with: [1], ifVersionIs: nil, lifetime: .seconds(1000))
            let first = try requireValue(try await store.value(for: "k"), "the value")
            try require((.seconds(900)...(.seconds(1000))).contains(first.remaining), "the whole lifetime is left")
            subject.advance(by: .seconds(400))
            for value in try await store.values(withPrefix: "k") + [try await store.value(for: "k")].compactMap(\.self)
            {
                try require((.seconds(500)...(.seconds(600))).contains(value.remaining), "what is left of the lifetime")
            }
            subject.advance(by: .seconds(700))
            try requireEqual(try await store.value(for: "k"), nil, "the value after its lifetime")
            try require(try await store.replace("k", with: [2], ifVersionIs: nil, lifetime: .seconds(1000)), "write")
            try require(try await store.value(for: "k")?.version ?? 0 > first.version, "the version grows")
        },
        ContractClause("shared values are found by the beginning of their keys") { subject in
            let store = subject.store
            for key in ["worker/b", "worker/a", "breaker/a"] {
                _ = try await store.replace(key, with: Array(key.utf8), ifVersionIs: nil, lifetime: .seconds(6000))
            }
            _ = try await store.replace("worker/c", with: [1], ifVersionIs: nil, lifetime: .seconds(6000))
            let version = try await store.value(for: "worker/c")?.version
            _ = try await store.replace("worker/c", with: nil, ifVersionIs: version, lifetime: .seconds(6000))
            try requireEqual(
                try await store.values(withPrefix: "worker/").map(\.key),
                ["worker/a", "worker/b"],
                "keys"
            )
        },
    ]
}

extension StoreUnderTest {
    /// Every field has a value of its own.
    fileprivate func wholeSettlement(_ call: UUIDv7, _ job: JobID) -> CallSettlement {
        CallSettlement(
            call: call,
            job: job,
            outcome: .failed,
            errorCode: "overloaded",
            reportedModel: "fake-1-2025",
            requestID: "request-1",
            status: 529,
            usage: ModelUsage(
                inputTokens: 101,
                cachedInputTokens: 71,
                cacheWriteTokens: 17,
                outputTokens: 53,
                reasoningTokens: 29
            ),
            costNanoUSD: 6_000_000_007,
            priceVersion: "2025-06",
            durationMilliseconds: 4321,
            at: self.now.advanced(by: .seconds(5))
        )
    }

    /// Nothing is known but that the call ended.
    fileprivate func bareSettlement(_ job: JobID) -> CallSettlement {
        CallSettlement(call: self.makeID(), job: job, outcome: .unknown, at: self.now)
    }
}
