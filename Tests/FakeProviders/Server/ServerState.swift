import Synchronization

/// What the server's threads and its tests share.
final class ServerState: Sendable {
    private struct State {
        var scripts: [String: Script] = [:]
        var log: [LogEntry] = []
        var violations: [String] = []
        var sockets: [ObjectIdentifier: ClientSocket] = [:]
        var connections = 0
        var pacing: Pacing
        var key: String
        var isStopped = false
    }

    private let state: Mutex<State>

    init(key: String, pacing: Pacing) {
        self.state = Mutex(State(pacing: pacing, key: key))
    }

    var log: [LogEntry] { self.state.withLock { $0.log } }
    var violations: [String] { self.state.withLock { $0.violations } }
    var pacing: Pacing { self.state.withLock { $0.pacing } }
    var key: String { self.state.withLock { $0.key } }
    var connections: Int { self.state.withLock { $0.connections } }
    var isStopped: Bool { self.state.withLock { $0.isStopped } }

    func setScript(_ script: Script, for model: String) { self.state.withLock { $0.scripts[model] = script } }

    /// The turn of a request, and its number, under which it is in the log from now on.
    func begin(_ make: (_ number: Int, _ turn: Turn) -> LogEntry, model: String) -> (turn: Turn, number: Int) {
        self.state.withLock { state in
            let turn = state.scripts[model, default: Script([])].next()
            let number = state.log.count + 1
            state.log.append(make(number, turn))
            return (turn, number)
        }
    }

    func note(_ number: Int, _ change: (inout LogEntry) -> Void) {
        self.state.withLock { change(&$0.log[number - 1]) }
    }

    func report(_ violations: [String]) { self.state.withLock { $0.violations += violations } }

    /// - Returns: false where the server has stopped meanwhile.
    func add(_ socket: ClientSocket) -> Bool {
        self.state.withLock { state in
            state.connections += 1
            guard !state.isStopped else { return false }
            state.sockets[ObjectIdentifier(socket)] = socket
            return true
        }
    }

    func remove(_ socket: ClientSocket) { self.state.withLock { $0.sockets[ObjectIdentifier(socket)] = nil } }

    /// Ends every connection, and every later one at once.
    func stop() {
        let sockets = self.state.withLock { state in
            state.isStopped = true
            return Array(state.sockets.values)
        }
        for socket in sockets { socket.interrupt() }
    }

    /// Ends every connection there is.
    func dropConnections() {
        for socket in self.state.withLock({ Array($0.sockets.values) }) { socket.interrupt() }
    }
}
