import JobsDomain
import Logging

/// Has one step done: asks the models in their order, retries, waits, falls back; one call at a time.
struct StepRunner {
    /// How a step ended where no error ends the session.
    enum Outcome {
        case output(JSONObject, route: ModelRoute, isDegraded: Bool)
        /// The job goes back to wait; the cause is shown meanwhile.
        case park(Duration, JobFailure)
        case failed(JobFailure)
    }

    let step: any WorkflowStep
    let routes: [ModelRoute]
    let policy: ModelPolicy
    let session: JobSession
    let runtime: JobRuntime
    let logger: Logger
    /// When the job was started, by the runtime's uptime.
    let startedAt: Duration
    let makeContext: @Sendable (_ fenceMarker: String) -> StepContext

    /// What one round over all routes found out.
    private struct Round {
        var mayPass = false
        var retryAfter: Duration?
        var last: (route: ModelRoute, error: LanguageModelError)?
    }

    func run() async throws(SessionEnd) -> Outcome {
        let beganAt = self.runtime.uptime()
        for rounds in 1... {
            var round = Round()
            for route in self.routes {
                switch route {
                case .localRules:
                    guard round.last == nil else { break }
                    // Local rules stand first in the order: nothing was tried before them.
                    if let outcome = try await self.localOutput(insteadOf: nil) { return outcome }
                case .model(let model):
                    if let outcome = try await self.ask(model, &round) { return outcome }
                }
            }
            if let outcome = try await self.end(round, rounds: rounds, beganAt: beganAt) { return outcome }
        }
        return .failed(self.failure(code: "unreachable", message: "No round ended."))
    }

    // MARK: - One route

    /// Asks one model as often as the policy allows; nil means that the next route is to be tried.
    private func ask(_ model: any LanguageModel, _ round: inout Round) async throws(SessionEnd) -> Outcome? {
        var invalidAnswers = 0
        for calls in 1... {
            guard self.remainingTime > .zero else {
                self.note(LanguageModelError(.timeout, "the job's deadline has passed", wasSent: false), model, &round)
                return nil
            }
            let error: LanguageModelError
            switch try await self.call(model) {
            case .success(let output): return .output(output, route: .model(model), isDegraded: false)
            case .failure(.step(let failure)):
                return .failed(self.failure(code: failure.code, message: failure.message, isRetryable: false))
            case .failure(.model(let failure)): error = failure
            }
            if [.invalidOutput, .malformedReply, .truncated].contains(error.code) { invalidAnswers += 1 }
            self.note(error, model, &round)
            let reaction = ModelPolicy.reaction(
                to: error,
                calls: calls,
                invalidAnswers: invalidAnswers,
                jitter: self.runtime.random()
            )
            switch reaction {
            case .nextRoute(let mayPass):
                round.mayPass = round.mayPass || mayPass
                return nil
            case .retry(let pause):
                self.session.record(.retryStep(self.step.name, reason: error.code.rawValue, delay: pause))
                try await self.wait(pause)
            }
        }
        return nil
    }

    private enum CallFailure: Error {
        case model(LanguageModelError)
        case step(StepFailure)
    }

    /// Makes one call: intent, question, validation, settlement.
    private func call(_ model: any LanguageModel) async throws(SessionEnd) -> Result<JSONObject, CallFailure> {
        let context = self.makeContext(self.fenceMarker())
        let prompt: ModelPrompt
        do throws(StepFailure) {
            prompt = try self.step.prompt(for: context)
        } catch {
            return .failure(.step(error))
        }
        let call = self.runtime.makeID()
        self.session.record(.intend(self.intent(call, model)))
        do throws(SessionEnd) {
            try await self.session.flush()
        } catch {
            // A refused intent means no call. It may have been stored all the same, and must not look like a paid one.
            let unsent = LanguageModelError(.cancelled, "the call was not made", wasSent: false)
            self.session.record(.settle(self.settlement(of: unsent, call: call)))
            throw error
        }
        let request = ModelRequest(
            call: call,
            prompt: prompt,
            timeout: min(self.policy.callTimeout, max(self.remainingTime, .milliseconds(1)))
        )
        do throws(LanguageModelError) {
            let reply = try await model.complete(request)
            return self.judge(reply, call: call, context)
        } catch {
            self.session.record(.settle(self.settlement(of: error, call: call)))
            if error.code == .cancelled { throw .interrupted }
            self.logger.info(
                "a model call failed",
                metadata: [
                    "gen_ai.provider.name": "\(model.provider.name)", "error.type": "\(error.code.rawValue)",
                    "error.message": "\(error)",
                ]
            )
            return .failure(.model(error))
        }
    }

    private func judge(_ reply: ModelReply, call: UUIDv7, _ context: StepContext) -> Result<JSONObject, CallFailure> {
        var problem: String?
        var output: JSONObject?
        do throws(JSONSyntaxError) {
            let answer = try JSONValue(parsing: reply.text)
            do throws(AnswerRejection) {
                output = try self.step.output(from: answer, in: context)
            } catch {
                problem = error.problems.prefix(5).joined(separator: "; ")
            }
        } catch {
            problem = "the answer is no JSON: \(error)"
        }
        self.session.record(
            .settle(
                CallSettlement(
                    call: call,
                    job: self.session.claimed.job.id,
                    outcome: .answered,
                    errorCode: output == nil ? LanguageModelError.Code.invalidOutput.rawValue : nil,
                    reportedModel: reply.reportedModel,
                    requestID: reply.requestID,
                    usage: reply.usage,
                    at: self.runtime.now()
                )
            )
        )
        if let output { return .success(output) }
        return .failure(.model(LanguageModelError(.invalidOutput, problem ?? "the answer is of no use", wasSent: true)))
    }

    // MARK: - The end of a round

    private func end(_ round: Round, rounds: Int, beganAt: Duration) async throws(SessionEnd) -> Outcome? {
        guard let last = round.last else { return .failed(self.failureWithoutModels()) }
        let isOutOfTime = self.remainingTime <= .zero
        func decide(hasLocalRules: Bool) -> ModelPolicy.RoundEnd {
            let parked = self.session.claimed.job.state.parked
            return self.policy.roundEnd(
                mayPass: round.mayPass && !isOutOfTime,
                hasLocalRules: hasLocalRules,
                waited: parked + self.runtime.uptime() - beganAt,
                parked: parked,
                rounds: rounds,
                retryAfter: round.retryAfter,
                jitter: self.runtime.random()
            )
        }
        var decision = decide(hasLocalRules: self.routes.contains { if case .localRules = $0 { true } else { false } })
        if decision == .fallBackToLocalRules {
            if let outcome = try await self.localOutput(insteadOf: last) { return outcome }
            // This step has no rules, so it waits for a model as if none were configured.
            decision = decide(hasLocalRules: false)
        }
        switch decision {
        case .wait(let pause):
            self.session.record(.retryStep(self.step.name, reason: last.error.code.rawValue, delay: pause))
            try await self.wait(pause)
            return nil
        case .park(let pause):
            return .park(pause, self.failure(last))
        case .fail, .fallBackToLocalRules:
            guard !isOutOfTime else {
                let message = "The job's deadline has passed. Last cause: \(last.error.message)"
                return .failed(self.failure(code: "deadline_exceeded", message: message))
            }
            return .failed(self.failure(last))
        }
    }

    /// What the step's own rules make; nil where it has none.
    ///
    /// - Parameter last: what was tried before, if anything was.
    private func localOutput(insteadOf last: (route: ModelRoute, error: LanguageModelError)?)
        async throws(SessionEnd) -> Outcome?
    {
        // What was paid for so far is safe before the rules take their time.
        try await self.session.flush()
        let output: JSONObject?
        do throws(StepFailure) {
            output = try self.step.localOutput(for: self.makeContext(self.fenceMarker()))
        } catch {
            return .failed(self.failure(code: error.code, message: error.message, isRetryable: false))
        }
        guard let output else { return nil }
        if let (route, error) = last {
            let (from, to) = (route.provider.name, ModelRoute.localProvider.name)
            self.session.record(.fallBack(self.step.name, from: from, to: to, reason: error.code.rawValue))
        }
        return .output(output, route: .localRules, isDegraded: last != nil)
    }

    // MARK: - Small parts

    private var remainingTime: Duration { self.startedAt + self.policy.deadline - self.runtime.uptime() }

    private func wait(_ pause: Duration) async throws(SessionEnd) {
        try await self.session.flush()
        do throws(CancellationError) {
            try await self.runtime.sleep(min(pause, max(self.remainingTime, .zero)))
        } catch {
            throw .interrupted
        }
    }

    private func note(_ error: LanguageModelError, _ model: any LanguageModel, _ round: inout Round) {
        round.last = (.model(model), error)
        if let delay = error.retryAfter { round.retryAfter = min(round.retryAfter ?? delay, delay) }
    }

    private func fenceMarker() -> String {
        var bits = self.runtime.random()
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        var marker = ""
        for index in 0..<24 {
            if index == 12 { bits = self.runtime.random() }
            marker.append(alphabet[Int(bits & 31)])
            bits >>= 5
        }
        return marker
    }
}
