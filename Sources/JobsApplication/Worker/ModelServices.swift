import JobsDomain
import Logging

/// What asking models needs, the same for all jobs of a process.
struct ModelServices: Sendable {
    let routes: [ModelRoute]
    let policy: ModelPolicy
    let board: RouteBoard
    let paces: RoutePaces
    let spending: SpendingBook
    let runtime: JobRuntime
    let logger: Logger

    init(
        routes: [ModelRoute],
        policy: ModelPolicy,
        shared: any SharedState,
        runtime: JobRuntime,
        logger: Logger
    ) {
        self.routes = routes
        self.policy = policy
        self.board = RouteBoard(shared: shared, runtime: runtime, logger: logger)
        self.paces = RoutePaces(shared: shared)
        self.spending = SpendingBook(shared: shared, runtime: runtime)
        self.runtime = runtime
        self.logger = logger
    }

    /// The models among the routes, in their order.
    var models: [any LanguageModel] {
        self.routes.compactMap { if case .model(let model) = $0 { model } else { nil } }
    }

    /// Whether local rules are among the routes, and whether they come before every model.
    var hasLocalRules: Bool { self.routes.contains { if case .localRules = $0 { true } else { false } } }
    var prefersLocalRules: Bool { if case .localRules = self.routes.first { true } else { false } }

    /// A word for a fence that no document can contain but by guessing 120 bits.
    func fenceMarker() -> String {
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
