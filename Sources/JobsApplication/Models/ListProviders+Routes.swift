import JobsDomain
public import Logging

extension ListProviders {
    /// How far back calls are added up.
    private static let period = Duration.seconds(86_400)

    /// Reports on routes from what all processes on a store know of them together.
    ///
    /// - Parameters:
    ///   - routes: in the order in which they are tried.
    ///   - shared: where the processes share what they know.
    ///   - ledger: of the calls that are added up.
    public init(
        routes: [ModelRoute],
        shared: any SharedState,
        ledger: any CallLedger,
        runtime: JobRuntime,
        logger: Logger
    ) {
        let board = RouteBoard(shared: shared, runtime: runtime, logger: logger)
        self.init { () async throws(JobStoreError) -> [ProviderStatus] in
            await board.refresh()
            let (now, uptime) = (runtime.now(), runtime.uptime())
            let totals = try await ledger.totals(since: now.advanced(by: .zero - Self.period))
            return routes.enumerated().map { index, route in
                let total = totals.first { $0.provider == route.provider.source && $0.model == route.model }
                return ProviderStatus(
                    route,
                    position: index + 1,
                    board: board,
                    totals: total,
                    now: now,
                    uptime: uptime
                )
            }
        }
    }
}

extension ProviderStatus {
    fileprivate init(
        _ route: ModelRoute,
        position: Int,
        board: RouteBoard,
        totals: RouteTotals?,
        now: Timestamp,
        uptime: Duration
    ) {
        var health = RouteHealth.well
        var state = State.alwaysOn
        if case .model(let model) = route {
            health = board.health(of: RouteKey(model))
            state = State(health, at: uptime)
        }
        let end: Duration? =
            switch state {
            case .closed, .alwaysOn: nil
            case .open: health.openUntil
            case .halfOpen: health.probeUntil
            case .coolingDown: health.coolUntil
            }
        var lastError: LastError?
        if let code = health.lastError, let at = health.lastErrorAt {
            lastError = LastError(code: code.rawValue, at: at)
        }
        self.init(
            provider: route.provider.name,
            source: route.provider.source,
            model: route.model,
            position: position,
            state: state,
            until: end.map { now.advanced(by: $0 - uptime) },
            lastError: lastError,
            totals: totals
        )
    }
}

extension ProviderStatus.State {
    fileprivate init(_ health: RouteHealth, at now: Duration) {
        if let coolUntil = health.coolUntil, coolUntil > now {
            self = .coolingDown
        } else if let openUntil = health.openUntil {
            let isProbed = health.probeUntil.map { $0 > now } ?? false
            self = isProbed ? .halfOpen : openUntil > now ? .open : .halfOpen
        } else {
            self = .closed
        }
    }
}
