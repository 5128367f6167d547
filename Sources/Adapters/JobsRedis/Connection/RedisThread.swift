import Glibc

/// Threads that may wait for the network, which no thread of Swift's pool may.
enum RedisThread {
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// Starts a thread that nobody waits for.
    ///
    /// - Throws: ``RedisError`` with code `noResources`.
    static func start(_ run: @escaping @Sendable () -> Void) throws(RedisError) {
        let body = Unmanaged.passRetained(Body(run))
        var thread = pthread_t()
        let result = pthread_create(
            &thread,
            nil,
            { body in
                RedisThread.blockSignals()
                if let body { Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run() }
                return nil
            },
            body.toOpaque()
        )
        guard result == 0 else {
            body.release()
            throw RedisError(.noResources, "no thread left: \(String(cString: strerror(result)))")
        }
        pthread_detach(thread)
    }

    /// Signals belong to the program's other threads. With `SIGPIPE` blocked, writing into a broken connection
    /// gets an error instead of ending the process.
    private static func blockSignals() {
        var signals = sigset_t()
        sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] { sigdelset(&signals, fault) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
