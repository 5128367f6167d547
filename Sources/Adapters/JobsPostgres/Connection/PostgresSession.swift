import Dispatch
import JobsApplication
import JobsDomain
import Logging
import Synchronization

/// A connection with a thread of its own, that is made when it is needed and made again when it broke.
///
/// Only code that runs on ``queue`` may call anything but ``run(_:)``.
///
/// `@unchecked Sendable`: the mutable state is touched on the serial queue only.
final class PostgresSession: @unchecked Sendable {
    /// After a failed attempt to connect, further ones wait: 50 ms, doubled up to this.
    private static let longestPause = Duration.seconds(1)

    let queue: DispatchQueue
    private let address: PostgresAddress
    private let logger: Logger
    private var connection: PostgresConnection?
    private var isClosed = false
    private var failures = 0
    private var nextAttempt: ContinuousClock.Instant?
    private var lastFailure = PostgresFailure.connection("not connected")

    /// - Parameter label: tells threads apart.
    init(_ address: PostgresAddress, label: String, logger: Logger) {
        self.address = address
        self.logger = logger
        self.queue = DispatchQueue(label: "avo.postgres.\(label)", qos: .userInitiated)
    }

    /// Runs a piece of work on the session's thread.
    func run(_ work: @escaping @Sendable (PostgresSession) -> Void) {
        self.queue.async { work(self) }
    }

    /// Lends the connection, which is made if there is none. A connection that broke meanwhile is dropped.
    ///
    /// - Throws: ``PostgresFailure``; at once where the last attempt to connect has only just failed.
    ///
    /// - Parameter timeout: how long connecting may take.
    func withConnection<Value>(
        within timeout: Duration = PostgresConnection.connectTimeout,
        _ body: (PostgresConnection) throws(PostgresFailure) -> Value
    ) throws(PostgresFailure) -> Value {
        let connection = try self.connected(within: timeout)
        do throws(PostgresFailure) {
            return try body(connection)
        } catch {
            if error.endsConnection { self.drop(error) }
            throw error
        }
    }

    /// The same for work that may be done twice: where the connection turns out to be gone, the work is done
    /// again on a new one.
    ///
    /// - Throws: ``PostgresFailure`` of the second attempt.
    func withConnectionRepeating<Value>(
        _ body: (PostgresConnection) throws(PostgresFailure) -> Value
    ) throws(PostgresFailure) -> Value {
        let begin = ContinuousClock.now
        do throws(PostgresFailure) {
            return try self.withConnection(body)
        } catch {
            guard error.endsConnection, begin.duration(to: .now) < PostgresConnection.connectTimeout else {
                throw error
            }
            return try self.withConnection(body)
        }
    }

    /// Gives the connection up; calls after it fail.
    func close() {
        self.queue.async {
            self.isClosed = true
            self.connection = nil
        }
    }

    /// Sends a rollback after a failed transaction; a connection on which that fails is dropped.
    func rollBack() {
        guard let connection = self.connection else { return }
        do throws(PostgresFailure) {
            try connection.run([PostgresStatement.rollback()])
        } catch {
            self.drop(error)
        }
    }

    private func drop(_ failure: PostgresFailure) {
        if self.connection != nil {
            self.logger.warning("lost a database connection", metadata: ["error": "\(failure)"])
        }
        self.connection = nil
    }

    private func connected(within timeout: Duration) throws(PostgresFailure) -> PostgresConnection {
        if let connection = self.connection { return connection }
        guard !self.isClosed else { throw .connection("the store is closed") }
        if let nextAttempt = self.nextAttempt, ContinuousClock.now < nextAttempt { throw self.lastFailure }
        do throws(PostgresFailure) {
            let connection = try PostgresConnection(self.address, within: timeout)
            if connection.isReadOnly { throw .connection("the server is a standby and cannot write") }
            self.connection = connection
            self.failures = 0
            self.nextAttempt = nil
            return connection
        } catch {
            self.failures += 1
            self.lastFailure = error
            let pause = min(Self.longestPause, .milliseconds(25) * (1 << min(self.failures, 8)))
            self.nextAttempt = .now + pause
            throw error
        }
    }
}
