import JobsApplication
import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelFake
import Testing

@Suite("A write whose outcome is unknown takes effect once", .timeLimit(.minutes(2)))
struct UncertainWriteTests {
    @Test(
        "whichever write fails, before or after its effect, the job completes with each step paid once",
        arguments: [FaultyStore.Fault.before, .after],
        [0, 1, 2]
    )
    func completes(_ fault: FaultyStore.Fault, at write: Int) async throws {
        let harness = ServiceHarness()
        let store = FaultyStore(harness.store, faults: Array(repeating: nil, count: write) + [fault])
        let model = ScriptedLanguageModel()
        let service = harness.service([.model(model)], store: store)
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await harness.passTime { try await harness.job(id)?.status == .completed }
        }
        #expect(model.requests.count == 2)
        #expect(
            try await harness.kinds(id) == [
                "job.created", "job.started", "step.started", "step.completed", "step.started", "step.completed",
                "job.completed",
            ]
        )
        #expect(try await harness.job(id)?.state.completedSteps == 2)
        #expect(try await harness.job(id)?.state.usage.calls == 2)
    }

    @Test("a worker that is stopped while a write is uncertain repeats that write before it releases the job")
    func repeatsBeforeRelease() async throws {
        let harness = ServiceHarness()
        // The write with the paid answer of the first step fails before its effect.
        let store = FaultyStore(harness.store, faults: [nil, .before])
        let model = ScriptedLanguageModel()
        let service = harness.service([.model(model)], store: store)
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await waitUntil { model.requests.count == 1 && store.writes == 1 }
            // Time stands still, so the worker waits to repeat the write; the end of this closure stops it.
        }
        #expect(try await harness.job(id)?.state.completedSteps == 1)
        #expect(try await harness.job(id)?.status == .pending)
    }

    @Test("a call whose intent was stored, but which was never made, is settled as not sent")
    func settlesUnmadeCalls() async throws {
        let harness = ServiceHarness()
        let store = FaultyStore(harness.store, faults: [.after])
        let model = ScriptedLanguageModel()
        let service = harness.service([.model(model)], store: store)
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await waitUntil { store.writes == 1 }
            // Time stands still, so the worker waits to repeat the write; the end of this closure stops it.
        }
        #expect(model.requests.isEmpty)
        #expect(try await harness.job(id)?.status == .pending)
        let calls = try await harness.store.calls(of: id)
        #expect(calls.map(\.settlement?.outcome) == [.notSent])
        #expect(try await harness.job(id)?.state.usage.calls == 0)
    }

    @Test("what was paid for is kept where the store refuses the change that brings it")
    func keepsSettlementsOfRefusedChanges() async throws {
        let harness = ServiceHarness()
        // The write with the paid answer of the first step.
        let store = FaultyStore(harness.store, faults: [nil, .refused])
        let model = ScriptedLanguageModel()
        let service = harness.service([.model(model)], store: store)
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await waitUntil {
                try await harness.store.calls(of: id).first?.settlement != nil && service.worker?.runningJobs == 0
            }
        }
        #expect(try await harness.store.calls(of: id).map(\.settlement?.outcome) == [.answered])
        #expect(try await harness.job(id)?.state.usage.unsettledCalls == 0)
    }

    @Test("a refused intent means no call")
    func makesNoCallWithoutIntent() async throws {
        let harness = ServiceHarness()
        let store = FaultyStore(harness.store, faults: [.before, .before, .before, .before])
        let model = ScriptedLanguageModel()
        let service = harness.service([.model(model)], store: store)
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await waitUntil { try await harness.job(id)?.status == .processing }
            _ = try await service.cancelJob(id)
            try await harness.passTime { service.worker?.runningJobs == 0 }
        }
        #expect(model.requests.isEmpty)
    }
}
