import FakeProviders
import JobsApplication
import JobsDomain
import JobsInMemory
import JobsTesting
import Testing

@Suite("A provider that is down costs next to nothing, and is used again soon", .serialized, .timeLimit(.minutes(5)))
struct OutageTests {
    /// Lets time pass, and every so often submits a job and waits for its end.
    private func submitJobs(
        _ count: Int,
        every pause: Duration,
        _ harness: FaultHarness,
        _ service: JobService,
        until condition: (FaultReport) -> Bool = { _ in false }
    ) async throws -> [FaultReport] {
        var reports: [FaultReport] = []
        for _ in 0..<count {
            let beganAt = harness.clock.now
            let id = try await harness.submit(service)
            try await harness.passTime(.milliseconds(100)) {
                try await harness.store.job(id)?.job.status.isEnded ?? false
            }
            reports.append(try await harness.report(id, since: beganAt))
            if let last = reports.last, condition(last) { break }
            try await harness.passTime(.milliseconds(250)) { harness.clock.now - beganAt >= pause }
        }
        return reports
    }

    @Test("F22, S15: 60 seconds of 503, 20 jobs: all are answered by the other route, and the first comes back")
    func comesBack() async throws {
        let harness = try FaultHarness()
        harness.server.script("primary", [.error(.unavailable)])
        let routes = [try harness.route(.openAI, "primary"), try harness.route(.groq, "backup")]
        let service = harness.service(routes)
        try await harness.running(service) {
            let during = try await self.submitJobs(20, every: .seconds(3), harness, service)
            #expect(during.allSatisfy { $0.status == .completed && $0.source("summary") == "groq" })
            #expect(during.allSatisfy { $0.source("checklist") == "groq" })
            // Three to open the circuit, and one probe for each time that it stays open: 10, 20, 30 seconds.
            #expect(harness.server.log(of: "primary").count <= 7, "\(harness.server.log(of: "primary").count)")
            harness.server.script("primary", [.healthy])
            let mendedAt = harness.clock.now
            let after = try await self.submitJobs(30, every: .seconds(2), harness, service) {
                $0.source("checklist") == "openai_gpt"
            }
            #expect(after.allSatisfy { $0.status == .completed })
            #expect(after.last?.source("checklist") == "openai_gpt")
            #expect(harness.clock.now - mendedAt <= .seconds(35), "\(harness.clock.now - mendedAt)")
        }
        #expect(harness.server.violations == [])
        harness.expectLedger(try await harness.wholeLedger())
    }

    @Test(
        "500 jobs, eight at a time, behind a dead provider: each worker's slot asks it once at most",
        arguments: [Turn.reset, .error(.unavailable), .page(502)]
    )
    func manyJobs(_ turn: Turn) async throws {
        var harness = try FaultHarness()
        harness.settings.concurrency = 8
        harness.server.script("dead", [turn])
        let routes = [try harness.route(.openAI, "dead"), try harness.route(.groq, "healthy")]
        let service = harness.service(routes)
        var ids: [JobID] = []
        for _ in 0..<500 { ids.append(try await harness.submit(service)) }
        let running = harness
        try await running.running(service) {
            try await running.passTime(.milliseconds(50), limit: .seconds(120)) {
                try await running.openJobs() == 0
            }
            let elapsed = running.clock.now
            let calls = running.server.log(of: "dead").count
            let probes = Int(elapsed.milliseconds / 9_000)
            print("500 jobs behind a dead provider (\(turn.name)): \(calls) calls of it within \(elapsed)")
            #expect(calls <= 8 + probes, "\(calls) calls within \(elapsed)")
            #expect(running.server.log(of: "healthy").count == 1000)
            for id in ids { #expect(try await running.store.job(id)?.job.status == .completed) }

            running.server.script("dead", [.healthy])
            let after = try await self.submitJobs(60, every: .seconds(1), running, service) {
                $0.source("checklist") == "openai_gpt"
            }
            #expect(after.last?.source("checklist") == "openai_gpt")
            print("back after \(running.clock.now - elapsed)")
            #expect(running.clock.now - elapsed <= .seconds(60), "\(running.clock.now - elapsed)")
        }
        #expect(harness.server.violations == [])
        harness.expectLedger(try await harness.wholeLedger())
    }
}
