/// The numbers that decide when to try again, when to wait, and when to go on with the next route.
public struct ModelPolicy: Sendable, Equatable {
    /// `LLM_TIMEOUT`: one call.
    public var callTimeout: Duration
    /// `LLM_PATIENCE`: how long a job waits for a remote provider before it falls back to local rules.
    public var patience: Duration
    /// `JOB_DEADLINE`: time in processing for one start.
    public var deadline: Duration
    /// `JOB_EXPIRY`: time parked in all.
    public var expiry: Duration

    public init(
        callTimeout: Duration = .seconds(120),
        patience: Duration = .seconds(30),
        deadline: Duration = .seconds(15 * 60),
        expiry: Duration = .seconds(24 * 60 * 60)
    ) {
        self.callTimeout = callTimeout
        self.patience = patience
        self.deadline = deadline
        self.expiry = expiry
    }

    /// Calls of one route before it is given up for this round.
    static let callsPerRound = 3
    /// Answers that fail the validation before a route is given up for this round.
    static let invalidAnswersPerRound = 2
    /// Waits up to this long keep the worker; longer ones park the job.
    static let longestHeldWait = Duration.seconds(10)
    /// The first and the longest pause between calls of one route.
    static let backoff = (first: Duration.milliseconds(500), longest: Duration.seconds(8))
    /// The first and the longest pause between rounds.
    static let roundBackoff = (first: Duration.seconds(1), longest: Duration.seconds(300))
    /// Provider delays beyond this are quotas, not rate limits.
    static let longestProviderDelay = Duration.seconds(24 * 60 * 60)
}

extension ModelPolicy {
    /// What to do about a failed call.
    enum Reaction: Equatable {
        /// Call the same route again after the pause.
        case retry(after: Duration)
        /// Go on with the next route; whether this one may work again by itself.
        case nextRoute(mayPass: Bool)
    }

    /// Decides about a failed call.
    ///
    /// - Parameters:
    ///   - error: how it failed.
    ///   - calls: how many calls this route has had in this round, this one included.
    ///   - invalidAnswers: how many of them brought an answer that failed the validation.
    ///   - jitter: 64 random bits, so that waiting workers do not come back all at once.
    static func reaction(to error: LanguageModelError, calls: Int, invalidAnswers: Int, jitter: UInt64) -> Reaction {
        switch error.code {
        case .invalidOutput, .malformedReply, .truncated:
            guard invalidAnswers < Self.invalidAnswersPerRound, calls < Self.callsPerRound else {
                return .nextRoute(mayPass: false)
            }
            return .retry(after: .zero)
        case .network, .rateLimited, .overloaded, .serverError:
            let pause = error.retryAfter ?? Self.pause(Self.backoff, doublings: calls - 1, jitter: jitter)
            guard calls < Self.callsPerRound, pause <= Self.longestHeldWait else { return .nextRoute(mayPass: true) }
            return .retry(after: pause)
        case .timeout:
            // A silent provider would be silent again, and every further call costs a whole timeout.
            return .nextRoute(mayPass: true)
        case .quotaExhausted, .missingKey, .authentication, .permission, .modelNotFound, .contextOverflow,
            .requestTooLarge, .unsupported, .badRequest, .contentFiltered, .refused, .replyTooLarge, .misconfigured,
            .redirected, .paced, .budgetExhausted, .callLimitReached, .cancelled:
            return .nextRoute(mayPass: false)
        }
    }

    /// What to do once every route has been tried in vain.
    enum RoundEnd: Equatable {
        case fallBackToLocalRules
        /// Begin the next round after the pause, keeping the worker.
        case wait(Duration)
        /// Give the job back until then.
        case park(Duration)
        case fail
    }

    /// Decides what follows when no model answered.
    ///
    /// - Parameters:
    ///   - mayPass: whether any route may work again by itself.
    ///   - hasLocalRules: whether local rules are configured and the step has some.
    ///   - waited: how long this run has waited for providers so far, parked or not.
    ///   - parked: how long this run has been parked so far.
    ///   - rounds: rounds since the job started, this one included.
    ///   - retryAfter: the shortest delay that a provider asked for.
    ///   - jitter: 64 random bits.
    func roundEnd(
        mayPass: Bool,
        hasLocalRules: Bool,
        waited: Duration,
        parked: Duration,
        rounds: Int,
        retryAfter: Duration?,
        jitter: UInt64
    ) -> RoundEnd {
        if hasLocalRules, !mayPass || waited >= self.patience { return .fallBackToLocalRules }
        guard mayPass else { return .fail }
        // A parked job starts its rounds anew; the time it was parked stands for those it had.
        let doublings = rounds - 1 + (parked > .zero ? 4 : 0)
        var pause = Self.pause(Self.roundBackoff, doublings: doublings, jitter: jitter)
        if let retryAfter, retryAfter <= Self.longestProviderDelay { pause = max(pause, retryAfter) }
        if hasLocalRules { pause = min(pause, self.patience - waited) }
        if pause <= Self.longestHeldWait { return .wait(pause) }
        guard parked + pause <= self.expiry else { return .fail }
        return .park(pause)
    }

    /// Exponential backoff with full jitter over the upper half, so that no pause is near zero.
    private static func pause(
        _ range: (first: Duration, longest: Duration),
        doublings: Int,
        jitter: UInt64
    ) -> Duration {
        let whole = min(range.longest, range.first * (1 << min(max(doublings, 0), 20)))
        let fraction = Double(jitter >> 11) / Double(UInt64(1) << 53)
        return whole / 2 + whole / 2 * fraction
    }
}
