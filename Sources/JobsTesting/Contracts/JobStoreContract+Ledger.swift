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
            try requireEqual(try await subject.store.calls(of: id).first?.settlement?.inputTokens, 7, "tokens")
        },
        ContractClause("calls come in the order of their intents") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let calls = (0..<5).map { _ in subject.makeID() }
            for call in calls { try await subject.apply(claimed, [.intend(subject.intent(call, id))]) }
            try requireEqual(try await subject.store.calls(of: id).map(\.intent.call), calls, "calls")
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
            subject.advance(by: .seconds(1100))
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
