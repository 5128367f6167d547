import JobsDomain
import Synchronization

/// The server's clock, which measures leases, waiting times and expiry for all processes.
final class PostgresClock: Sendable {
    private let offset = Mutex(Int64(0))

    /// The time in milliseconds since 1970, as SQL. It needs a parameter with ``parameter``.
    static func now(_ parameter: Int) -> String {
        "((extract(epoch FROM clock_timestamp()) * 1000)::bigint + $\(parameter))"
    }

    /// By how many milliseconds this store's clock runs ahead; zero but for tests of what time does.
    var parameter: PostgresParameter { .integer(self.offset.withLock { $0 }) }

    func advance(by duration: Duration) {
        self.offset.withLock { $0 += duration.milliseconds }
    }
}
