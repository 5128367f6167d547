import JobsApplication
import JobsDomain

/// What has to hold once everything is quiet.
extension World {
    func audit() async {
        self.history.checkStartOrder()
        do throws(JobStoreError) {
            for record in self.history.jobs { try await self.audit(record) }
            try await self.auditFeed()
            self.auditSettlements()
        } catch {
            self.history.fail("the store cannot be read: \(error)")
        }
    }

    private func audit(_ record: JobRecord) async throws(JobStoreError) {
        guard let details = try await self.base.job(record.id) else {
            return self.history.fail("job \(record.id) is lost")
        }
        let state = details.job.state
        self.history.require(state.parked <= self.shape.policy.expiry, "job \(record.id) was parked for too long")
        let events = try await self.base.events(of: record.id, after: 0, limit: .max)
        let log = EventLog(events, attemptLimit: self.shape.attemptLimit, coverage: &self.coverage)
        if let problem = log.problem { return self.history.fail("the log of job \(record.id) \(problem)") }
        self.history.require(
            log.status == state.status && record.status == state.status,
            "job \(record.id) is \(state.status) after a log that ends \(log.status)"
        )
        self.history.require(state.lastEvent == events.count, "job \(record.id) miscounts its events")
        self.history.require(state.attempts == log.attempts, "job \(record.id) miscounts its attempts")
        self.history.require(state.run == log.run && state.run == record.run, "job \(record.id) miscounts its runs")
        self.auditEnd(of: record, details)
        self.auditOutputs(of: record, details)
        try await self.auditUsage(of: record, state.usage)
    }

    /// The log of all jobs is the logs of the jobs, each event once and each job's in their order.
    private func auditFeed() async throws(JobStoreError) {
        var place = FeedPosition.start
        var told: [JobID: [JobEvent]] = [:]
        while true {
            let page = try await self.base.feed(after: place, limit: 10)
            guard !page.events.isEmpty else { break }
            for event in page.events {
                self.history.require(place < event.position, "the log of all jobs goes back at \(event.position)")
                place = event.position
                told[event.event.job, default: []].append(event.event)
            }
        }
        for record in self.history.jobs {
            let events = try await self.base.events(of: record.id, after: 0, limit: .max)
            self.history.require(told[record.id] == events, "the log of all jobs differs from that of job \(record.id)")
        }
    }

    private func auditEnd(of record: JobRecord, _ details: JobDetails) {
        switch details.job.status {
        case .completed: break
        case .cancelled:
            self.history.require(record.wasCancelRequested, "job \(record.id) was cancelled by nobody")
        case .failed:
            let code = details.job.state.failure?.code ?? ""
            self.history.require(
                self.allowedFailures(of: record.submission).contains(code)
                    || (code == RelayStep.rejection && record.submission.rejectedStep != nil),
                "job \(record.id) failed with \(code)"
            )
        case .pending, .processing:
            self.history.fail("job \(record.id) never ended")
        }
    }

    /// Local rules always know an answer; without them a job may fail as its providers do.
    private func allowedFailures(of submission: Submission) -> [String] {
        let names = LanguageModelError.Code.allCases.map(\.rawValue)
        let needsModel = submission.workflow == Workflow.longRelay.identity.name || !self.shape.hasLocalRules
        guard needsModel else { return ["attempts_exhausted"] }
        guard !self.shape.models.isEmpty else { return ["attempts_exhausted", "no_local_rules"] }
        return ["attempts_exhausted", "deadline_exceeded"] + names
    }

    private func auditOutputs(of record: JobRecord, _ details: JobDetails) {
        let steps = [
            "relay": ["first", "second"], "long_relay": ["first", "second", "third"], "short_relay": ["only"],
        ]
        let expected = steps[record.submission.workflow] ?? []
        if details.job.status == .completed {
            self.history.require(
                details.checkpoints.map(\.path.step) == expected,
                "job \(record.id) completed without all of its steps"
            )
        }
        self.history.require(
            details.job.state.completedSteps == details.checkpoints.count,
            "job \(record.id) miscounts its steps"
        )
        var outputs = JSONObject()
        for checkpoint in details.checkpoints {
            let step = checkpoint.path.step
            let baton = RelayStep.baton(step, record.submission.text, after: outputs)
            let output: JSONObject = ["baton": .string(baton)]
            let ending = output.serialized.dropFirst()
            self.history.require(
                checkpoint.output.suffix(ending.count).elementsEqual(ending),
                "step \(step) of job \(record.id) has another output"
            )
            outputs.append(step, .object(output))
        }
    }

    /// A call that has ended is settled at once, unless something hindered its worker.
    private func auditSettlements() {
        for (_, call) in self.history.calls.sorted(by: { $0.key < $1.key }) where !call.isSettled {
            guard let ended = call.ended, self.scheduler.now - ended > 2 * .oneSecond else { continue }
            self.history.require(
                self.wasDisturbed(lane: call.lane, since: ended),
                "a call for job \(call.job) ended and was never settled"
            )
        }
    }

    private func auditUsage(of record: JobRecord, _ usage: TokenUsage) async throws(JobStoreError) {
        let calls = try await self.base.calls(of: record.id)
        var expected = TokenUsage.none
        for call in calls {
            expected.add(call.intent)
            self.history.require(
                (call.settlement != nil) == (self.history.calls[call.intent.call]?.isSettled ?? false),
                "the ledger of job \(record.id) has lost or made up a settlement"
            )
            if let settlement = call.settlement { expected.add(settlement) }
        }
        self.history.require(usage == expected, "job \(record.id) miscounts what its calls used")
    }
}
