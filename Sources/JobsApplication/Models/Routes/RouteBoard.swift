import JobsDomain
import Logging
import Synchronization

/// Which routes may be asked now, as all processes on one store know it together.
///
/// What others wrote is read at most once a second; what happens here counts at once. Where the shared state
/// cannot be reached, this process goes on with what it knows.
final class RouteBoard: Sendable {
    private struct State {
        var health: [RouteKey: RouteHealth] = [:]
        var windows: [RouteKey: RouteWindow] = [:]
        /// When the shared values were read last, by the runtime's uptime.
        var readAt: Duration?
        /// What providers said of their context when a question was too long.
        var contexts: [RouteKey: Int] = [:]
    }

    /// How old what others wrote may be.
    private static let freshness = Duration.seconds(1)
    /// How long a value outlives its last change: as long as anything in it can matter, and a day more for
    /// people who look at it.
    private static let lifetime = RouteHealth.Numbers.farthest + .seconds(86_400)

    private let shared: any SharedState
    private let runtime: JobRuntime
    private let logger: Logger
    private let state = Mutex(State())

    init(shared: any SharedState, runtime: JobRuntime, logger: Logger) {
        self.shared = shared
        self.runtime = runtime
        self.logger = logger
    }

    /// Whether a route may be asked now.
    enum Admission: Sendable, Equatable {
        /// It may. The caller has to tell how it went.
        case open
        /// It may not, for at least so long, because of this.
        case closed(for: Duration, LanguageModelError.Code)
    }

    /// Asks for a route; where it has to be probed, for the right to be the one that probes.
    ///
    /// - Parameters:
    ///   - probeTimeout: after which a probe counts as lost.
    ///   - isInsistent: whether a person has asked for this very attempt.
    func admission(to route: RouteKey, probeTimeout: Duration, isInsistent: Bool) async -> Admission {
        await self.refresh()
        switch self.health(of: route).admission(at: self.runtime.uptime(), isInsistent: isInsistent) {
        case .open: return .open
        case .closed(let pause, let cause): return .closed(for: pause, cause)
        case .onlyAsProbe: break
        }
        return await self.change(route) { health, now in
            switch health.admission(at: now, isInsistent: isInsistent) {
            case .open: return .open
            case .closed(let pause, let cause): return .closed(for: pause, cause)
            case .onlyAsProbe:
                health.beginProbe(at: now, timeout: probeTimeout)
                return .open
            }
        }
    }

    /// Notes that a route has answered, be it with a refusal of the question.
    func noteSuccess(of route: RouteKey) async {
        let uptime = self.runtime.uptime()
        let isClosed = self.state.withLock { state in
            _ = state.windows[route, default: RouteWindow()].note(isFailure: false, at: uptime)
            let health = state.health[route] ?? .well
            return health.openUntil == nil && health.openings == 0
        }
        guard !isClosed else { return }
        await self.change(route) { health, _ in health.close() }
        self.logger.notice("a provider answers again", metadata: ["avo.route": "\(route.text)"])
    }

    /// Notes that a route has failed in a way that is not the question's fault.
    ///
    /// - Parameter pause: how long the caller itself will leave the route alone before it asks again; nil
    ///   where it goes on without it.
    func noteFailure(of route: RouteKey, _ error: LanguageModelError, pause: Duration?) async {
        let (uptime, jitter) = (self.runtime.uptime(), self.runtime.random())
        let isTooMuch = self.state.withLock { state in
            state.windows[route, default: RouteWindow()].note(isFailure: true, at: uptime)
        }
        let opened = await self.change(route) { health, now -> Bool in
            let wasProbe = health.probeUntil != nil
            health.note(error.code, at: self.runtime.now())
            switch error.code {
            case .rateLimited:
                let rest = error.retryAfter ?? pause ?? RouteHealth.Numbers.rateLimit
                health.cool(until: now + rest, at: now)
                return false
            case .network, .timeout, .overloaded, .serverError, .malformedReply, .replyTooLarge:
                guard isTooMuch || wasProbe else { return false }
            default: break
            }
            health.open(for: error.code, at: now, pause: error.retryAfter, jitter: jitter)
            return true
        }
        guard opened else { return }
        self.logger.warning(
            "a provider is left alone for a while",
            metadata: ["avo.route": "\(route.text)", "error.type": "\(error.code.rawValue)"]
        )
    }

    /// What is known of a route, as of the last look.
    func health(of route: RouteKey) -> RouteHealth {
        self.state.withLock { $0.health[route] ?? .well }
    }

    /// How many tokens a route takes, as configured and as its provider has said since.
    func contextTokens(of model: any LanguageModel) -> Int? {
        let learned = self.state.withLock { $0.contexts[RouteKey(model)] }
        return [model.limits.contextTokens, learned].compactMap(\.self).min()
    }

    /// Notes what a provider said of its context.
    func noteContext(_ tokens: Int, of model: any LanguageModel) {
        self.state.withLock { $0.contexts[RouteKey(model)] = tokens }
    }

    /// Reads what the other processes wrote, unless that was done a moment ago.
    func refresh() async {
        let uptime = self.runtime.uptime()
        let isDue = self.state.withLock { state in
            if let readAt = state.readAt, uptime - readAt < Self.freshness { return false }
            state.readAt = uptime
            return true
        }
        guard isDue else { return }
        do throws(JobStoreError) {
            let values = try await self.shared.values(withPrefix: RouteKey.prefix)
            self.state.withLock { state in
                state.health = [:]
                for value in values {
                    let age = max(.zero, Self.lifetime - value.remaining)
                    state.health[RouteKey(stored: value.key)] = RouteHealth(value.bytes, age: age, at: uptime)
                }
            }
        } catch {
            self.logger.debug("the state of the routes cannot be read", metadata: ["error.message": "\(error)"])
        }
    }

    /// Changes what is known of a route, here and for all.
    @discardableResult
    private func change<Result>(
        _ route: RouteKey,
        _ change: (inout RouteHealth, _ now: Duration) -> Result
    ) async -> Result {
        do throws(JobStoreError) {
            let written = try await self.shared.update(route.text, lifetime: Self.lifetime) { bytes, age in
                let now = self.runtime.uptime()
                let read = bytes.flatMap { RouteHealth($0, age: age, at: now) } ?? .well
                var health = read
                let result = change(&health, now)
                // What was only read is not written back: its age would be lost.
                if health != read { bytes = health == .well ? nil : health.encoded(at: now) }
                return (health, result)
            }
            if let (health, result) = written {
                self.state.withLock { $0.health[route] = health }
                return result
            }
        } catch {
            self.logger.debug("the state of a route cannot be shared", metadata: ["error.message": "\(error)"])
        }
        // Whoever cannot reach the others still spares the provider.
        let now = self.runtime.uptime()
        return self.state.withLock { change(&$0.health[route, default: .well], now) }
    }
}
