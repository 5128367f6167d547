import JobsDomain

/// What every process knows about one route: whether it may be asked now, and what it failed of.
///
/// A circuit breaker with one half-open probe, and beside it the time that a provider asked to be left
/// alone. Moments are those of the reader's uptime: between processes they travel as how long they lie ahead, so
/// that clocks which differ harm nobody.
struct RouteHealth: Sendable, Equatable {
    /// The circuit is open until then; nil means closed.
    var openUntil: Duration?
    /// How often the circuit has opened without a success in between.
    var openings = 0
    /// One call is on its way to find out whether an open route works again; nobody else asks until then.
    var probeUntil: Duration?
    /// The provider has asked for a pause, or the route's quota lasts no longer.
    var coolUntil: Duration?
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
    func admission(at now: Duration, isInsistent: Bool) -> Admission {
        let cause = self.lastError ?? .serverError
        if let pause = Self.rest(until: self.coolUntil, at: now) { return .closed(for: pause, cause) }
        guard let openUntil else { return .open }
        if !isInsistent, let pause = Self.rest(until: openUntil, at: now) { return .closed(for: pause, cause) }
        if let pause = Self.rest(until: self.probeUntil, at: now) {
            return .closed(for: min(pause, Numbers.probeLook), cause)
        }
        return .onlyAsProbe
    }

    private static func rest(until moment: Duration?, at now: Duration) -> Duration? {
        guard let moment, moment > now else { return nil }
        return moment - now
    }

    /// Notes that a probe is on its way.
    mutating func beginProbe(at now: Duration, timeout: Duration) {
        self.probeUntil = now + timeout
    }

    /// Opens the circuit.
    ///
    /// - Parameters:
    ///   - pause: how long the provider asks to be left alone, if it does.
    ///   - jitter: 64 random bits, so that processes do not come back all at once.
    mutating func open(for error: LanguageModelError.Code, at now: Duration, pause: Duration?, jitter: UInt64) {
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
        self.openUntil = max(self.openUntil ?? now, now + min(whole, Numbers.farthest))
    }

    /// Closes the circuit. A pause that the provider has asked for meanwhile stays.
    mutating func close() {
        self.openUntil = nil
        self.openings = 0
        self.probeUntil = nil
    }

    /// Notes that the provider asks to be left alone. The later of two times holds.
    mutating func cool(until moment: Duration, at now: Duration) {
        self.probeUntil = nil
        let bounded = min(moment, now + Numbers.farthest)
        self.coolUntil = max(self.coolUntil ?? bounded, bounded)
    }

    /// Notes what the route failed of.
    mutating func note(_ error: LanguageModelError.Code, at now: Timestamp) {
        self.lastError = error
        self.lastErrorAt = now
    }
}

extension RouteHealth {
    /// The value as it is shared: moments as milliseconds from now on, those that have passed left out, apart from
    /// the one that says that the circuit is open still.
    func encoded(at now: Duration) -> [UInt8] {
        var object: JSONObject = ["openings": .integer(self.openings)]
        func append(_ name: String, _ moment: Duration?) {
            object.append(name, moment.map { .integer(max(0, ($0 - now).milliseconds)) })
        }
        append("open_for", self.openUntil)
        append("probe_for", self.probeUntil.flatMap { $0 > now ? $0 : nil })
        append("cool_for", self.coolUntil.flatMap { $0 > now ? $0 : nil })
        object.append("last_error", self.lastError.map { .string($0.rawValue) })
        object.append("last_error_at", self.lastErrorAt.map { .integer($0.millisecondsSinceEpoch) })
        return object.serialized
    }

    /// Reads a shared value; nil where another version wrote something else.
    ///
    /// - Parameters:
    ///   - age: how long ago it was written.
    ///   - now: by the reader's uptime.
    init?(_ bytes: [UInt8], age: Duration, at now: Duration) {
        guard let value = try? JSONValue(parsing: bytes), value.object != nil else { return nil }
        func moment(_ name: String) -> Duration? {
            value[name]?.integer.map { now - age + min(.milliseconds($0), Numbers.farthest) }
        }
        self.openUntil = moment("open_for")
        self.openings = value["openings"]?.integer ?? 0
        self.probeUntil = moment("probe_for")
        self.coolUntil = moment("cool_for")
        self.lastError = value["last_error"]?.string.flatMap { LanguageModelError.Code(rawValue: $0) }
        self.lastErrorAt = value["last_error_at"]?.integer.map { Timestamp(millisecondsSinceEpoch: Int64($0)) }
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
