import JobsApplication
import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelFake
import Testing

@Suite("A worker that drains gives back what it cannot finish", .timeLimit(.minutes(2)))
struct DrainTests {
    @Test("running jobs get the grace period to end")
    func letsJobsEnd() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(pause: { () async throws(CancellationError) in
            try await harness.clock.runtime.sleep(.seconds(5))
        })
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            try await waitUntil { model.requests.count == 1 }
            service.worker?.beginDrain()
            try await harness.passTime { try await harness.job(id)?.status == .completed }
            try await group.waitForAll()
        }
    }

    @Test("what is left after the grace period is released at its place, with no start charged")
    func releases() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(afterwards: .silence)
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            try await waitUntil { model.requests.count == 1 }
            service.worker?.beginDrain()
            try await harness.passTime { try await harness.job(id)?.status == .pending }
            try await group.waitForAll()
        }
        #expect(harness.clock.now >= .seconds(20))
        let job = try #require(try await harness.job(id))
        #expect(job.state.attempts == 0)
        let events = try await harness.store.events(of: id, after: 0, limit: 10)
        #expect(events.last?.kind == .jobRequeued)
        #expect(events.last?.data.map { String(decoding: $0, as: UTF8.self) } == #"{"reason":"released"}"#)
    }

    @Test("a draining worker claims nothing more")
    func claimsNothing() async throws {
        let harness = ServiceHarness()
        let service = harness.service([.localRules])
        service.worker?.beginDrain()
        let id = try await harness.submit(service)
        await service.run()
        #expect(try await harness.job(id)?.status == .pending)
    }
}
