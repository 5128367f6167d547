import JobsDomain

/// What every process knows about one route: whether it may be asked now, and what it failed of.
///
/// A circuit breaker with one half-open probe, and beside it the time that a provider asked to be left
/// alone. Times are those of the writers' clocks; a reader bounds what it reads by its own.
struct RouteHealth: Sendable, Equatable {
    /// The circuit is open until then; nil means closed.
    var openUntil: Timestamp?
    /// How often the circuit has opened without a success in between.
    var openings = 0
    /// One call is on its way to find out whether an open route works again; nobody else asks until then.
    var probeUntil: Timestamp?
    /// The provider has asked for a pause, or the route's quota lasts no longer.
    var coolUntil: Timestamp?
    /// The last failure that counted.
    var lastError: LanguageModelError.Code?
    var lastErrorAt: Timestamp?

    /// Nothing is known against the route.
    static let well = RouteHealth()

    /// The numbers of the circuit breaker.
    enum Numbers {
        /// How long the circuit stays open: at first, and at most. A provider that came back is asked
        /// again within the longest time, so that this is also how long an outage outlives itself.
        static let open = (first: Duration.seconds(10), longest: Duration.seconds(30))
        /// The same where a key is refused, or a model or an address is not there: asking costs next to
        /// nothing, and whoever mends the configuration wants to see it.
        static let misused = (first: Duration.seconds(2), longest: Duration.seconds(30))
        /// A used-up quota of which nobody has said when it is filled again.
        static let quota = Duration.seconds(3600)
        /// A rate limit that names no time and outlasted every retry.
        static let rateLimit = Duration.seconds(30)
        /// The farthest that any of the times above can lie ahead; what lies beyond is a wrong clock.
        static let farthest = Duration.seconds(35 * 86_400)
        /// How long those that find a probe on its way wait before they look again.
        static let probeLook = Duration.seconds(2)
    }
}

extension RouteHealth {
    /// Whether the route may be asked.
    enum Admission: Sendable, Equatable {
        case open
        /// Only as the one probe, which has to be written down first.
        case onlyAsProbe
        case closed(for: Duration, LanguageModelError.Code)
    }

    /// - Parameter isInsistent: whether a person has asked for this very attempt, knowing of the failure
    ///   before: then an open circuit is probed at once.
    func admission(at now: Timestamp, isInsistent: Bool) -> Admission {
        let cause = self.lastError ?? .serverError
        if let pause = Self.rest(until: self.coolUntil, at: now) { return .closed(for: pause, cause) }
        guard let openUntil else { return .open }
        if !isInsistent, let pause = Self.rest(until: openUntil, at: now) { return .closed(for: pause, cause) }
        if let pause = Self.rest(until: self.probeUntil, at: now) {
            return .closed(for: min(pause, Numbers.probeLook), cause)
        }
        return .onlyAsProbe
    }

    private static func rest(until moment: Timestamp?, at now: Timestamp) -> Duration? {
        guard let moment, moment > now else { return nil }
        return min(now.duration(to: moment), Numbers.farthest)
    }

    /// Notes that a probe is on its way.
    mutating func beginProbe(at now: Timestamp, timeout: Duration) {
        self.probeUntil = now.advanced(by: timeout)
    }

    /// Opens the circuit.
    ///
    /// - Parameters:
    ///   - pause: how long the provider asks to be left alone, if it does.
    ///   - jitter: 64 random bits, so that processes do not come back all at once.
    mutating func open(for error: LanguageModelError.Code, at now: Timestamp, pause: Duration?, jitter: UInt64) {
        self.note(error, at: now)
        self.probeUntil = nil
        let whole: Duration
        if error == .quotaExhausted {
            whole = pause ?? Numbers.quota
        } else {
            let (first, longest) = error.isMisuse ? Numbers.misused : Numbers.open
            // Full jitter would let a dead route be asked at once; a tenth spreads a fleet enough.
            whole = min(longest, first * (1 << min(self.openings, 16))).shortened(byUpTo: 0.1, jitter)
        }
        self.openings += 1
        self.openUntil = max(self.openUntil ?? now, now.advanced(by: min(whole, Numbers.farthest)))
    }

    /// Closes the circuit. A pause that the provider has asked for meanwhile stays.
    mutating func close() {
        self.openUntil = nil
        self.openings = 0
        self.probeUntil = nil
    }

    /// Notes that the provider asks to be left alone. The later of two times holds.
    mutating func cool(for error: LanguageModelError.Code, at now: Timestamp, until moment: Timestamp) {
        self.note(error, at: now)
        self.probeUntil = nil
        self.coolUntil = max(self.coolUntil ?? moment, moment)
    }

    /// Notes a failure that closes nothing by itself.
    mutating func note(_ error: LanguageModelError.Code, at now: Timestamp) {
        self.lastError = error
        self.lastErrorAt = now
    }
}

extension RouteHealth {
    /// The value as it is shared.
    var encoded: [UInt8] {
        var object: JSONObject = ["openings": .integer(self.openings)]
        func append(_ name: String, _ moment: Timestamp?) {
            object.append(name, moment.map { .integer(Int($0.millisecondsSinceEpoch)) })
        }
        append("open_until", self.openUntil)
        append("probe_until", self.probeUntil)
        append("cool_until", self.coolUntil)
        object.append("last_error", self.lastError.map { .string($0.rawValue) })
        append("last_error_at", self.lastErrorAt)
        return object.serialized
    }

    /// Reads a shared value; nil where another version wrote something else.
    init?(_ bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), value.object != nil else { return nil }
        func moment(_ name: String) -> Timestamp? {
            value[name]?.integer.map { Timestamp(millisecondsSinceEpoch: Int64($0)) }
        }
        self.openUntil = moment("open_until")
        self.openings = value["openings"]?.integer ?? 0
        self.probeUntil = moment("probe_until")
        self.coolUntil = moment("cool_until")
        self.lastError = value["last_error"]?.string.flatMap { LanguageModelError.Code(rawValue: $0) }
        self.lastErrorAt = moment("last_error_at")
    }
}

extension LanguageModelError.Code {
    /// Failures that only another configuration mends.
    var isMisuse: Bool {
        switch self {
        case .missingKey, .authentication, .permission, .modelNotFound, .misconfigured, .redirected: true
        default: false
        }
    }
}

extension Duration {
    /// The duration less a random share of it.
    ///
    /// - Parameters:
    ///   - share: the largest part that is taken away, from 0 to 1.
    ///   - jitter: 64 random bits.
    func shortened(byUpTo share: Double, _ jitter: UInt64) -> Duration {
        self - self * (share * Double(jitter >> 11) / Double(UInt64(1) << 53))
    }
}
