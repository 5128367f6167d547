import JobsApplication
import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelFake
import Testing

@Suite("What queue and signals do wrong costs a worker no lease", .timeLimit(.minutes(1)))
struct HinderedWorkerTests {
    @Test("a hint of a cancellation that comes too late does not stop the job's next run")
    func distrustsHints() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(pause: { () async throws(CancellationError) in
            try await harness.clock.runtime.sleep(.seconds(5))
        })
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await waitUntil { model.requests.count == 1 }
            harness.signals.publish([.cancelled(id)])
            try await harness.passTime { try await harness.job(id)?.status == .completed }
        }
        #expect(model.requests.count == 2)
        #expect(try await harness.job(id)?.state.attempts == 1)
    }

    @Test("a queue that never answers an acknowledgement holds up no job")
    func doesNotWaitForTheQueue() async throws {
        let harness = ServiceHarness(queue: UnresponsiveQueue())
        let service = harness.service([.model(ScriptedLanguageModel())])
        try await harness.running(service) {
            // The first claim of all finds nothing; then only the ticket can bring the next.
            try await waitUntil { harness.clock.sleepers >= 2 }
            let id = try await harness.submit(service)
            try await waitUntil { try await harness.job(id)?.status == .completed }
        }
    }

    @Test("a worker that claims a job again stops the run that it has lost, and keeps the new lease")
    func claimsItsOwnJobAgain() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(script: [.silence], afterwards: .silence)
        let service = harness.service([.model(model)])
        try await harness.running(service) {
            let id = try await harness.submit(service)
            try await waitUntil { model.requests.count == 1 }
            // Behind the worker's back: no hint tells it.
            let request = JobRequest(job: id, command: harness.clock.runtime.makeID(), at: harness.clock.runtime.now())
            _ = try await harness.store.cancel(request)
            _ = try await service.retryJob(id)
            try await waitUntil { model.requests.count == 2 }
            try await waitUntil { try await harness.store.calls(of: id).first?.settlement?.outcome == .unknown }
            #expect(service.worker?.runningJobs == 1)
            try await harness.passTime(.seconds(5)) { harness.clock.now > .seconds(120) }
            #expect(try await harness.job(id)?.state.attempts == 2)
            #expect(model.requests.count == 2)
        }
    }
}

/// Hands tickets on, and never answers an acknowledgement.
private struct UnresponsiveQueue: JobQueue {
    let problem: String? = nil
    private let base = InMemoryJobQueue()

    func send(_ tickets: [JobTicket]) async throws(JobQueueError) { try await self.base.send(tickets) }

    func receive(queues: Set<String>?) async throws(JobQueueError) -> [JobTicket] {
        try await self.base.receive(queues: queues)
    }

    func acknowledge(_ tickets: [JobTicket]) async throws(JobQueueError) {
        _ = await TicketBuffer().take(queues: nil)
    }
}
