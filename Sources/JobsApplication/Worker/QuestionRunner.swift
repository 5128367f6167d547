import JobsDomain
import Logging

/// Has one question answered: asks the models in their order, retries, corrects, waits, goes on.
struct QuestionRunner {
    /// How a question ended where no error ends the session.
    enum Outcome {
        case answered(JSONObject, Provenance)
        /// No model answers for now, and local rules shall do the step.
        case exhausted(RouteFailure)
        /// The question has to be put in parts for this many tokens, question and answer together.
        case tooLong(tokens: Int)
        /// The job goes back to wait; the cause is shown meanwhile.
        case park(Duration, JobFailure)
        case failed(JobFailure)
    }

    let question: Question
    let services: ModelServices
    let session: JobSession
    let allowance: JobAllowance
    /// When the time of this start is over, by the runtime's uptime.
    let deadline: Duration
    /// Whether local rules may take over.
    let canFallBack: Bool

    private var policy: ModelPolicy { self.services.policy }
    private var runtime: JobRuntime { self.services.runtime }
    private var remainingTime: Duration { self.deadline - self.runtime.uptime() }

    func run() async throws(SessionEnd) -> Outcome {
        let beganAt = self.runtime.uptime()
        // What clients were told about is not told again in every round.
        var told: Set<String> = []
        for number in 1... {
            var round = RoundRecord()
            for model in self.services.models {
                if let outcome = try await self.ask(model, &round, &told) { return outcome }
            }
            // Parts may fit where the whole did not.
            if let context = round.largestContext, self.question.isDivisible { return .tooLong(tokens: context) }
            if let outcome = try await self.end(round, number: number, beganAt: beganAt) { return outcome }
        }
        return .failed(self.failure(code: "unreachable", message: "No round ended."))
    }

    // MARK: - One route

    /// Asks one model as often as the policy allows; nil means that the next route is to be tried.
    private func ask(
        _ model: any LanguageModel,
        _ round: inout RoundRecord,
        _ told: inout Set<String>
    ) async throws(SessionEnd) -> Outcome? {
        let route = RouteKey(model)
        var attempts = ModelPolicy.Attempts()
        var correction: ModelCorrection?
        var room: Int?
        while true {
            guard self.remainingTime > .zero else {
                self.note(LanguageModelError(.timeout, "the job's deadline has passed", wasSent: false), model, &round)
                return nil
            }
            let context = self.question.context.with(marker: self.services.fenceMarker())
            var prompt: ModelPrompt
            do throws(StepFailure) {
                prompt = try self.question.step.prompt(for: context)
            } catch {
                return .failed(self.failure(code: error.code, message: error.message, isRetryable: false))
            }
            prompt.correction = correction
            if let room { prompt.maximumOutputTokens = room }
            let size = TokenEstimate.tokens(in: prompt)
            guard self.fit(&prompt, size: size, model, &round) else { return nil }
            let caller = ModelCaller(
                question: self.question,
                services: self.services,
                session: self.session,
                allowance: self.allowance
            )
            let permit: ModelCaller.Permit
            switch try await self.leave(for: model, prompt, context, size: size, caller) {
            case .success(let given): permit = given
            case .failure(let refusal):
                round.note(refusal)
                return nil
            }
            self.tellFallback(to: model, round, &told)
            round.hasAsked = true
            let error: LanguageModelError
            var answer: String?
            switch try await caller.make(permit) {
            case .output(let output):
                await self.services.board.noteSuccess(of: route)
                return .answered(output, Provenance(of: .model(model), after: round.failures))
            case .rejected(let failure, let text): (error, answer) = (failure, text)
            case .failed(let failure): error = failure
            }
            let reaction = ModelPolicy.reaction(to: error, after: attempts, jitter: self.runtime.random())
            await self.report(error, of: model, reaction)
            switch reaction {
            case .nextRoute(let chance):
                round.note(RouteFailure(provider: model.provider, error: error, chance: chance))
                return nil
            case .nextRouteAsTooLong:
                round.noteTooLong(for: self.contextLearned(from: error, size: size, model))
                self.note(error, model, &round)
                return nil
            case .retry(let pause):
                if error.code == .malformedReply { attempts.malformedReplies += 1 } else { attempts.retries += 1 }
                self.session.record(.retryStep(self.question.path.step, reason: error.code.rawValue, delay: pause))
                try await self.wait(pause)
            case .askAdapted: attempts.adaptations += 1
            case .correct:
                attempts.corrections += 1
                self.session.record(.retryStep(self.question.path.step, reason: error.code.rawValue, delay: .zero))
                correction = ModelCorrection(answer: answer ?? "", problems: error.message)
            case .enlarge:
                attempts.enlargements += 1
                self.session.record(.retryStep(self.question.path.step, reason: error.code.rawValue, delay: .zero))
                room = min(permit.prompt.maximumOutputTokens * 2, ModelPolicy.largestAnswer)
            }
        }
    }

    /// Cuts the answer's room to what the model's context leaves; false where that is too little.
    private func fit(
        _ prompt: inout ModelPrompt,
        size: Int,
        _ model: any LanguageModel,
        _ round: inout RoundRecord
    ) -> Bool {
        guard let context = self.services.board.contextTokens(of: model) else { return true }
        let room = context - size
        guard room >= min(ModelPolicy.smallestAnswer, prompt.maximumOutputTokens, context / 4) else {
            round.noteTooLong(for: context)
            let message = "the question has about \(size) tokens, and the model takes \(context)"
            self.note(LanguageModelError(.contextOverflow, message, wasSent: false), model, &round)
            return false
        }
        prompt.maximumOutputTokens = min(prompt.maximumOutputTokens, room)
        return true
    }

    /// How many tokens the route takes, as its refusal tells; at least less than it was asked to take.
    private func contextLearned(from error: LanguageModelError, size: Int, _ model: any LanguageModel) -> Int {
        if let limit = error.tokenLimit, limit > 0 {
            if error.code != .truncated { self.services.board.noteContext(limit, of: model) }
            // An estimate that was too low for the whole is too low for a part as well.
            return min(limit, size * 3 / 4)
        }
        return size / 2
    }

    /// Asks everything that may stand against a call, and waits where the wait is short.
    private func leave(
        for model: any LanguageModel,
        _ prompt: ModelPrompt,
        _ context: StepContext,
        size: Int,
        _ caller: ModelCaller
    ) async throws(SessionEnd) -> Result<ModelCaller.Permit, RouteFailure> {
        let timeout = min(self.policy.callTimeout, max(self.remainingTime, .milliseconds(1)))
        admission: while true {
            let admission = await self.services.board.admission(
                to: RouteKey(model),
                probeTimeout: timeout + .seconds(10),
                isInsistent: self.session.claimed.job.state.run > 1
            )
            switch admission {
            case .open: break admission
            case .closed(let pause, let cause):
                if pause <= ModelPolicy.shortestWait {
                    try await self.wait(pause)
                    continue
                }
                let message = "the provider is left alone for now, after its last failure"
                let error = LanguageModelError(cause, message, retryAfter: pause, wasSent: false)
                let chance: ModelPolicy.Chance = cause.isMisuse ? .unlikely(after: pause) : .after(pause)
                return .failure(RouteFailure(provider: model.provider, error: error, chance: chance))
            }
        }
        if let refusal = try await self.pace(model, tokens: size + prompt.maximumOutputTokens) {
            return .failure(self.refused(refusal, model))
        }
        return await caller.permit(model, prompt: prompt, context: context, size: size, timeout: timeout)
            .mapError { self.refused($0, model) }
    }

    /// Waits for the route's turn; an error where that takes too long to keep a worker for.
    private func pace(_ model: any LanguageModel, tokens: Int) async throws(SessionEnd) -> LanguageModelError? {
        let beganAt = self.runtime.uptime()
        while self.remainingTime > .zero {
            let pause: Duration?
            do throws(JobStoreError) {
                pause = try await self.services.paces.take(tokens: tokens, of: model)
            } catch {
                // Without the others' counts nobody knows whether the minute is used up.
                pause = .seconds(1)
            }
            guard let pause else { return nil }
            guard self.runtime.uptime() - beganAt + pause <= ModelPolicy.longestHeldWait else {
                let message = "the calls that the provider takes in a minute are used up"
                return LanguageModelError(.paced, message, retryAfter: pause, wasSent: false)
            }
            try await self.wait(pause)
        }
        return LanguageModelError(.timeout, "the job's deadline has passed", wasSent: false)
    }

    private func report(
        _ error: LanguageModelError,
        of model: any LanguageModel,
        _ reaction: ModelPolicy.Reaction
    ) async {
        guard ModelPolicy.isFaultOfRoute(error) else {
            return await self.services.board.noteSuccess(of: RouteKey(model))
        }
        var pause: Duration?
        if case .retry(let own) = reaction { pause = own }
        await self.services.board.noteFailure(of: RouteKey(model), error, pause: pause)
    }

    /// Tells that a question goes on with another provider, and why.
    private func tellFallback(to model: any LanguageModel, _ round: RoundRecord, _ told: inout Set<String>) {
        guard let last = round.failures.last else { return }
        let (from, to) = (last.provider.name, model.provider.name)
        guard told.insert("\(from)\n\(to)\n\(last.error.code.rawValue)").inserted else { return }
        self.session.record(
            .fallBack(self.question.path.step, from: from, to: to, reason: last.error.code.rawValue)
        )
    }

    private func note(_ error: LanguageModelError, _ model: any LanguageModel, _ round: inout RoundRecord) {
        round.note(self.refused(error, model))
    }

    /// A failure after which the route is not asked again in this round.
    private func refused(_ error: LanguageModelError, _ model: any LanguageModel) -> RouteFailure {
        let chance: ModelPolicy.Chance =
            switch ModelPolicy.reaction(to: error, after: .exhausted, jitter: 0) {
            case .nextRoute(let chance): chance
            default: .never
            }
        return RouteFailure(provider: model.provider, error: error, chance: chance)
    }

    // MARK: - The end of a round

    private func end(_ round: RoundRecord, number: Int, beganAt: Duration) async throws(SessionEnd) -> Outcome? {
        guard let last = round.failures.last else {
            let message = "No provider is configured."
            return .failed(self.failure(code: "no_provider", message: message))
        }
        let isOutOfTime = self.remainingTime <= .zero
        let parked = self.session.claimed.job.state.parked
        let decision = self.policy.end(
            of: ModelPolicy.FailedRound(
                chance: isOutOfTime ? .never : round.chance,
                hasAsked: round.hasAsked,
                waited: parked + self.runtime.uptime() - beganAt,
                parked: parked,
                number: number
            ),
            hasLocalRules: self.canFallBack,
            jitter: self.runtime.random()
        )
        switch decision {
        case .fallBackToLocalRules: return .exhausted(last)
        case .wait(let pause):
            self.session.record(
                .retryStep(self.question.path.step, reason: last.error.code.rawValue, delay: pause)
            )
            try await self.wait(pause)
            return nil
        case .park(let pause): return .park(pause, self.failure(of: last))
        case .fail:
            guard isOutOfTime else { return .failed(self.failure(of: last)) }
            let message = "The job's deadline has passed. Last cause: \(last.error.message)"
            return .failed(self.failure(code: "deadline_exceeded", message: message))
        }
    }

    private func wait(_ pause: Duration) async throws(SessionEnd) {
        try await self.session.flush()
        do throws(CancellationError) {
            try await self.runtime.sleep(min(pause, max(self.remainingTime, .zero)))
        } catch {
            throw .interrupted
        }
    }

    private func failure(of last: RouteFailure) -> JobFailure {
        self.failure(
            code: last.error.code.rawValue,
            message: "\(last.provider.name): \(last.error.message)",
            isRetryable: !LanguageModelError.Code.lyingInTheDocument.contains(last.error.code)
        )
    }

    /// A client may retry everything that a changed configuration or a better day can mend.
    private func failure(code: String, message: String, isRetryable: Bool = true) -> JobFailure {
        JobFailure(code: code, message: message, step: self.question.path.step, isRetryable: isRetryable)
    }
}

extension LanguageModelError.Code {
    /// Failures that lie in the document: the same job would fail the same way again.
    fileprivate static let lyingInTheDocument: Set<LanguageModelError.Code> = [
        .contextOverflow, .requestTooLarge, .contentFiltered, .refused,
    ]
}
