import Glibc
import JobsApplication
import JobsRedis
import JobsSystem
import Logging

/// What both executables do before they do their work.
enum ProcessStart {
    /// Bad configuration (`sysexits.h`).
    static let badConfiguration: Int32 = 78
    static let failure: Int32 = 1

    /// Reads the configuration and sets up logging.
    ///
    /// - Returns: nil after the mistakes have been printed, one a line.
    static func configuration(flags: [String: String]) async -> AvoConfiguration? {
        do {
            let sources = try await ConfigurationSources.process(flags: flags)
            let configuration = try AvoConfiguration(sources)
            return configuration
        } catch {
            Self.complain("\(error)")
            return nil
        }
    }

    static func logger(_ configuration: AvoConfiguration) -> Logger {
        let format = configuration.logFormat ?? (isatty(STDOUT_FILENO) == 1 ? .text : .json)
        let now = JobRuntime.system(heartbeatExecutor: nil).now
        LoggingSystem.bootstrap { label in
            LineLogHandler(label: label, format: format, now: now, logLevel: configuration.logLevel)
        }
        var logger = Logger(label: "avo")
        logger.logLevel = configuration.logLevel
        for warning in configuration.warnings { logger.warning("\(warning)") }
        // A client that goes away must not end the process.
        signal(SIGPIPE, SIG_IGN)
        return logger
    }

    /// How long a service may take to start.
    private static let serviceStart = Duration.seconds(60)

    /// Ends the process; the reason has been printed.
    struct Exit: Error {
        let code: Int32
    }

    /// Opens what the configuration names.
    static func environment(
        _ configuration: AvoConfiguration,
        as kind: ProcessRecord.Kind,
        logger: Logger
    ) async throws(Exit) -> JobsEnvironment {
        try await Self.checkQueue(configuration, logger: logger)
        let store = try await Self.store(configuration, logger: logger)
        do {
            return try JobsEnvironment(configuration, store: store, as: kind, logger: logger)
        } catch let error as JobStoreError {
            Self.complain("DATABASE_URL: \(error.message)" + (error.cause.map { " (\($0))" } ?? ""))
        } catch {
            Self.complain("\(error)")
        }
        throw Exit(code: Self.badConfiguration)
    }

    /// Refuses a queue that cannot ever work. One that is only away is no reason to wait: jobs are taken and run
    /// without it.
    private static func checkQueue(_ configuration: AvoConfiguration, logger: Logger) async throws(Exit) {
        guard case .redis(let url) = configuration.queue else { return }
        do throws(RedisError) {
            try await RedisJobQueue.check(url)
        } catch {
            guard error.mayPass else {
                Self.complain("QUEUE_URL: \(error.message)")
                throw Exit(code: Self.badConfiguration)
            }
            logger.warning("going on without the queue", metadata: ["error.message": "QUEUE_URL: \(error.message)"])
        }
    }

    /// Opens the store, and brings its schema up to date. A server that is not there yet may still be starting,
    /// so it is waited for, and that is said; if it does not come, the exit code leaves room for another try.
    static func store(_ configuration: AvoConfiguration, logger: Logger) async throws(Exit) -> any ApplicationStore {
        let deadline = ContinuousClock.now + Self.serviceStart
        var lastMessage: String?
        while true {
            do throws(JobStoreError) {
                return try await configuration.database.open(logger: logger)
            } catch {
                let message = "DATABASE_URL: \(error.message)" + (error.cause.map { " (\($0))" } ?? "")
                let mayPass = error.code == .unavailable && configuration.database.isServer
                guard mayPass, ContinuousClock.now < deadline else {
                    Self.complain(message)
                    throw Exit(code: mayPass ? Self.failure : Self.badConfiguration)
                }
                if lastMessage != message {
                    logger.warning("waiting for the database", metadata: ["error.message": "\(message)"])
                    lastMessage = message
                }
                do { try await Task.sleep(for: .milliseconds(500)) } catch { throw Exit(code: Self.failure) }
            }
        }
    }

    static func complain(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
