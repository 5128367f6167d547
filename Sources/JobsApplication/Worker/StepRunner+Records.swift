import JobsDomain

/// What a step leaves in the ledger and in its job.
extension StepRunner {
    /// Failures that lie in the document: the same job would fail the same way again.
    private static let finalCodes: Set<LanguageModelError.Code> = [.contextOverflow, .contentFiltered, .refused]

    func intent(_ call: UUIDv7, _ model: any LanguageModel) -> CallIntent {
        CallIntent(
            call: call,
            job: self.session.claimed.job.id,
            run: self.session.claimed.job.state.run,
            step: StepPath(step: self.step.name),
            provider: model.provider.source,
            model: model.model,
            promptVersion: self.step.promptVersion,
            schemaVersion: self.step.schemaVersion,
            at: self.runtime.now()
        )
    }

    func settlement(of error: LanguageModelError, call: UUIDv7) -> CallSettlement {
        let outcome: CallSettlement.Outcome =
            if !error.wasSent { .notSent } else if error.status != nil { .failed } else { .unknown }
        return CallSettlement(
            call: call,
            job: self.session.claimed.job.id,
            outcome: outcome,
            errorCode: error.code.rawValue,
            requestID: error.requestID,
            status: error.status,
            usage: error.usage,
            at: self.runtime.now()
        )
    }

    func failureWithoutModels() -> JobFailure {
        self.routes.isEmpty
            ? self.failure(code: "no_provider", message: "No provider is configured.")
            : self.failure(code: "no_local_rules", message: "The step cannot be done without a model.")
    }

    func failure(_ last: (route: ModelRoute, error: LanguageModelError)) -> JobFailure {
        self.failure(
            code: last.error.code.rawValue,
            message: "\(last.route.provider.name): \(last.error.message)",
            isRetryable: !Self.finalCodes.contains(last.error.code)
        )
    }

    func failure(code: String, message: String, isRetryable: Bool = true) -> JobFailure {
        // A client may retry everything that a changed configuration or a better day can mend.
        JobFailure(code: code, message: message, step: self.step.name, isRetryable: isRetryable)
    }
}
