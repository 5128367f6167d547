import FakeProviders
import JobsApplication
import JobsDomain
import JobsTesting
import Testing

@Suite("Where a provider names a long time, the job waits without a worker", .serialized, .timeLimit(.minutes(5)))
struct ParkedJobTests {
    @Test(
        "The job is parked for as long as it was asked to wait, and then answered by the same route",
        arguments: [
            (Flavour.openAI, Turn.rateLimited(["Retry-After": "3600"]), Duration.seconds(3600)),
            (.gemini, .error(.perMinute(retryDelay: "34.4s")), .milliseconds(34_400)),
            (.anthropic, .error(.unavailable, headers: ["retry-after": "120"]), .seconds(120)),
            (.groq, .rateLimited(hint: "Please try again in 1m2.5s."), .milliseconds(62_500)),
        ]
    )
    func parked(_ flavour: Flavour, _ turn: Turn, _ delay: Duration) async throws {
        let harness = try FaultHarness()
        harness.server.script("primary", [turn, .healthy])
        // A hundred steps, however long the wait is.
        let step = max(.seconds(1), delay / 100)
        let report = try await harness.run([try harness.route(flavour, "primary")], step: step)
        #expect(report.status == .completed, "\(report.summary)")
        #expect(report.events.contains { $0.kind == .jobRequeued }, "\(report.summary)")
        let calls = report.calls(of: "primary")
        #expect(calls.count == 2)
        if calls.count == 2 {
            let gap = calls[1].startedAt - calls[0].startedAt
            #expect(gap >= delay && gap <= delay * 1.5 + .seconds(20), "\(gap)")
        }
        // A park is no failed start.
        #expect(report.details.job.state.attempts == 1)
        harness.expectTruth(of: report)
    }

    @Test(
        "F05: a used-up quota closes the route for an hour: nobody asks meanwhile",
        arguments: [Flavour.openAI, .groq, .anthropic]
    )
    func quota(_ flavour: Flavour) async throws {
        let harness = try FaultHarness()
        harness.server.script("primary", [.error(.quota(code: "insufficient_quota"), headers: [:]), .healthy])
        let routes = [try harness.route(flavour, "primary"), try harness.route(.openAI, "backup")]
        let first = try await harness.run(routes)
        #expect(first.source("summary") == "openai_gpt", "\(first.summary)")
        for _ in 0..<3 {
            harness.clock.advance(by: .seconds(600))
            let next = try await harness.run(routes)
            #expect(next.ledger.allSatisfy { $0.intent.model == "backup" }, "\(next.summary)")
        }
        #expect(harness.server.log(of: "primary").count == 1)
        #expect(harness.server.violations == [])
        harness.expectLedger(try await harness.wholeLedger())
    }

    @Test("F07: a spend limit of a month is waited for where jobs may wait that long")
    func spendLimit() async throws {
        var harness = try FaultHarness()
        harness.policy.expiry = .seconds(40 * 86_400)
        harness.server.script("primary", [.error(.spendLimit), .healthy])
        let report = try await harness.run([try harness.route(.anthropic, "primary")], step: .seconds(3600))
        #expect(report.status == .completed, "\(report.summary)")
        #expect(report.calls(of: "primary").count == 2, "\(report.summary)")
        #expect(report.events.contains { $0.kind == .jobRequeued }, "\(report.summary)")
        harness.expectTruth(of: report)
    }

    @Test("F07: and ends the job at once where they may not, after one call")
    func longSpendLimit() async throws {
        var harness = try FaultHarness()
        // Even on the last day of a month.
        harness.policy.expiry = .zero
        harness.server.script("primary", [.error(.spendLimit)])
        let report = try await harness.run([try harness.route(.anthropic, "primary")])
        #expect(report.status == .failed, "\(report.summary)")
        #expect(report.failure?.code == "quota_exhausted")
        #expect(report.failure?.isRetryable == true)
        #expect(report.calls.count == 1)
        harness.expectTruth(of: report)
    }

    @Test("Local rules take over once the patience is gone")
    func localRules() async throws {
        let harness = try FaultHarness()
        harness.server.script("primary", [.error(.unavailable)])
        let report = try await harness.run([try harness.route(.openAI, "primary"), .localRules])
        #expect(report.status == .completed, "\(report.summary)")
        #expect(report.source("summary") == "local_rules")
        #expect(report.reasons(.stepFellBack) == ["overloaded"])
        #expect(report.details.job.state.isDegraded)
        #expect(report.elapsed <= .seconds(90), "\(report.elapsed)")
        harness.expectTruth(of: report)
    }

    @Test("Without anybody else a refusal of the document ends the job, and names its reason")
    func refusal() async throws {
        let refusals: [(Flavour, Turn, String)] = [
            (.openAI, .error(.filtered), "content_filtered"), (.gemini, .blockedPrompt, "content_filtered"),
            (.anthropic, .refusal, "refused"), (.openAI, .refusal, "refused"),
        ]
        for (flavour, turn, code) in refusals {
            let harness = try FaultHarness()
            harness.server.script("primary", [turn])
            let report = try await harness.run([try harness.route(flavour, "primary")])
            #expect(report.status == .failed, "\(report.summary)")
            #expect(report.failure?.code == code)
            #expect(report.failure?.isRetryable == false)
            #expect(report.calls.count == 1)
            harness.expectTruth(of: report)
        }
    }
}
