import JobsApplication
import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelFake
import Testing

@Suite("A step is retried, handed on, parked or done by local rules, as its failure deserves", .timeLimit(.minutes(2)))
struct ModelChainTests {
    @Test("a failure that may pass is retried with the same model")
    func retries() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(script: [.failure(.unreachable), .failure(.unreachable)])
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await harness.passTime { try await harness.job(id)?.status == .completed }
        }
        #expect(model.requests.count == 4)
        let kinds = try await harness.kinds(id)
        #expect(kinds.filter { $0 == "step.retrying" }.count == 2)
        #expect(kinds.filter { $0 == "step.started" }.count == 2)
        // Calls that were never sent cost nothing and are not counted.
        #expect(try await harness.job(id)?.state.usage.calls == 2)
    }

    @Test("a failure that will not pass goes to the next model at once")
    func fallsToNextModel() async throws {
        let harness = ServiceHarness()
        let first = ScriptedLanguageModel(afterwards: .failure(.refusedKey))
        let second = ScriptedLanguageModel(model: "fake-2")
        let service = harness.service([.model(first), .model(second)])
        let id = try await harness.submit(service)
        let details = try await harness.running(service) { try await service.end(of: id) }
        #expect(details.job.status == .completed)
        // The second step knows what the first has found out.
        #expect(first.requests.count == 1)
        #expect(second.requests.count == 2)
        #expect(!details.job.state.isDegraded)
    }

    @Test("when no model will ever answer, local rules take over at once")
    func fallsBackAtOnce() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(afterwards: .failure(.refusedKey))
        let service = harness.service([.model(model), .localRules])
        let id = try await harness.submit(service)
        let details = try await harness.running(service) { try await service.end(of: id) }
        #expect(harness.clock.now == .zero)
        #expect(details.job.state.isDegraded)
        let result = try JSONValue(parsing: try #require(service.result(of: details)))
        #expect(result["summary"]?["_source"] == "local_rules")
        #expect(result["degraded"] == .bool(true))
        #expect(try await harness.kinds(id).contains("step.fell_back"))
    }

    @Test("while a model may come back, local rules wait for the patience to end")
    func isPatient() async throws {
        var harness = ServiceHarness()
        harness.policy.patience = .seconds(30)
        let model = ScriptedLanguageModel(afterwards: .failure(.unreachable))
        let service = harness.service([.model(model), .localRules])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await harness.passTime { harness.clock.now >= .seconds(24) }
            #expect(try await harness.job(id)?.status.isEnded == false)
            try await harness.passTime { try await harness.job(id)?.status == .completed }
        }
        #expect(try await harness.job(id)?.state.isDegraded == true)
        #expect(try await harness.job(id)?.state.attempts == 1)
    }

    @Test("without patience, local rules take over after the first round")
    func isImpatient() async throws {
        var harness = ServiceHarness()
        harness.policy.patience = .zero
        let service = harness.service([
            .model(ScriptedLanguageModel(afterwards: .failure(.unreachable))), .localRules,
        ])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await harness.passTime { try await harness.job(id)?.status == .completed }
        }
    }

    @Test("local rules that stand first are no degradation")
    func localRulesFirst() async throws {
        let harness = ServiceHarness()
        let service = harness.service([.localRules])
        let id = try await harness.submit(service)
        let details = try await harness.running(service) { try await service.end(of: id) }
        #expect(details.job.status == .completed)
        #expect(!details.job.state.isDegraded)
        #expect(try await harness.store.calls(of: id).isEmpty)
    }

    @Test("a step that has no rules waits for a model although local rules are configured")
    func needsModel() async throws {
        var harness = ServiceHarness()
        harness.policy.patience = .zero
        harness.workflows = [.modelOnly]
        let failures = [ScriptedLanguageModel.Turn](repeating: .failure(.unreachable), count: 3)
        let service = harness.service([.localRules, .model(ScriptedLanguageModel(script: failures))])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await harness.passTime { try await harness.job(id)?.status.isEnded == true }
        }
        let job = try #require(try await harness.job(id))
        #expect(job.status == .completed)
        #expect(!job.state.isDegraded)
    }

    @Test("without local rules a long outage parks the job, and it goes on when the model is back")
    func parks() async throws {
        let harness = ServiceHarness()
        let overloaded = LanguageModelError(.overloaded, "busy", status: 503, retryAfter: .seconds(60), wasSent: true)
        let model = ScriptedLanguageModel(script: [.failure(overloaded)])
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await harness.passTime { try await harness.job(id)?.state.parked ?? .zero > .zero }
            let parked = try #require(try await harness.job(id))
            #expect(parked.status == .pending)
            #expect(parked.state.attempts == 0)
            #expect(parked.state.failure?.code == "overloaded")
            try await waitUntil { service.worker?.runningJobs == 0 }
            try await harness.passTime { try await harness.job(id)?.status == .completed }
        }
        #expect(harness.clock.now >= .seconds(60))
        #expect(model.requests.count == 3)
    }

    @Test("a job that was parked for too long fails with the last cause")
    func expires() async throws {
        var harness = ServiceHarness()
        harness.policy.expiry = .seconds(100)
        let overloaded = LanguageModelError(.overloaded, "busy", status: 503, retryAfter: .seconds(60), wasSent: true)
        let service = harness.service([.model(ScriptedLanguageModel(afterwards: .failure(overloaded)))])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            try await harness.passTime(.seconds(1)) {
                try await harness.job(id)?.status == .failed
            }
        }
        let failure = try #require(try await harness.job(id)?.state.failure)
        #expect(failure.code == "overloaded")
        #expect(failure.step == "summary")
    }

    @Test("without local rules a failure that will not pass fails the job, and a retry goes again")
    func failsAndRetries() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel(script: [.smallestAnswer, .failure(.refusedKey)])
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service)
        try await harness.running(service) {
            let failed = try await service.end(of: id)
            #expect(failed.job.status == .failed)
            #expect(failed.job.state.failure?.code == "authentication")
            #expect(failed.job.state.failure?.step == "checklist")
            _ = try await service.retryJob(id)
            let done = try await service.end(of: id)
            #expect(done.job.status == .completed)
            #expect(done.job.state.run == 2)
        }
        #expect(
            model.requests.map(\.prompt.schemaName) == [
                "guideline_summary", "guideline_checklist", "guideline_checklist",
            ]
        )
    }

    @Test("an answer that fails the validation is asked for once more, then the next model is tried")
    func distrustsAnswers() async throws {
        let harness = ServiceHarness()
        let babbling = ScriptedLanguageModel(afterwards: .answer("I cannot do JSON."))
        let sound = ScriptedLanguageModel()
        let service = harness.service([.model(babbling), .model(sound)])
        let id = try await harness.submit(service)
        let details = try await harness.running(service) { try await service.end(of: id) }
        #expect(details.job.status == .completed)
        #expect(babbling.requests.count == 4)
        #expect(sound.requests.count == 2)
        // Useless answers were paid for all the same.
        #expect(details.job.state.usage.calls == 6)
        #expect(details.job.state.usage.inputTokens == 60)
    }

    @Test("every call has a fence marker of its own")
    func changesFences() async throws {
        let harness = ServiceHarness()
        let model = ScriptedLanguageModel()
        let service = harness.service([.model(model)])
        for _ in 0..<3 {
            let id = try await harness.submit(service)
            _ = try await harness.running(harness.service([.model(model)])) { try await service.end(of: id) }
        }
        #expect(Set(model.requests.map(\.prompt.user)).count == model.requests.count)
    }
}
