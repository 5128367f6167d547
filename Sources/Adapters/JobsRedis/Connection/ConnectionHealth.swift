import Logging
import Synchronization

/// What is wrong with an adapter at the moment, put together from the connections it has. It logs changes only.
final class ConnectionHealth: Sendable {
    /// One of the connections.
    enum Part: Int, Sendable {
        case sending, receiving
    }

    private struct State {
        var problems: [Part: RedisError] = [:]
        var waitsForFirst: Set<Part>
        /// What was logged last; nil while all is well.
        var logged: RedisError.Code?

        var worst: RedisError? { self.problems[.sending] ?? self.problems[.receiving] }

        /// What there is to log. A connection that is lost, then refused, then told to wait is one thing.
        var toLog: RedisError.Code? { self.worst.map { $0.isDisconnection ? .connectionLost : $0.code } }
    }

    /// What the adapter is called in the log.
    private let name: String
    private let logger: Logger
    private let state: Mutex<State>

    /// - Parameter parts: which connections are opened without being asked for.
    init(_ name: String, parts: Set<Part>, logger: Logger) {
        self.name = name
        self.logger = logger
        self.state = Mutex(State(waitsForFirst: parts))
    }

    /// Why the adapter does not work, or works in part only; nil while all is well.
    var problem: String? {
        self.state.withLock { state in
            state.worst?.message ?? (state.waitsForFirst.isEmpty ? nil : "not yet connected to Redis")
        }
    }

    /// Tells how a connection does.
    func note(_ problem: RedisError?, of part: Part) {
        let change = self.state.withLock { state -> (RedisError.Code?, RedisError?)? in
            state.problems[part] = problem
            state.waitsForFirst.remove(part)
            guard state.toLog != state.logged else { return nil }
            defer { state.logged = state.toLog }
            return (state.logged, state.worst)
        }
        switch change {
        case (_, let problem?)?:
            self.logger.warning("\(self.name) is impaired", metadata: ["error.message": "\(problem.message)"])
        case (_?, nil)?:
            self.logger.notice("\(self.name) works again")
        default:
            break
        }
    }
}
