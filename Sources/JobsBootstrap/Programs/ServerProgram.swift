import Glibc
import HTTPConnections
import Hummingbird
import JobsApplication
import JobsDomain
import JobsHTTPAPI
import Logging
import ServiceLifecycle
import UnixSignals

/// `avo-server`: answers HTTP and, unless told otherwise, runs jobs.
public enum ServerProgram {
    /// How long `/readyz` says 503 before the listener closes, so that a balancer that asks often can see it.
    private static let announcement = Duration.milliseconds(300)
    /// Open connections get this long once the jobs are done.
    private static let connectionGrace = Duration.seconds(5)

    /// Serves until told to stop.
    ///
    /// - Parameter flags: from the command line, by the names of their variables.
    /// - Returns: the exit code.
    public static func run(flags: [String: String]) async -> Int32 {
        guard let configuration = await ProcessStart.configuration(flags: flags) else {
            return ProcessStart.badConfiguration
        }
        let logger = ProcessStart.logger(configuration)
        let environment: JobsEnvironment
        do throws(ProcessStart.Exit) {
            environment = try await ProcessStart.environment(configuration, as: .server, logger: logger)
        } catch {
            return error.code
        }
        if configuration.database.isMemory {
            logger.warning("jobs are kept in memory only and will not survive this process")
        }
        OpenFileLimit.raise(
            connections: configuration.connections.maximumConnections,
            calls: environment.service.worker == nil ? 0 : configuration.worker.concurrency,
            logger: logger
        )
        return await Self.serve(environment)
    }

    /// Prepares the database.
    ///
    /// - Returns: the exit code.
    public static func migrate(flags: [String: String]) async -> Int32 {
        guard let configuration = await ProcessStart.configuration(flags: flags) else {
            return ProcessStart.badConfiguration
        }
        let logger = ProcessStart.logger(configuration)
        do {
            try await ProcessStart.store(configuration, logger: logger).close()
        } catch let error as ProcessStart.Exit {
            return error.code
        } catch {
            ProcessStart.complain("DATABASE_URL: \(error)")
            return ProcessStart.failure
        }
        logger.notice("the database is ready")
        return 0
    }

    private static func serve(_ environment: JobsEnvironment) async -> Int32 {
        let logger = environment.logger
        let drain = DrainFlag()
        let server = Self.server(environment, drain)
        var group = ServiceGroupConfiguration(
            services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [],
            cancellationSignals: [],
            logger: Self.quiet(logger)
        )
        group.maximumGracefulShutdownDuration = environment.configuration.worker.grace + Self.connectionGrace
        let listener = ServiceGroup(configuration: group)
        let background = BackgroundWork(environment)
        return await withTaskGroup(of: Int32?.self) { tasks in
            tasks.addTask {
                await StopSignals.watch {
                    logger.notice("stopping")
                    drain.raise()
                    environment.service.worker?.beginDrain()
                    // While the connections still are what they were, so that every client gets the word.
                    environment.service.events.beginDrain()
                    try? await Task.sleep(for: Self.announcement)
                    await listener.triggerGracefulShutdown()
                }
                return nil
            }
            tasks.addTask {
                await background.run()
                return nil
            }
            do {
                try await listener.run()
                // The worker ends by itself once it is drained; without one, there is nothing to wait for.
                await background.finish()
                tasks.cancelAll()
                logger.notice("stopped")
                return 0
            } catch {
                tasks.cancelAll()
                if let problem = ListenerProblem(error, environment.configuration) {
                    ProcessStart.complain(problem.message)
                    return problem.code
                }
                logger.critical("the server failed", metadata: ["error.message": "\(error)"])
                return ProcessStart.failure
            }
        }
    }

    private static func server(_ environment: JobsEnvironment, _ drain: DrainFlag) -> Application<HTTPAPI> {
        let configuration = environment.configuration
        let api = HTTPAPI(
            service: environment.service,
            settings: configuration.api,
            isDraining: { drain.isRaised },
            runtime: environment.runtime,
            logger: environment.logger
        )
        return Application(
            responder: api,
            server: api.connections(configuration.connections).server,
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                serverName: nil,
                backlog: 1024,
                reuseAddress: true
            ),
            onServerRunning: { channel in
                environment.logger.notice(
                    "listening",
                    metadata: [
                        "server.address": "\(configuration.host)",
                        "server.port": "\(channel.localAddress?.port ?? configuration.port)",
                        "service.version": "\(Release.version)",
                        "worker": "\(configuration.runsEmbeddedWorker ? "embedded" : "none")",
                        "llm.providers":
                            "\(configuration.providers.map(\.name).joined(separator: ","))",
                    ]
                )
            },
            logger: Self.quiet(environment.logger)
        )
    }

    /// The framework's own lines matter only when something is wrong.
    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }
}
