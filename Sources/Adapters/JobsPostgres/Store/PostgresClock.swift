import JobsDomain
import Synchronization

/// The server's clock, which measures leases, waiting times and expiry for all processes.
final class PostgresClock: Sendable {
    /// What the server's clock showed, and when that was.
    private struct Reading {
        let time: Int64
        let at: ContinuousClock.Instant
    }

    private let offset = Mutex(Int64(0))
    private let reading = Mutex<Reading?>(nil)

    /// The time in milliseconds since 1970, as SQL. It needs a parameter with ``parameter``.
    static func now(_ parameter: Int) -> String {
        "((extract(epoch FROM clock_timestamp()) * 1000)::bigint + $\(parameter))"
    }

    /// By how many milliseconds this store's clock runs ahead; zero but for tests of what time does.
    var parameter: PostgresParameter { .integer(self.offset.withLock { $0 }) }

    /// Until when a statement that is sent now may take leases, by the server's clock; nil before it was ever read.
    ///
    /// A statement that was given up may still be on its way, and run minutes later when a server or a network comes
    /// to itself. Nobody would know of the leases that it takes. Where the server's clock jumps, one statement takes
    /// none, and reads the clock anew.
    func deadline(within timeout: Duration) -> Int64? {
        guard let reading = self.reading.withLock({ $0 }) else { return nil }
        let elapsed = reading.at.duration(to: .now) + timeout
        return reading.time + elapsed.milliseconds + self.offset.withLock { $0 }
    }

    /// Takes note of what the server's clock shows, this store's own running ahead included.
    func note(_ time: Int64) {
        let offset = self.offset.withLock { $0 }
        self.reading.withLock { $0 = Reading(time: time - offset, at: .now) }
    }

    func advance(by duration: Duration) {
        self.offset.withLock { $0 += duration.milliseconds }
    }
}
