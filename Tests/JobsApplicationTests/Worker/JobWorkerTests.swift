import JobsApplication
import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelFake
import Testing

@Suite("The worker runs jobs in order, once, and to their end", .timeLimit(.minutes(2)))
struct JobWorkerTests {
    @Test("a job runs through its steps and its result is complete")
    func completes() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel()
        let service = harness.service([.model(model)])
        let details = try await harness.running(service) {
            try await service.end(of: try await harness.submit(service))
        }
        #expect(details.job.status == .completed)
        #expect(model.requests.count == 2)
        let result = try JSONValue(parsing: try #require(service.result(of: details)))
        #expect(result["summary"]?["_source"] == "fake")
        #expect(result["steps_completed"] == ["summary_generated", "checklist_generated"])
        #expect(result["degraded"] == nil)
        #expect(
            try await harness.kinds(details.job.id) == [
                "job.created", "job.started", "step.started", "step.completed", "step.started", "step.completed",
                "job.completed",
            ]
        )
        let calls = try await harness.store.calls(of: details.job.id)
        #expect(calls.count == 2 && calls.allSatisfy { $0.settlement?.outcome == .answered })
        #expect(details.job.state.usage.calls == 2)
    }

    @Test("jobs start in the order in which they were submitted")
    func keepsOrder() async throws {
        var harness = ServiceHarness()
        harness.settings.concurrency = 1
        let model = ScriptedLanguageModel()
        let service = harness.service([.model(model)])
        var ids: [JobID] = []
        for number in 0..<6 { ids.append(try await harness.submit(service, "Document \(number) must be read.")) }
        try await harness.running(service) {
            for id in ids { _ = try await service.end(of: id) }
        }
        let documents = model.requests.filter { $0.prompt.schemaName == "guideline_summary" }.map(\.prompt.user)
        #expect(documents.count == 6)
        for (number, document) in documents.enumerated() { #expect(document.contains("Document \(number) ")) }
    }

    @Test("no more jobs run at the same time than allowed")
    func boundsConcurrency() async throws {
        var harness = ServiceHarness()
        harness.settings.concurrency = 3
        let model = ScriptedLanguageModel(afterwards: .silence)
        let service = harness.service([.model(model)])
        for _ in 0..<5 { _ = try await harness.submit(service) }
        try await harness.running(service) {
            try await waitUntil { model.requests.count == 3 }
            try await harness.passTime { harness.clock.now >= .seconds(4) }
            #expect(model.requests.count == 3)
            #expect(service.worker?.runningJobs == 3)
        }
    }

    @Test("a job whose ticket was lost starts within a second")
    func claimsWithoutTicket() async throws {
        let harness = ServiceHarness(queue: ForgetfulQueue())
        let service = harness.service([.model(ScriptedLanguageModel())])
        try await harness.running(service) {
            // The first claim of all finds nothing; then only time can bring the next.
            try await waitUntil { harness.clock.sleepers >= 2 }
            let id = try await harness.submit(service)
            try await harness.passTime {
                try await harness.job(id)?.status == .completed
            }
        }
    }

    @Test("a worker that was given less than it asked for does not look again before something tells it to")
    func looksOnlyWhereOfUse() async throws {
        var harness = ServiceHarness(queue: ForgetfulQueue())
        harness.settings.concurrency = 4
        let store = FaultyStore(harness.store, faults: [])
        let service = harness.service([.model(ScriptedLanguageModel())], store: store)
        var ids: [JobID] = []
        for _ in 0..<3 { ids.append(try await harness.submit(service)) }
        try await harness.running(service) {
            for id in ids { try await waitUntil { try await harness.job(id)?.status == .completed } }
            try await waitUntil { service.worker?.runningJobs == 0 && harness.clock.sleepers >= 2 }
        }
        #expect(store.claims == 1)
    }

    @Test("jobs that wait for a slot start when one is free, without another ticket")
    func claimsForFreeSlots() async throws {
        var harness = ServiceHarness(queue: ForgetfulQueue())
        harness.settings.concurrency = 2
        let service = harness.service([.model(ScriptedLanguageModel())])
        var ids: [JobID] = []
        for _ in 0..<7 { ids.append(try await harness.submit(service)) }
        try await harness.running(service) {
            // Time stands still: only the end of one job can bring the next.
            for id in ids { try await waitUntil { try await harness.job(id)?.status == .completed } }
        }
    }

    @Test("a finished step is not asked for again after the worker was replaced")
    func resumesAfterCheckpoint() async throws {
        let harness = ServiceHarness()
        let first = ScriptedLanguageModel(script: [.smallestAnswer], afterwards: .silence)
        let service = harness.service([.model(first)])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await waitUntil { first.requests.count == 2 }
        }
        #expect(try await harness.job(id)?.status == .pending)
        let second = ScriptedLanguageModel()
        let replacement = harness.service([.model(second)])
        let details = try await harness.running(replacement) { try await replacement.end(of: id) }
        #expect(details.job.status == .completed)
        #expect(second.requests.map(\.prompt.schemaName) == ["guideline_checklist"])
        #expect(try await harness.kinds(id).filter { $0 == "step.completed" }.count == 2)
    }

    @Test("a cancelled job's call is broken off and its slot is free")
    func cancels() async throws {
        var harness = ServiceHarness()
        harness.settings.concurrency = 1
        let model = ScriptedLanguageModel(script: [.silence])
        let service = harness.service([.model(model)])
        try await harness.running(service) {
            let id = try await harness.submit(service)
            try await waitUntil { model.requests.count == 1 }
            #expect(try await service.cancelJob(id).status == .cancelled)
            let next = try await harness.submit(service)
            #expect(try await service.end(of: next).job.status == .completed)
            #expect(try await harness.job(id)?.status == .cancelled)
            let calls = try await harness.store.calls(of: id)
            #expect(calls.map(\.settlement?.outcome) == [.unknown])
        }
    }

    @Test("a job whose lease was lost is stopped at the next renewal")
    func stopsWithoutLease() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(script: [.silence])
        let service = harness.service([.model(model)])
        try await harness.running(service) {
            let id = try await harness.submit(service)
            try await waitUntil { model.requests.count == 1 }
            // Behind the worker's back: no hint tells it.
            let request = JobRequest(job: id, command: harness.clock.runtime.makeID(), at: harness.clock.runtime.now())
            _ = try await harness.store.cancel(request)
            try await harness.passTime { service.worker?.runningJobs == 0 }
        }
    }

    @Test("leases of running jobs are renewed")
    func renewsLeases() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(afterwards: .silence)
        let service = harness.service([.model(model)])
        try await harness.running(service) {
            let id = try await harness.submit(service)
            try await waitUntil { model.requests.count == 1 }
            try await harness.passTime(.seconds(5)) { harness.clock.now > .seconds(120) }
            #expect(try await harness.job(id)?.state.attempts == 1)
            #expect(model.requests.count == 1)
        }
    }

    @Test("a job with a workflow version that nobody here knows is left alone")
    func leavesUnknownVersions() async throws {
        let harness = ServiceHarness()
        let service = harness.service([.localRules])
        let submission = JobSubmission(
            id: JobID(harness.clock.runtime.makeID()),
            queue: "guideline_queue",
            workflow: WorkflowIdentity(name: "guideline", version: 99),
            totalSteps: 2,
            language: "auto",
            input: Array("{}".utf8),
            metadata: Array("{}".utf8),
            createdAt: harness.clock.runtime.now()
        )
        _ = try await harness.store.insert(submission)
        let known = try await harness.submit(service)
        _ = try await harness.running(service) { try await service.end(of: known) }
        #expect(try await harness.job(submission.id)?.status == .pending)
    }
}

/// Takes every ticket and gives none out.
private struct ForgetfulQueue: JobQueue {
    let problem: String? = nil

    func send(_ tickets: [JobTicket]) async throws(JobQueueError) {}

    func receive(queues: Set<String>?) async throws(JobQueueError) -> [JobTicket] {
        await TicketBuffer().take(queues: queues)
    }

    func acknowledge(_ tickets: [JobTicket]) async throws(JobQueueError) {}
}
