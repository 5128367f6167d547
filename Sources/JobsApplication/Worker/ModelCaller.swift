import JobsDomain
import Logging

/// Makes one call: asks for leave, writes the intent, sends, judges the answer, writes the settlement.
struct ModelCaller {
    /// What came of a call.
    enum Outcome {
        case output(JSONObject)
        /// The answer is of no use; its text serves the correction.
        case rejected(LanguageModelError, answer: String)
        case failed(LanguageModelError)
    }

    let question: Question
    let services: ModelServices
    let session: JobSession
    let allowance: JobAllowance

    private var policy: ModelPolicy { self.services.policy }
    private var runtime: JobRuntime { self.services.runtime }

    /// A call that may be made, with all that was set aside for it.
    struct Permit {
        let model: any LanguageModel
        let prompt: ModelPrompt
        let context: StepContext
        let timeout: Duration
        let price: TokenPrice?
        let reserved: Int64
        let reservation: SpendingBook.Reservation?
    }

    // MARK: - Leave

    /// Sets the price of a call aside.
    ///
    /// - Returns: the permit, with the answer's room cut to what the budget affords; or why there is none.
    func permit(
        _ model: any LanguageModel,
        prompt: ModelPrompt,
        context: StepContext,
        size: Int,
        timeout: Duration
    ) async -> Result<Permit, LanguageModelError> {
        var prompt = prompt
        let price = self.policy.prices.price(of: model.model, from: model.provider.source)
        var reserved: Int64 = 0
        if let price, let left = self.allowance.moneyLeft(of: self.policy.spending.perJob) {
            prompt.maximumOutputTokens = price.affordableOutput(
                left,
                inputTokens: size,
                atMost: prompt.maximumOutputTokens
            )
        }
        if let price { reserved = price.mostExpensive(inputTokens: size, outputTokens: prompt.maximumOutputTokens) }
        let jobLimit = price == nil ? nil : self.policy.spending.perJob
        if let refusal = self.allowance.take(price: reserved, limit: jobLimit) {
            return .failure(self.refusal(refusal))
        }
        var reservation: SpendingBook.Reservation?
        if price != nil, let limit = self.policy.spending.perDay {
            do throws(JobStoreError) {
                reservation = try await self.services.spending.reserve(reserved, within: limit)
            } catch {
                // A budget that nobody can look up is no leave to spend.
                self.allowance.settle(price: reserved, cost: 0, isFree: true)
                let message = "the day's budget cannot be looked up: \(error.message)"
                return .failure(LanguageModelError(.budgetExhausted, message, retryAfter: .seconds(5), wasSent: false))
            }
            if reservation == nil {
                self.allowance.settle(price: reserved, cost: 0, isFree: true)
                return .failure(self.refusal(.budgetExhausted, until: self.services.spending.timeToNextDay))
            }
        }
        return .success(
            Permit(
                model: model,
                prompt: prompt,
                context: context,
                timeout: timeout,
                price: price,
                reserved: reserved,
                reservation: reservation
            )
        )
    }

    private func refusal(_ code: LanguageModelError.Code, until pause: Duration? = nil) -> LanguageModelError {
        switch code {
        case .callLimitReached:
            LanguageModelError(code, "the job has had as many model calls as it may have", wasSent: false)
        default:
            LanguageModelError(
                code,
                pause == nil ? "the job's budget does not cover another call" : "the day's budget is used up",
                retryAfter: pause ?? .seconds(3600),
                wasSent: false
            )
        }
    }

    // MARK: - The call

    func make(_ permit: Permit) async throws(SessionEnd) -> Outcome {
        let call = self.runtime.makeID()
        self.session.record(.intend(self.intent(call, permit.model)))
        do throws(SessionEnd) {
            try await self.session.flush()
        } catch {
            // A refused intent means no call. It may have been stored all the same, and must not look like a paid one.
            let unsent = LanguageModelError(.cancelled, "the call was not made", wasSent: false)
            await self.settle(permit, call, unsent, startedAt: self.runtime.uptime())
            throw error
        }
        let startedAt = self.runtime.uptime()
        let step = self.question.path.step
        let job = self.session.claimed.job.id
        let live = LiveText(uptime: self.runtime.uptime) { text in
            self.session.tell(.text(job, step: step, text: text))
        }
        let request = ModelRequest(
            call: call,
            prompt: permit.prompt,
            timeout: permit.timeout,
            trace: self.session.claimed.job.facts.trace?.child(span: self.runtime.random())
        )
        do throws(LanguageModelError) {
            let reply = try await permit.model.complete(request) { live.append($0) }
            live.finish()
            return await self.judge(reply, permit, call, startedAt: startedAt)
        } catch {
            await self.settle(permit, call, error, startedAt: startedAt)
            if error.code == .cancelled { throw .interrupted }
            self.session.logger.info(
                "a model call failed",
                metadata: [
                    "gen_ai.provider.name": "\(permit.model.provider.name)", "error.type": "\(error.code.rawValue)",
                    "error.message": "\(error)",
                ]
            )
            return .failed(error)
        }
    }

    private func judge(
        _ reply: ModelReply,
        _ permit: Permit,
        _ call: UUIDv7,
        startedAt: Duration
    ) async -> Outcome {
        var problems: [String] = []
        var output: JSONObject?
        do throws(JSONSyntaxError) {
            let answer = try AnswerText(reply.text)
            if answer.isRepaired {
                self.session.logger.info(
                    "an answer was mended before it was read",
                    metadata: ["gen_ai.provider.name": "\(permit.model.provider.name)", "avo.call": "\(call)"]
                )
            }
            do throws(AnswerRejection) {
                output = try self.question.step.output(from: answer.value, in: permit.context)
            } catch {
                problems = error.problems
            }
        } catch {
            problems = ["the answer is no JSON: \(error)"]
        }
        let code: LanguageModelError.Code? = output == nil ? .invalidOutput : nil
        await self.settle(
            permit,
            CallSettlement(
                call: call,
                job: self.session.claimed.job.id,
                outcome: .answered,
                errorCode: code?.rawValue,
                reportedModel: reply.reportedModel,
                requestID: reply.requestID,
                usage: reply.usage,
                durationMilliseconds: self.milliseconds(since: startedAt),
                at: self.runtime.now()
            )
        )
        if let output { return .output(output) }
        let message = problems.prefix(5).joined(separator: "; ")
        let error = LanguageModelError(.invalidOutput, message, wasSent: true, usage: reply.usage)
        return .rejected(error, answer: reply.text)
    }

    // MARK: - The ledger

    private func intent(_ call: UUIDv7, _ model: any LanguageModel) -> CallIntent {
        CallIntent(
            call: call,
            job: self.session.claimed.job.id,
            run: self.session.claimed.job.state.run,
            step: self.question.path,
            provider: model.provider.source,
            model: model.model,
            promptVersion: self.question.step.promptVersion,
            schemaVersion: self.question.step.schemaVersion,
            at: self.runtime.now()
        )
    }

    private func settle(
        _ permit: Permit,
        _ call: UUIDv7,
        _ error: LanguageModelError,
        startedAt: Duration
    ) async {
        await self.settle(
            permit,
            CallSettlement(
                call: call,
                job: self.session.claimed.job.id,
                outcome: CallSettlement.Outcome(of: error),
                errorCode: error.code.rawValue,
                requestID: error.requestID,
                status: error.status,
                usage: error.usage,
                durationMilliseconds: self.milliseconds(since: startedAt),
                at: self.runtime.now()
            )
        )
    }

    /// Records how a call ended, with its price, and puts back what was set aside beyond it.
    private func settle(_ permit: Permit, _ settlement: CallSettlement) async {
        // A failure that came with no usage was charged nothing, as far as providers say.
        let isFree =
            settlement.outcome == .notSent || (settlement.outcome == .failed && settlement.usage == .unknown)
        let reported = settlement.reportedModel.flatMap {
            self.policy.prices.price(of: $0, from: permit.model.provider.source)
        }
        let cost = (reported ?? permit.price)?.cost(of: settlement.usage)
        var settlement = settlement
        if let cost, !isFree { settlement.charge(cost, version: self.policy.prices.version) }
        self.session.record(.settle(settlement))
        // Where nobody knows what a call cost, what was set aside stays aside.
        let charged = isFree ? 0 : cost ?? permit.reserved
        self.allowance.settle(price: permit.reserved, cost: charged, isFree: isFree)
        guard let reservation = permit.reservation, charged != permit.reserved else { return }
        do throws(JobStoreError) {
            try await self.services.spending.settle(reservation, cost: charged)
        } catch {
            self.session.logger.warning(
                "a reservation of the day's budget was not given back",
                metadata: ["error.message": "\(error)"]
            )
        }
    }

    private func milliseconds(since startedAt: Duration) -> Int {
        Int((self.runtime.uptime() - startedAt).milliseconds)
    }
}
