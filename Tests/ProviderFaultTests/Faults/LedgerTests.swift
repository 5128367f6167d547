import FakeProviders
import JobsApplication
import JobsDomain
import JobsInMemory
import JobsTesting
import Testing

@Suite("The ledger is the server's log, whatever fails and whoever dies", .serialized, .timeLimit(.minutes(5)))
struct LedgerTests {
    /// Turns of a bad day: more than half of them are healthy.
    private static func badDay(_ clock: () -> UInt64, count: Int) -> [Turn] {
        let faults: [Turn] = [
            .error(.server(status: 500)), .error(.unavailable), .reset, .cut(inOrder: false), .cut(inOrder: true),
            .truncated, .text("wrong schema", .wrongSchema), .rateLimited(["retry-after": "1"]), .page(200), .empty,
            .errorWithSuccess(.overloaded), .stream("late error", .error(after: 20, .overloaded)),
            .stall(for: .milliseconds(30), resumes: true), .silence,
        ]
        return (0..<count).map { _ in
            let bits = clock()
            return bits & 0xFF < 160 ? .healthy : faults[Int((bits >> 8) % UInt64(faults.count))]
        }
    }

    @Test("200 jobs, faults on both routes, and a worker that dies again and again", arguments: [1, 2] as [UInt64])
    func oneToOne(_ seed: UInt64) async throws {
        var harness = try FaultHarness(seed: seed)
        harness.settings = WorkerSettings(concurrency: 8, lease: .seconds(30), attemptLimit: 50)
        harness.policy.callTimeout = .milliseconds(700)
        let random = harness.clock.runtime.random
        harness.server.script("primary", Self.badDay(random, count: 800) + [.healthy])
        harness.server.script("backup", Self.badDay(random, count: 400) + [.healthy])
        let routes = [try harness.route(.openAI, "primary"), try harness.route(.anthropic, "backup"), .localRules]
        let submitter = harness.service(routes)
        for _ in 0..<200 { _ = try await harness.submit(submitter) }

        var deaths = 0
        while try await harness.openJobs() > 0 {
            let process = MortalStore(harness.store)
            let service = harness.service(routes, store: process)
            // A process lives for some thirty calls, and dies in the middle of what it does.
            let last = harness.meter.calls.count + 30 + Int(random() % 10)
            let living = harness
            try await living.running(service) {
                try await living.passTime(.milliseconds(200), limit: .seconds(90)) {
                    if living.meter.inFlight > 0, living.meter.calls.count >= last { return true }
                    return try await living.openJobs() == 0
                }
                process.die()
            }
            deaths += 1
            try #require(deaths < 200)
        }
        #expect(deaths > 5)
        try await harness.awaitQuiet()
        let ledger = try await harness.wholeLedger()
        harness.expectLedger(ledger)
        #expect(harness.server.violations == [])
        #expect(ledger.contains { $0.settlement == nil && $0.isMaybeBilled }, "nobody died in the middle of a call")
        #expect(Set(ledger.map(\.intent.call)).count == ledger.count)
        // Every call that may be billed is counted as one, and no other.
        let totals = try await harness.store.totals(since: Timestamp(millisecondsSinceEpoch: 0))
        #expect(totals.reduce(0) { $0 + $1.maybeBilledCalls } == ledger.count { $0.isMaybeBilled })
        let served = Set(harness.server.log.compactMap(\.clientRequestID))
        let unserved = ledger.filter { !served.contains("\($0.intent.call)") }
        let kinds = Dictionary(grouping: unserved) { $0.settlement?.outcome.rawValue ?? "unsettled" }.mapValues(\.count)
        print("ledger, seed \(seed): \(ledger.count) calls, \(served.count) at the server, \(deaths) deaths, \(kinds)")
    }
}
