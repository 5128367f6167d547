import Glibc
import Logging

/// How many files and sockets the process may have open at the same time.
enum OpenFileLimit {
    /// The database, queues, idle connections to models and log beside what is counted.
    private static let others = 256

    /// Raises the limit to what the process may raise it to itself, and says where that is too low. Shells and service
    /// managers start programs with 1 024, for the sake of those that know no better.
    ///
    /// - Parameters:
    ///   - connections: how many clients may connect.
    ///   - calls: how many calls to models may be on their way.
    static func raise(connections: Int = 0, calls: Int = 0, logger: Logger) {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(kind, &limit) == 0 else { return }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(kind, &raised) == 0 { limit = raised }
        }
        let needed = connections + calls + Self.others
        guard limit.rlim_cur < needed else { return }
        logger.warning(
            "too few files may be open for MAX_CONNECTIONS and WORKER_CONCURRENCY; raise the limit (ulimit -n, LimitNOFILE)",
            metadata: ["limit": "\(limit.rlim_cur)", "needed": "\(needed)"]
        )
    }
}
