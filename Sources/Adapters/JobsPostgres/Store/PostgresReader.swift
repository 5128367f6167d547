import JobsApplication
import JobsDomain
import Logging
import Synchronization

/// Reads, on a few connections that share one queue of requests.
final class PostgresReader: Sendable {
    private typealias Request = @Sendable (PostgresSession) -> Void

    private struct State {
        var waiting: [Request] = []
        var idle: [Int]
    }

    /// Beyond this many waiting reads, further ones are refused at once.
    private static let mostWaiting = 10_000

    private let sessions: [PostgresSession]
    private let state: Mutex<State>

    /// - Parameter connections: how many; each is made when it is first needed.
    init(_ address: PostgresAddress, connections: Int, logger: Logger) {
        self.sessions = (0..<connections).map { PostgresSession(address, label: "read-\($0)", logger: logger) }
        self.state = Mutex(State(idle: Array((0..<connections).reversed())))
    }

    func close() { for session in self.sessions { session.close() } }

    /// Runs statements as one pipeline, again on a new connection where one turns out to be gone.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`, or `overloaded` where too many reads wait.
    func read<Value: Sendable>(
        _ queries: @autoclosure @escaping @Sendable () -> [PostgresQuery],
        _ body: @escaping @Sendable ([PostgresResult]) throws(PostgresFailure) -> Value
    ) async throws(JobStoreError) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, JobStoreError>, Never>) in
            let isAccepted = self.enqueue { session in
                do throws(PostgresFailure) {
                    let value = try session.withConnectionRepeating { connection throws(PostgresFailure) in
                        try body(try connection.run(queries()))
                    }
                    continuation.resume(returning: .success(value))
                } catch {
                    continuation.resume(returning: .failure(JobStoreError(error)))
                }
            }
            if !isAccepted {
                continuation.resume(returning: .failure(JobStoreError(.overloaded, "too many reads wait")))
            }
        }
        return try result.get()
    }

    private func enqueue(_ request: @escaping Request) -> Bool {
        let (isAccepted, session) = self.state.withLock { state -> (Bool, Int?) in
            guard state.waiting.count < Self.mostWaiting else { return (false, nil) }
            state.waiting.append(request)
            return (true, state.idle.popLast())
        }
        if let session { self.sessions[session].run { self.serve($0, session) } }
        return isAccepted
    }

    private func serve(_ session: PostgresSession, _ index: Int) {
        while let request = self.next(index) { request(session) }
    }

    private func next(_ index: Int) -> Request? {
        self.state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.idle.append(index)
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
