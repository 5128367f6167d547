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
    /// `LLM_MAX_CALLS`: calls of one run of a job that are paid, or may be; two more for each part of a
    /// long document.
    public var callLimit: Int
    /// `LLM_JOB_BUDGET` and `LLM_DAY_BUDGET`.
    public var spending: SpendingLimits
    /// What calls cost.
    public var prices: PriceTable

    public init(
        callTimeout: Duration = .seconds(120),
        patience: Duration = .seconds(30),
        deadline: Duration = .seconds(15 * 60),
        expiry: Duration = .seconds(24 * 60 * 60),
        callLimit: Int = 10,
        spending: SpendingLimits = SpendingLimits(),
        prices: PriceTable = .bundled
    ) {
        self.callTimeout = callTimeout
        self.patience = patience
        self.deadline = deadline
        self.expiry = expiry
        self.callLimit = callLimit
        self.spending = spending
        self.prices = prices
    }

    /// Calls that each part of a long document adds to the limit: the question and one more.
    static let callsPerPart = 2
    /// How often a route is asked again in one round because of a failure that may pass.
    static let retriesPerRound = 2
    /// How often an adapter may put a question otherwise: as many ways as there are to ask, and more.
    static let adaptationsPerRound = 8
    /// Waits up to this long keep the worker; longer ones park the job.
    static let longestHeldWait = Duration.seconds(10)
    /// Where no route may be asked at all, only waits up to this long keep the worker: others wait too,
    /// and each of them would keep one.
    static let longestIdleWait = Duration.seconds(1)
    /// Waits up to this long are not worth going to the next route.
    static let shortestWait = Duration.milliseconds(50)
    /// The first and the longest pause between calls of one route.
    static let backoff = (first: Duration.milliseconds(500), longest: Duration.seconds(8))
    /// The first and the longest pause between rounds. A provider that came back is found within the longest.
    static let roundBackoff = (first: Duration.seconds(1), longest: Duration.seconds(60))
    /// The answer has at least this much room, or the question counts as too long.
    static let smallestAnswer = 1024
    /// An answer that hit its limit gets twice the room once, but never more than this.
    static let largestAnswer = 16_384
    /// How much of a route's context a part of a long text may fill, in hundredths.
    static let partShare = 60
    /// Parts of one text that are asked about at the same time.
    static let partsAtOnce = 4
}

extension ModelPolicy {
    /// What one route has been through in one round.
    struct Attempts: Sendable, Equatable {
        var retries = 0
        var corrections = 0
        var malformedReplies = 0
        var enlargements = 0
        var adaptations = 0

        /// A route that is asked no more in this round.
        static let exhausted = Attempts(
            retries: .max,
            corrections: .max,
            malformedReplies: .max,
            enlargements: .max,
            adaptations: .max
        )
    }

    /// What to do about a failed call.
    enum Reaction: Equatable {
        /// Ask the same route again after the pause.
        case retry(after: Duration)
        /// Ask again at once, in the way that the adapter has just learned.
        case askAdapted
        /// Ask again with the errors of the last answer.
        case correct
        /// Ask again with more room for the answer.
        case enlarge
        /// The question is too long for this route.
        case nextRouteAsTooLong
        /// Go on with the next route.
        case nextRoute(Chance)
    }

    /// Whether a route may work again without anybody's help.
    enum Chance: Equatable {
        case never
        /// Not before so long, if that is known.
        case after(Duration?)
        /// It failed of something that does not mend itself, but it will be probed after so long.
        case unlikely(after: Duration)
    }

    /// Decides about a failed call.
    ///
    /// - Parameters:
    ///   - error: how it failed.
    ///   - attempts: what the route has been through in this round before this call.
    ///   - jitter: 64 random bits, so that waiting workers do not come back all at once.
    static func reaction(to error: LanguageModelError, after attempts: Attempts, jitter: UInt64) -> Reaction {
        switch error.code {
        case .invalidOutput:
            return attempts.corrections == 0 ? .correct : .nextRoute(.never)
        case .malformedReply:
            guard attempts.malformedReplies == 0 else { return .nextRoute(.never) }
            return .retry(after: Self.pause(Self.backoff, doublings: 0, jitter: jitter))
        case .truncated:
            return attempts.enlargements == 0 ? .enlarge : .nextRouteAsTooLong
        case .contextOverflow, .requestTooLarge:
            return .nextRouteAsTooLong
        case .unsupported:
            return error.hasAdapted && attempts.adaptations < Self.adaptationsPerRound
                ? .askAdapted : .nextRoute(.never)
        case .network, .rateLimited, .overloaded, .serverError:
            return Self.retry(error, attempts, jitter)
        case .timeout:
            // A silent provider would be silent again, and every further call costs a whole timeout.
            return error.wasSent ? .nextRoute(.after(error.retryAfter)) : Self.retry(error, attempts, jitter)
        case .quotaExhausted:
            return .nextRoute(.after(error.retryAfter ?? RouteHealth.Numbers.quota))
        case .paced, .budgetExhausted:
            return .nextRoute(.after(error.retryAfter))
        case .missingKey, .authentication, .permission, .modelNotFound, .badRequest, .contentFiltered, .refused,
            .replyTooLarge, .misconfigured, .redirected, .callLimitReached, .cancelled:
            return .nextRoute(.never)
        }
    }

    private static func retry(_ error: LanguageModelError, _ attempts: Attempts, _ jitter: UInt64) -> Reaction {
        let pause: Duration
        if let asked = error.retryAfter {
            // Nobody comes earlier than asked, and not everybody at the same moment.
            pause = asked + (asked / 10 - (asked / 10).shortened(byUpTo: 1, jitter))
        } else {
            pause = Self.pause(Self.backoff, doublings: attempts.retries, jitter: jitter)
        }
        guard attempts.retries < Self.retriesPerRound, pause <= Self.longestHeldWait else {
            return .nextRoute(.after(error.retryAfter))
        }
        return .retry(after: pause)
    }

    /// Whether a failure says something against the route, rather than against the question.
    static func isFaultOfRoute(_ error: LanguageModelError) -> Bool {
        switch error.code {
        case .network, .timeout, .rateLimited, .quotaExhausted, .missingKey, .authentication, .permission,
            .modelNotFound, .overloaded, .serverError, .malformedReply, .misconfigured, .redirected, .replyTooLarge:
            true
        case .contextOverflow, .requestTooLarge, .unsupported, .badRequest, .contentFiltered, .refused, .truncated,
            .invalidOutput, .paced, .budgetExhausted, .callLimitReached, .cancelled:
            false
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

    /// What a round without an answer looked like.
    struct FailedRound: Equatable {
        /// Of the route that may work again first.
        var chance: Chance
        /// Whether any route was asked.
        var hasAsked: Bool
        /// How long this run has waited for providers so far, parked or not.
        var waited: Duration
        /// How long this run has been parked so far.
        var parked: Duration
        /// Rounds since the question was first put, this one included.
        var number: Int
    }

    /// Decides what follows when no model answered.
    ///
    /// - Parameters:
    ///   - hasLocalRules: whether local rules are configured and the step has some.
    ///   - jitter: 64 random bits.
    func end(of round: FailedRound, hasLocalRules: Bool, jitter: UInt64) -> RoundEnd {
        let earliest: Duration?
        switch round.chance {
        case .after(let pause): earliest = pause
        case .unlikely(let pause) where !hasLocalRules: earliest = pause
        case .unlikely, .never: return hasLocalRules ? .fallBackToLocalRules : .fail
        }
        let patienceLeft = self.patience - round.waited
        if hasLocalRules, patienceLeft <= .zero || (earliest ?? .zero) > patienceLeft {
            // Waiting longer than the patience lasts would end in the same place.
            return .fallBackToLocalRules
        }
        var pause = earliest ?? .zero
        if round.hasAsked || earliest == nil {
            // A job that has waited for long waits in longer pauses, but never for long after the end of an outage.
            let longest = min(Self.roundBackoff.longest, max(Self.roundBackoff.first, round.parked / 4))
            let doubled = Self.roundBackoff.first * (1 << min(max(round.number - 1, 0), 6))
            pause = max(pause, min(Self.roundBackoff.longest, max(doubled, longest)).shortened(byUpTo: 0.5, jitter))
        } else {
            pause += (pause / 10).shortened(byUpTo: 1, jitter)
        }
        if hasLocalRules { pause = min(pause, patienceLeft) }
        if pause <= (round.hasAsked ? Self.longestHeldWait : Self.longestIdleWait) { return .wait(pause) }
        guard round.parked + pause <= self.expiry else { return .fail }
        return .park(pause)
    }

    /// Exponential backoff with full jitter: anything up to the doubled pause, but never next to nothing.
    private static func pause(
        _ range: (first: Duration, longest: Duration),
        doublings: Int,
        jitter: UInt64
    ) -> Duration {
        let whole = min(range.longest, range.first * (1 << min(max(doublings, 0), 20)))
        return max(Self.shortestWait, whole.shortened(byUpTo: 1, jitter))
    }
}
