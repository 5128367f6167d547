import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelFake
import Synchronization
import Testing

@testable import JobsApplication

@Suite("Breaker, pace, budgets and corrections, in a running worker", .timeLimit(.minutes(2)))
struct ModelLayerTests {
    private static let busy = LanguageModelError(.serverError, "500", status: 500, wasSent: true)

    @Test("a dead provider first in the chain is asked a handful of times by many jobs, and again once it is back")
    func sparesTheDead() async throws {
        var harness = ServiceHarness()
        harness.settings.concurrency = 8
        let isDead = Mutex(true)
        let dead = SwitchableModel("openai") { isDead.withLock { $0 } ? Self.busy : nil }
        let sound = ScriptedLanguageModel(provider: ModelProvider(name: "groq", source: "groq"))
        let service = harness.service([.model(dead), .model(sound)])
        var ids: [JobID] = []
        for _ in 0..<500 { ids.append(try await harness.submit(service)) }
        try await harness.running(service) {
            try await harness.passTime(.milliseconds(20)) {
                try await harness.store.statistics().counts["guideline_queue"]?[.completed] == 500
            }
            // Eight may be on their way when the third failure opens the circuit; probes come on top.
            #expect(dead.calls <= 16)
            let calls = dead.calls
            isDead.withLock { $0 = false }
            harness.clock.advance(by: .seconds(60))
            // The first one asks whether it is back; while that is not known, others would go elsewhere.
            for count in [1, 5] {
                for _ in 0..<count { ids.append(try await harness.submit(service)) }
                try await harness.passTime(.milliseconds(20)) {
                    try await harness.store.statistics().counts["guideline_queue"]?[.completed] == ids.count
                }
            }
            #expect(dead.calls == calls + 12)
        }
        let reasons = try await harness.store.events(of: ids[400], after: 0, limit: 100)
            .filter { $0.kind == .stepFellBack }.compactMap { $0.data.flatMap { try? JSONValue(parsing: $0) } }
        #expect(reasons.first?["from"] == "openai")
        #expect(reasons.first?["to"] == "groq")
        #expect(reasons.first?["reason"] == "server_error")
        let details = try #require(try await harness.store.job(ids[400]))
        let result = try JSONValue(parsing: try #require(service.result(of: details)))
        #expect(result["summary"]?["_fallback_from"]?.array?.first?["provider"] == "openai")
        #expect(result["degraded"] == nil)
    }

    @Test("another process knows what this one has found out about a route")
    func sharesTheBreaker() async throws {
        var harness = ServiceHarness()
        harness.policy.patience = .zero
        let dead = SwitchableModel("openai") { Self.busy }
        for _ in 0..<4 {
            let service = harness.service([.model(dead), .localRules])
            let id = try await harness.submit(service)
            try await harness.running(service) {
                try await harness.passTime { try await harness.job(id)?.status == .completed }
            }
        }
        // Three calls of the first process opened the circuit; time passes only within jobs.
        #expect(dead.calls <= 6)
    }

    @Test("the second attempt at an answer shows the last answer and its errors, and nothing else")
    func corrects() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(script: [.answer(#"{"title": "T", "content": 5, "key_points": []}"#)])
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service)
        let details = try await harness.running(service) { try await service.end(of: id) }
        #expect(details.job.status == .completed)
        let correction = try #require(model.requests[1].prompt.correction)
        #expect(model.requests[0].prompt.correction == nil)
        #expect(correction.answer.contains("\"content\": 5"))
        #expect(correction.request.contains("/content"))
        #expect(details.job.state.usage.calls == 3)
    }

    @Test("a truncated answer gets twice the room once")
    func enlarges() async throws {
        let harness = ServiceHarness()
        let truncated = LanguageModelError(
            .truncated,
            "the answer hit its limit",
            status: 200,
            wasSent: true,
            usage: ModelUsage(inputTokens: 100, outputTokens: 8192)
        )
        let model = ScriptedLanguageModel(script: [.failure(truncated)])
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service)
        let details = try await harness.running(service) { try await service.end(of: id) }
        #expect(details.job.status == .completed)
        #expect(model.requests.prefix(2).map(\.prompt.maximumOutputTokens) == [8192, 16_384])
        // What was cut off was paid for.
        #expect(details.job.state.usage.outputTokens == 8192 + 10)
    }

    @Test("calls that may have cost something are limited per run, and a retry opens a new run")
    func limitsCalls() async throws {
        var harness = ServiceHarness()
        harness.policy.callLimit = 3
        let model = ScriptedLanguageModel(afterwards: .answer("{}"))
        let service = harness.service([
            .model(model), .model(ScriptedLanguageModel(model: "fake-2", afterwards: .answer("{}"))),
        ])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            let failed = try await service.end(of: id)
            #expect(failed.job.state.failure?.code == "call_limit_reached")
            #expect(failed.job.state.usage.calls == 3)
            _ = try await service.retryJob(id)
            let again = try await service.end(of: id)
            #expect(again.job.state.usage.calls == 6)
        }
    }

    @Test("a budget parks the job, and local rules take over where they may")
    func keepsBudgets() async throws {
        var harness = ServiceHarness()
        // A first call of these documents costs well below this, a second would exceed it.
        harness.policy.prices = PriceTable(
            version: "t",
            prices: ["fake": ["fake-1": TokenPrice(input: 1_000_000, output: 1_000_000)]]
        )
        harness.policy.spending = SpendingLimits(perJob: 6_000_000)
        let model = ScriptedLanguageModel(
            usage: ModelUsage(inputTokens: 2000, outputTokens: 2500)
        )
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await harness.passTime { try await harness.job(id)?.state.parked ?? .zero > .zero }
        }
        let parked = try #require(try await harness.job(id))
        #expect(parked.status == .pending)
        #expect(parked.state.failure?.code == "budget_exhausted")
        #expect(parked.state.completedSteps == 1)
        #expect(parked.state.usage.costNanoUSD == 4_500_000)
        #expect(model.requests.count == 1)
        let withRules = harness.service([.model(model), .localRules])
        let other = try await harness.submit(withRules)
        let details = try await harness.running(withRules) { try await withRules.end(of: other) }
        #expect(details.job.status == .completed)
        #expect(details.job.state.isDegraded)
    }

    @Test("a day's budget is spent by all jobs together, and the next day is a new one")
    func keepsDayBudget() async throws {
        var harness = ServiceHarness()
        harness.settings.concurrency = 1
        harness.policy.prices = PriceTable(
            version: "t",
            prices: ["fake": ["fake-1": TokenPrice(input: 0, output: 1_000_000)]]
        )
        // Each call sets 8 192 tokens aside and uses 1 000.
        harness.policy.spending = SpendingLimits(perDay: 10_200_000)
        let model = ScriptedLanguageModel(usage: ModelUsage(inputTokens: 1, outputTokens: 1000))
        let service = harness.service([.model(model)])
        var ids: [JobID] = []
        for _ in 0..<3 { ids.append(try await harness.submit(service)) }
        try await harness.running(service) {
            try await harness.passTime { try await harness.job(ids[1])?.state.parked ?? .zero > .zero }
            #expect(try await harness.job(ids[0])?.status == .completed)
            #expect(model.requests.count == 3)
            #expect(try await harness.job(ids[1])?.state.failure?.code == "budget_exhausted")
            try await harness.passTime(.seconds(600)) {
                try await harness.store.statistics().counts["guideline_queue"]?[.completed] == 2
            }
        }
    }

    @Test("the pace of a route is kept, and jobs wait for it without a worker")
    func keepsPace() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(limits: ModelLimits(requestsPerMinute: 6))
        let service = harness.service([.model(model)])
        var ids: [JobID] = []
        for _ in 0..<6 { ids.append(try await harness.submit(service)) }
        try await harness.running(service) {
            try await harness.passTime(.milliseconds(500)) {
                try await harness.store.statistics().counts["guideline_queue"]?[.completed] == 6
            }
        }
        #expect(model.requests.count == 12)
        #expect(harness.clock.now >= .seconds(60))
        #expect(harness.clock.now <= .seconds(200))
    }

    @Test("live text of a model reaches whoever watches")
    func tellsLiveText() async throws {
        let harness = ServiceHarness()
        let signals = harness.signals.subscribe()
        let service = harness.service([.model(ScriptedLanguageModel())])
        let id = try await harness.submit(service)
        _ = try await harness.running(service) { try await service.end(of: id) }
        var text = ""
        for await signal in signals {
            if case .text(id, "summary", let piece) = signal { text += piece }
            if text.contains("key_points") { break }
        }
        #expect(text.contains("fake text"))
    }

    @Test("a refused key with no other route is asked about again by whoever retries the job")
    func letsPeopleInsist() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(script: [.failure(.refusedKey)])
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            let failed = try await service.end(of: id)
            #expect(failed.job.state.failure?.code == "authentication")
            _ = try await service.retryJob(id)
            #expect(try await service.end(of: id).job.status == .completed)
        }
        #expect(harness.clock.now == .zero)
    }
}

/// A model that fails as long as a test wants it to.
private final class SwitchableModel: LanguageModel {
    let provider: ModelProvider
    let model = "switchable-1"
    private let failure: @Sendable () -> LanguageModelError?
    private let sound = ScriptedLanguageModel(keepsRequests: false)
    private let count = Mutex(0)

    init(_ name: String, failure: @escaping @Sendable () -> LanguageModelError?) {
        self.provider = ModelProvider(name: name, source: name)
        self.failure = failure
    }

    var calls: Int { self.count.withLock { $0 } }

    func complete(
        _ request: ModelRequest,
        onText: @escaping @Sendable (String) -> Void
    ) async throws(LanguageModelError) -> ModelReply {
        self.count.withLock { $0 += 1 }
        if let failure = self.failure() { throw failure }
        return try await self.sound.complete(request, onText: onText)
    }
}
