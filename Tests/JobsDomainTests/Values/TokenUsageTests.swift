import JobsDomain
import Testing

@Suite("What model calls used")
struct TokenUsageTests {
    private static func settlement(
        _ outcome: CallSettlement.Outcome,
        input: Int? = nil,
        output: Int? = nil,
        cost: Int64? = nil
    ) -> CallSettlement {
        JobSample.settlement(outcome, input: input, output: output, cost: cost)
    }

    private static func usage(
        input: Int = 0,
        output: Int = 0,
        cost: Int64 = 0,
        calls: Int,
        unsettled: Int = 0
    ) -> TokenUsage {
        TokenUsage(
            inputTokens: input,
            outputTokens: output,
            costNanoUSD: cost,
            unpricedCalls: 0,
            calls: calls,
            unsettledCalls: unsettled
        )
    }

    @Test("a call counts from the moment it is about to be sent")
    func intentCounts() {
        var usage = TokenUsage.none
        usage.add(JobSample.intent)
        usage.add(JobSample.intent)
        #expect(usage == Self.usage(calls: 2, unsettled: 2))
    }

    @Test("however a call ended, it is no longer unsettled", arguments: CallSettlement.Outcome.allCases)
    func settles(outcome: CallSettlement.Outcome) {
        var usage = TokenUsage.none
        usage.add(JobSample.intent)
        usage.add(JobSample.intent)
        usage.add(Self.settlement(outcome))
        #expect(usage.unsettledCalls == 1)
    }

    @Test("the cost is known while every call has ended and has a price")
    func knownCost() {
        var usage = TokenUsage.none
        #expect(usage.isCostKnown)
        usage.add(JobSample.intent)
        #expect(!usage.isCostKnown)
        usage.add(Self.settlement(.answered, cost: 5))
        #expect(usage.isCostKnown)
        usage.add(JobSample.intent)
        usage.add(Self.settlement(.failed))
        #expect(usage.isCostKnown)
        usage.add(JobSample.intent)
        usage.add(Self.settlement(.unknown))
        #expect(!usage.isCostKnown)
    }

    @Test("answers add their tokens and their price")
    func answersAdd() {
        var usage = TokenUsage.none
        for call in [
            Self.settlement(.answered, input: 10, output: 3, cost: 500),
            Self.settlement(.answered, input: 5, output: 2, cost: 250),
        ] {
            usage.add(JobSample.intent)
            usage.add(call)
        }
        #expect(usage == Self.usage(input: 15, output: 5, cost: 750, calls: 2))
    }

    @Test("an answer without a price makes the cost unknown")
    func unpriced() {
        var usage = TokenUsage.none
        usage.add(JobSample.intent)
        usage.add(Self.settlement(.answered, input: 1, output: 1))
        #expect(usage.unpricedCalls == 1)
        #expect(usage.costNanoUSD == 0)
    }

    @Test("a free answer is no unpriced one")
    func free() {
        var usage = TokenUsage.none
        usage.add(JobSample.intent)
        usage.add(Self.settlement(.answered, cost: 0))
        #expect(usage.unpricedCalls == 0)
    }

    @Test(
        "how a call ended decides whether it counts",
        arguments: [(.answered, 1), (.failed, 1), (.unknown, 1), (.notSent, 0)] as [(CallSettlement.Outcome, Int)]
    )
    func outcomes(outcome: CallSettlement.Outcome, calls: Int) {
        var usage = TokenUsage.none
        usage.add(JobSample.intent)
        usage.add(Self.settlement(outcome, cost: 0))
        #expect(usage.calls == calls)
    }

    @Test("a failure that was charged adds its tokens and its price")
    func chargedFailure() {
        var usage = TokenUsage.none
        usage.add(JobSample.intent)
        usage.add(Self.settlement(.failed, input: 7, output: 0, cost: 9))
        #expect(usage == Self.usage(input: 7, cost: 9, calls: 1))
    }

    @Test(
        "a call may have been charged for while nobody knows how it ended",
        arguments: [(nil, true), (.unknown, true), (.answered, false), (.failed, false), (.notSent, false)]
            as [(CallSettlement.Outcome?, Bool)]
    )
    func maybeBilled(outcome: CallSettlement.Outcome?, isMaybeBilled: Bool) {
        let call = ModelCall(intent: JobSample.intent, settlement: outcome.map { Self.settlement($0) })
        #expect(call.isMaybeBilled == isMaybeBilled)
    }
}
