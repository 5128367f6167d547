import JobsDomain
import Testing

@testable import JobsApplication

@Suite("What follows a failed call")
struct ModelPolicyTests {
    private func reaction(
        _ code: LanguageModelError.Code,
        retryAfter: Duration? = nil,
        wasSent: Bool = true,
        hasAdapted: Bool = false,
        attempts: ModelPolicy.Attempts = ModelPolicy.Attempts(),
        jitter: UInt64 = 0
    ) -> ModelPolicy.Reaction {
        let error = LanguageModelError(
            code,
            "",
            retryAfter: retryAfter,
            wasSent: wasSent,
            hasAdapted: hasAdapted
        )
        return ModelPolicy.reaction(to: error, after: attempts, jitter: jitter)
    }

    @Test(
        "what may pass is retried twice, with pauses that double and are jittered over their whole length",
        arguments: [LanguageModelError.Code.network, .rateLimited, .overloaded, .serverError]
    )
    func retries(code: LanguageModelError.Code) {
        var attempts = ModelPolicy.Attempts()
        #expect(self.reaction(code, attempts: attempts, jitter: 0) == .retry(after: .milliseconds(500)))
        #expect(self.reaction(code, attempts: attempts, jitter: .max) == .retry(after: .milliseconds(50)))
        attempts.retries = 1
        #expect(self.reaction(code, attempts: attempts, jitter: 0) == .retry(after: .seconds(1)))
        attempts.retries = 2
        #expect(self.reaction(code, attempts: attempts) == .nextRoute(.after(nil)))
    }

    @Test("nobody comes back earlier than the provider asked, and a long wait is not held")
    func honoursRetryAfter() {
        for jitter in [0, UInt64.max / 2, .max] {
            guard case .retry(let pause) = self.reaction(.rateLimited, retryAfter: .seconds(2), jitter: jitter) else {
                Issue.record("not retried")
                return
            }
            #expect(pause >= .seconds(2) && pause <= .milliseconds(2200))
        }
        #expect(self.reaction(.rateLimited, retryAfter: .seconds(34)) == .nextRoute(.after(.seconds(34))))
    }

    @Test("a silent provider is not asked again, one that could not be connected to is")
    func distinguishesTimeouts() {
        #expect(self.reaction(.timeout) == .nextRoute(.after(nil)))
        #expect(self.reaction(.timeout, wasSent: false, jitter: 0) == .retry(after: .milliseconds(500)))
    }

    @Test("a useless answer is corrected once, a truncated one gets more room once")
    func corrects() {
        #expect(self.reaction(.invalidOutput) == .correct)
        #expect(self.reaction(.invalidOutput, attempts: .exhausted) == .nextRoute(.never))
        #expect(self.reaction(.truncated) == .enlarge)
        #expect(self.reaction(.truncated, attempts: .exhausted) == .nextRouteAsTooLong)
        #expect(self.reaction(.contextOverflow) == .nextRouteAsTooLong)
        #expect(self.reaction(.requestTooLarge) == .nextRouteAsTooLong)
    }

    @Test("an adapter that has learned is asked again at once, one that has not is not")
    func adapts() {
        #expect(self.reaction(.unsupported, hasAdapted: true) == .askAdapted)
        #expect(self.reaction(.unsupported, hasAdapted: true, attempts: .exhausted) == .nextRoute(.never))
        #expect(self.reaction(.unsupported) == .nextRoute(.never))
    }

    @Test(
        "what will not pass goes to the next route at once",
        arguments: [
            LanguageModelError.Code.missingKey, .authentication, .permission, .modelNotFound, .badRequest,
            .contentFiltered, .refused, .replyTooLarge, .misconfigured, .redirected, .callLimitReached,
        ]
    )
    func goesOn(code: LanguageModelError.Code) {
        #expect(self.reaction(code) == .nextRoute(.never))
    }

    @Test("a used-up quota comes back when it says, or after an hour")
    func quotas() {
        #expect(self.reaction(.quotaExhausted, retryAfter: .seconds(90_000)) == .nextRoute(.after(.seconds(90_000))))
        #expect(self.reaction(.quotaExhausted) == .nextRoute(.after(.seconds(3600))))
    }

    // MARK: - The end of a round

    private func end(
        _ chance: ModelPolicy.Chance,
        hasAsked: Bool = true,
        waited: Duration = .zero,
        parked: Duration = .zero,
        number: Int = 1,
        hasLocalRules: Bool = false,
        jitter: UInt64 = 0
    ) -> ModelPolicy.RoundEnd {
        let round = ModelPolicy.FailedRound(
            chance: chance,
            hasAsked: hasAsked,
            waited: waited,
            parked: parked,
            number: number
        )
        return ModelPolicy().end(of: round, hasLocalRules: hasLocalRules, jitter: jitter)
    }

    @Test("without a chance local rules take over, or the job fails")
    func hasNoChance() {
        #expect(self.end(.never, hasLocalRules: true) == .fallBackToLocalRules)
        #expect(self.end(.never) == .fail)
        // What only a new configuration mends is not worth the patience, but worth a probe where nothing else is.
        #expect(self.end(.unlikely(after: .seconds(2)), hasLocalRules: true) == .fallBackToLocalRules)
        #expect(self.end(.unlikely(after: .seconds(2))) == .wait(.seconds(2)))
    }

    @Test("local rules wait for the patience to end, but not for what lasts longer")
    func isPatient() {
        #expect(self.end(.after(nil), hasLocalRules: true) == .wait(.seconds(1)))
        #expect(self.end(.after(nil), waited: .seconds(30), hasLocalRules: true) == .fallBackToLocalRules)
        #expect(self.end(.after(.seconds(60)), hasLocalRules: true) == .fallBackToLocalRules)
        #expect(self.end(.after(.seconds(25)), waited: .seconds(4), hasLocalRules: true) == .park(.seconds(25)))
        // The last pause ends with the patience.
        #expect(self.end(.after(nil), waited: .milliseconds(29_500), hasLocalRules: true) == .wait(.milliseconds(500)))
    }

    @Test("long waits park the job, and where nobody may be asked even short ones do")
    func parks() {
        #expect(self.end(.after(.seconds(60))) == .park(.seconds(60)))
        #expect(self.end(.after(.seconds(8))) == .wait(.seconds(8)))
        guard case .park(let pause) = self.end(.after(.seconds(8)), hasAsked: false) else {
            Issue.record("not parked")
            return
        }
        #expect(pause >= .seconds(8) && pause <= .milliseconds(8800))
    }

    @Test("pauses grow with the time a job has waited, but an outage's end is noticed within a minute")
    func growsPauses() {
        #expect(self.end(.after(nil), parked: .seconds(80)) == .park(.seconds(20)))
        #expect(self.end(.after(nil), parked: .seconds(20_000)) == .park(.seconds(60)))
        #expect(self.end(.after(nil), number: 3) == .wait(.seconds(4)))
    }

    @Test("a job that would be parked beyond its expiry fails")
    func expires() {
        #expect(self.end(.after(.seconds(60)), parked: .seconds(86_390)) == .fail)
    }
}
