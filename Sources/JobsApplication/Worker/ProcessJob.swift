import JobsDomain
import Logging

/// Runs a claimed job from its last checkpoint to its end.
struct ProcessJob {
    let workflows: WorkflowCatalog
    let routes: [ModelRoute]
    let policy: ModelPolicy
    let runtime: JobRuntime
    let logger: Logger

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
        let startedAt = self.runtime.uptime()
        let claimed = session.claimed
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
            let earlier = outputs
            let runner = StepRunner(
                step: step,
                routes: self.routes,
                policy: self.policy,
                session: session,
                runtime: self.runtime,
                logger: self.logger,
                startedAt: startedAt
            ) { marker in
                StepContext(
                    input: input,
                    language: claimed.job.facts.language,
                    outputs: earlier,
                    fenceMarker: marker
                )
            }
            switch try await runner.run() {
            case .output(let output, let route, let isDegraded):
                let encoded = Self.withProvenance(output, route)
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

    /// Puts who made an output before its members.
    private static func withProvenance(_ output: JSONObject, _ route: ModelRoute) -> [UInt8] {
        var object: JSONObject = ["_source": .string(route.provider.source), "_model": .string(route.model)]
        object.members += output.members
        return object.serialized
    }
}
