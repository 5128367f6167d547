import JobsDomain
import Logging

/// Runs a claimed job from its last checkpoint to its end.
struct ProcessJob {
    let workflows: WorkflowCatalog
    let services: ModelServices
    let ledger: any CallLedger

    /// Runs until the job is written as ended or given back.
    ///
    /// - Throws: ``SessionEnd`` where the session cannot go on; then the owner of the session decides what
    ///   becomes of what was recorded.
    func callAsFunction(_ session: JobSession) async throws(SessionEnd) {
        let claimed = session.claimed
        guard let workflow = self.workflows.workflow(claimed.job.facts.workflow) else {
            // A worker claims only what it has registered, so this is a store that broke its promise.
            return try await self.fail(
                session,
                JobFailure(
                    code: "unknown_workflow",
                    message: "This worker does not know \(claimed.job.facts.workflow).",
                    isRetryable: true
                )
            )
        }
        let input: JSONValue
        do throws(JSONSyntaxError) {
            input = try JSONValue(parsing: claimed.input)
        } catch {
            let message = "The stored input is no JSON: \(error)"
            return try await self.fail(
                session,
                JobFailure(code: "corrupt_input", message: message, isRetryable: false)
            )
        }
        try await self.runSteps(of: workflow, input: input, session)
    }

    private func runSteps(of workflow: Workflow, input: JSONValue, _ session: JobSession) async throws(SessionEnd) {
        let deadline = self.services.runtime.uptime() + self.services.policy.deadline
        let claimed = session.claimed
        let allowance = try await self.allowance(of: claimed.job, session.logger)
        var outputs = JSONObject()
        var hashedFields = [claimed.input]
        for step in workflow.steps {
            let path = StepPath(step: step.name)
            let inputHash = SHA256Digest(ofFields: [Array(step.name.utf8)] + hashedFields)
            if let done = claimed.checkpoints.first(where: { $0.path == path && $0.inputHash == inputHash }) {
                guard let output = try await self.parsed(done, session) else { return }
                outputs.append(step.name, output)
                hashedFields.append(done.output)
                continue
            }
            session.record(.startStep(step.name))
            let runner = StepRunner(
                step: step,
                context: StepContext(
                    input: input,
                    language: claimed.job.facts.language,
                    outputs: outputs,
                    fenceMarker: ""
                ),
                inputHash: inputHash,
                services: self.services,
                session: session,
                allowance: allowance,
                deadline: deadline
            )
            switch try await runner.run() {
            case .output(let output, let provenance, let isDegraded):
                let encoded = provenance.heading(output)
                session.record(
                    .checkpoint(
                        Checkpoint(path: path, inputHash: inputHash, output: encoded, isDegraded: isDegraded)
                    )
                )
                outputs.append(step.name, .object(output))
                hashedFields.append(encoded)
            case .park(let pause, let cause):
                session.record(.requeue(.parked, delay: pause, cause: cause))
                return try await session.flush()
            case .failed(let failure):
                return try await self.fail(session, failure)
            }
        }
        session.record(.complete)
        try await session.flush()
    }

    /// The output of a finished step; nil where it is unreadable and the job has failed for it.
    private func parsed(_ checkpoint: Checkpoint, _ session: JobSession) async throws(SessionEnd) -> JSONValue? {
        do throws(JSONSyntaxError) {
            return try JSONValue(parsing: checkpoint.output)
        } catch {
            let failure = JobFailure(
                code: "corrupt_checkpoint",
                message: "A stored output is no JSON: \(error)",
                step: checkpoint.path.step,
                isRetryable: false
            )
            try await self.fail(session, failure)
            return nil
        }
    }

    private func fail(_ session: JobSession, _ failure: JobFailure) async throws(SessionEnd) {
        session.record(.fail(failure))
        try await session.flush()
    }

    /// What this run may still use, those calls counted that earlier starts have made or may have made.
    private func allowance(of job: Job, _ logger: Logger) async throws(SessionEnd) -> JobAllowance {
        var paid = 0
        if job.state.usage.calls > 0 {
            paid = try await self.callsOfRun(job, logger).count { $0.mayHaveCost }
        }
        return JobAllowance(
            calls: max(0, self.services.policy.callLimit - paid),
            spent: job.state.usage.costNanoUSD
        )
    }

    private func callsOfRun(_ job: Job, _ logger: Logger) async throws(SessionEnd) -> [ModelCall] {
        while true {
            do throws(JobStoreError) {
                return try await self.ledger.calls(of: job.id).filter { $0.intent.run == job.state.run }
            } catch {
                // The lease bounds this: losing it cancels the task.
                logger.warning(
                    "the calls of a job cannot be read",
                    metadata: ["error.message": "\(error)"]
                )
            }
            do throws(CancellationError) {
                try await self.services.runtime.sleep(.milliseconds(500))
            } catch {
                throw .interrupted
            }
        }
    }
}

extension ModelCall {
    /// Whether the provider has charged for the call, or may have.
    fileprivate var mayHaveCost: Bool {
        guard let settlement else { return true }
        switch settlement.outcome {
        case .answered, .unknown: return true
        case .failed: return settlement.usage != .unknown
        case .notSent: return false
        }
    }
}
