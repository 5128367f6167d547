import JobsDomain
import Logging

/// Has one step done: by a model, in parts where its text is too long, or by the step's own rules.
struct StepRunner {
    /// How a step ended where no error ends the session.
    enum Outcome {
        case output(JSONObject, Provenance, isDegraded: Bool)
        /// The job goes back to wait; the cause is shown meanwhile.
        case park(Duration, JobFailure)
        case failed(JobFailure)
    }

    let step: any WorkflowStep
    /// What it works on; every call gets a marker of its own.
    let context: StepContext
    /// Of everything the output is made from.
    let inputHash: SHA256Digest
    let services: ModelServices
    let session: JobSession
    let allowance: JobAllowance
    /// When the time of this start is over, by the runtime's uptime.
    let deadline: Duration

    func run() async throws(SessionEnd) -> Outcome {
        if self.services.prefersLocalRules, let outcome = try await self.localOutput(insteadOf: nil) { return outcome }
        guard !self.services.models.isEmpty else { return .failed(self.failureWithoutModels()) }
        var canFallBack = self.services.hasLocalRules
        while true {
            switch try await self.ask(canFallBack: canFallBack) {
            case .answered(let output, let provenance): return .output(output, provenance, isDegraded: false)
            case .park(let pause, let cause): return .park(pause, cause)
            case .failed(let failure): return .failed(failure)
            case .tooLong:
                let message = "The document does not fit into any configured model."
                return .failed(self.failure("context_overflow", message, isRetryable: false))
            case .exhausted(let last):
                if let outcome = try await self.localOutput(insteadOf: last) { return outcome }
                // This step has no rules, so it waits for a model as if none were configured.
                canFallBack = false
            }
        }
    }

    private func ask(canFallBack: Bool) async throws(SessionEnd) -> QuestionRunner.Outcome {
        let text: String?
        do throws(StepFailure) {
            text = try self.step.divisibleText(in: self.context)
        } catch {
            return .failed(self.failure(error.code, error.message, isRetryable: false))
        }
        let question = Question(
            step: self.step,
            path: StepPath(step: self.step.name),
            context: self.context,
            isDivisible: text != nil
        )
        var parts: PartsRunner?
        if let text {
            parts = PartsRunner(
                question: question,
                text: text,
                inputHash: self.inputHash,
                services: self.services,
                session: self.session,
                allowance: self.allowance,
                deadline: self.deadline,
                canFallBack: canFallBack
            )
        }
        if let parts, parts.hasBegun { return try await parts.run(tokens: nil) }
        let runner = QuestionRunner(
            question: question,
            services: self.services,
            session: self.session,
            allowance: self.allowance,
            deadline: self.deadline,
            canFallBack: canFallBack
        )
        let outcome = try await runner.run()
        guard case .tooLong(let tokens) = outcome, let parts else { return outcome }
        return try await parts.run(tokens: tokens)
    }

    /// What the step's own rules make; nil where it has none.
    ///
    /// - Parameter last: what was tried before, if anything was.
    private func localOutput(insteadOf last: RouteFailure?) async throws(SessionEnd) -> Outcome? {
        // What was paid for so far is safe before the rules take their time.
        try await self.session.flush()
        let output: JSONObject?
        do throws(StepFailure) {
            output = try self.step.localOutput(for: self.context)
        } catch {
            return .failed(self.failure(error.code, error.message, isRetryable: false))
        }
        guard let output else { return nil }
        if let last {
            self.session.record(
                .fallBack(
                    self.step.name,
                    from: last.provider.name,
                    to: ModelRoute.localProvider.name,
                    reason: last.error.code.rawValue
                )
            )
        }
        let provenance = Provenance(of: .localRules, after: last.map { [$0] } ?? [])
        return .output(output, provenance, isDegraded: last != nil)
    }

    private func failureWithoutModels() -> JobFailure {
        self.services.routes.isEmpty
            ? self.failure("no_provider", "No provider is configured.", isRetryable: true)
            : self.failure("no_local_rules", "The step cannot be done without a model.", isRetryable: true)
    }

    private func failure(_ code: String, _ message: String, isRetryable: Bool) -> JobFailure {
        JobFailure(code: code, message: message, step: self.step.name, isRetryable: isRetryable)
    }
}
