import FakeProviders
import JobsApplication
import JobsDomain
import JobsTesting
import Testing

@Suite("The sixteen scenarios of the public Failover Bench", .serialized, .timeLimit(.minutes(5)))
struct FailoverBenchTests {
    private static let hasty = RouteTimeouts(firstByte: .milliseconds(400), idle: .milliseconds(400))

    /// Those that are one job with one fault; the fault's name is the scenario's.
    static let table: [FaultCase] = [
        FaultCase(
            "S01",
            "429 with Retry-After, once",
            [.rateLimited(["retry-after": "2"]), .healthy],
            .retried("rate_limited", gap: .milliseconds(1800)...(.seconds(4)))
        ),
        FaultCase("S02", "429 without a time, for good", [.rateLimited()], .failedOver("rate_limited", calls: 1...4)),
        FaultCase("S03", "500, once", [.error(.server(status: 500)), .healthy], .retried("server_error")),
        FaultCase("S04", "503, for good", [.error(.unavailable)], .failedOver("overloaded", calls: 1...3)),
        FaultCase("S05", "reset before headers, once", [.reset, .healthy], .retried("network", .unknown)),
        FaultCase(
            "S06",
            "a silent route is not asked twice",
            [.silence],
            .failedOver("timeout", .unknown).within(.seconds(3)),
            timeouts: hasty
        ),
        FaultCase(
            "S07",
            "headers at once, the first token late",
            [.healthy.delivered { $0.bodyPause = .seconds(30) }],
            .failedOver("timeout", .unknown).within(.seconds(3)),
            timeouts: hasty
        ),
        FaultCase(
            "S08",
            "a stream cut at two thirds",
            [.cut(inOrder: false), .healthy],
            .retried("network", .unknown)
        ),
        FaultCase(
            "S09",
            "a stall in the middle of a stream",
            [.stall(for: .seconds(30), resumes: false)],
            .failedOver("timeout", .unknown).within(.seconds(3)),
            timeouts: hasty
        ),
        FaultCase("S11", "no [DONE]", [.stream("no last word", .noTerminator)], .success),
        FaultCase("S12", "context too long", [.error(.contextOverflow)], .failedOver("context_overflow")),
        FaultCase("S16", "529, for good", .anthropic, [.error(.overloaded)], .failedOver("overloaded", calls: 1...3)),
    ]

    @Test("All sixteen")
    func sixteen() async throws {
        var score: [String: [String]] = [:]
        for fault in Self.table {
            let (harness, report) = try await FaultHarness.play(fault)
            harness.expectTruth(of: report)
            score["\(fault.id) \(fault.name)"] = FaultVerdict(report: report, fault: fault).problems
        }
        score["S10 one broken event: the whole answer or a clean error"] = try await Self.brokenEvent()
        score["S13 a content filter is not asked twice, and its reason is kept"] = try await Self.filter()
        score["S14 an answer that is cut off is never a success"] = try await Self.truncation()
        score["S15 an outage of 60 seconds, 20 requests"] = try await Self.outage()
        for (name, problems) in score.sorted(by: { $0.key < $1.key }) {
            print(problems.isEmpty ? "\(name): pass" : "\(name): FAIL \(problems)")
        }
        #expect(score.count == 16)
        #expect(score.filter { !$0.value.isEmpty }.isEmpty)
    }

    private static func brokenEvent() async throws -> [String] {
        let turn = Turn.stream("broken", .malformed(after: 20, replacesOne: true))
        let harness = try FaultHarness()
        harness.server.script("primary", [turn])
        let report = try await harness.run([try harness.route(.openAI, "primary"), try harness.route(.groq, "backup")])
        harness.expectTruth(of: report)
        let content = report.output("summary")?["content"]?.string
        return report.status == .completed && content == FaultHarness.answer ? [] : [report.summary]
    }

    private static func filter() async throws -> [String] {
        let harness = try FaultHarness()
        harness.server.script("primary", [.error(.filtered)])
        let report = try await harness.run([try harness.route(.openAI, "primary")])
        harness.expectTruth(of: report)
        let isKept = report.failure?.code == "content_filtered" && report.calls.count == 1
        return report.status == .failed && isKept ? [] : [report.summary]
    }

    private static func truncation() async throws -> [String] {
        var problems: [String] = []
        for turn in [Turn.cut(inOrder: true), .halfAsWhole, .truncated, .nothingButThoughts] {
            let harness = try FaultHarness()
            harness.server.script("primary", [turn])
            let routes = [try harness.route(.openAI, "primary"), try harness.route(.groq, "backup")]
            let report = try await harness.run(routes)
            harness.expectTruth(of: report)
            if report.status != .completed || report.source("summary") != "groq" {
                problems.append("\(turn.name): \(report.summary)")
            }
        }
        return problems
    }

    private static func outage() async throws -> [String] {
        let harness = try FaultHarness()
        harness.server.script("primary", [.error(.unavailable)])
        let routes = [try harness.route(.openAI, "primary"), try harness.route(.groq, "backup")]
        var problems: [String] = []
        for _ in 0..<20 {
            let due = harness.clock.now + .seconds(3)
            let report = try await harness.run(routes)
            if report.status != .completed || report.source("checklist") != "groq" { problems.append(report.summary) }
            if due > harness.clock.now { harness.clock.advance(by: due - harness.clock.now) }
        }
        let asked = harness.server.log(of: "primary").count
        if asked > 8 { problems.append("\(asked) calls of the one that is down") }
        harness.server.script("primary", [.healthy])
        let mendedAt = harness.clock.now
        while harness.clock.now - mendedAt <= .seconds(60) {
            let report = try await harness.run(routes)
            if report.source("checklist") == "openai_gpt" { break }
            harness.clock.advance(by: .seconds(2))
        }
        let back = harness.clock.now - mendedAt
        if back > .seconds(32) { problems.append("back only after \(back)") }
        return problems
    }
}
