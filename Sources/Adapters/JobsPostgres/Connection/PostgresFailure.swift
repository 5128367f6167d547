import JobsApplication

/// Why a call on a connection failed.
enum PostgresFailure: Error, CustomStringConvertible {
    /// No connection could be made, or it broke. Whether the server got what was sent is unknown.
    case connection(String)
    /// The answer did not come in time; the connection was given up.
    case timeout(String)
    /// The server refused a statement. The connection is still good.
    case server(sqlState: String, message: String)
    /// The server answered something else than was asked for.
    case unexpected(String)

    var description: String {
        switch self {
        case .connection(let message), .timeout(let message), .unexpected(let message): message
        case .server(let sqlState, let message): "\(message) (SQLSTATE \(sqlState))"
        }
    }

    /// Whether the connection is of no more use.
    var endsConnection: Bool {
        switch self {
        case .connection, .timeout, .unexpected: true
        // Connection exceptions, shutdown, a server that turned read-only after a failover, and a transaction that
        // this process left open for too long because it was stopped.
        case .server(let sqlState, _):
            sqlState.hasPrefix("08") || sqlState.hasPrefix("57P") || ["25006", "25P03"].contains(sqlState)
        }
    }

    /// Whether the server gave the statement up because it or a lock took too long.
    var isSlowness: Bool {
        if case .server("57014", _) = self { true } else if case .server("55P03", _) = self { true } else { false }
    }

    /// What ``PostgresBatch`` fails with where a job is not what its writer knows.
    static let mistakenWriter = PostgresFailure.server(sqlState: "22012", message: "a job is not what its writer knows")

    var isMistakenWriter: Bool { if case .server("22012", _) = self { true } else { false } }

    /// Whether the server refused for a reason that lies in it as a whole, so that sending each command by
    /// itself would only be refused again: no resources, no permission, no tables.
    var concernsEveryCommand: Bool {
        guard case .server(let sqlState, _) = self else { return true }
        return sqlState.hasPrefix("53") || sqlState.hasPrefix("58") || sqlState.hasPrefix("42")
    }
}

extension JobStoreError {
    /// What a failure means to a caller whose command was certainly not carried out. The message is for
    /// everybody; the cause, which names hosts and tables, is for operators.
    init(_ failure: PostgresFailure) {
        guard case .server(let sqlState, _) = failure else {
            self.init(.unavailable, "PostgreSQL cannot be reached", cause: failure)
            return
        }
        switch sqlState {
        case "53100": self.init(.unavailable, "PostgreSQL's disk is full", cause: failure)
        case "57014", "55P03": self.init(.unavailable, "PostgreSQL took too long", cause: failure)
        case let state where state.hasPrefix("42") || state.hasPrefix("22") || state.hasPrefix("23"):
            self.init(.unusable, "PostgreSQL refused", cause: failure)
        default: self.init(.unavailable, "PostgreSQL refused", cause: failure)
        }
    }
}
