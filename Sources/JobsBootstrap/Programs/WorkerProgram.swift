import JobsApplication
import Logging

/// `avo-worker`: runs jobs that other processes take in.
public enum WorkerProgram {
    /// Works until told to stop.
    ///
    /// - Parameter flags: from the command line, by the names of their variables.
    /// - Returns: the exit code.
    public static func run(flags: [String: String]) async -> Int32 {
        guard let configuration = await ProcessStart.configuration(flags: flags) else {
            return ProcessStart.badConfiguration
        }
        guard configuration.queue != .memory else {
            ProcessStart.complain(
                "QUEUE_URL: memory: is within one process; a worker of its own needs database: or redis://"
            )
            return ProcessStart.badConfiguration
        }
        guard !configuration.database.isMemory else {
            ProcessStart.complain("DATABASE_URL: a database in memory is within one process; a worker needs a file")
            return ProcessStart.badConfiguration
        }
        let logger = ProcessStart.logger(configuration)
        let environment: JobsEnvironment
        do throws(ProcessStart.Exit) {
            environment = try await ProcessStart.environment(configuration, as: .worker, logger: logger)
        } catch {
            return error.code
        }
        OpenFileLimit.raise(calls: configuration.worker.concurrency, logger: logger)
        logger.notice(
            "working",
            metadata: [
                "worker.concurrency": "\(configuration.worker.concurrency)", "service.version": "\(Release.version)",
                "llm.providers": "\(configuration.providers.map(\.name).joined(separator: ","))",
            ]
        )
        let background = BackgroundWork(environment)
        return await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                await StopSignals.watch {
                    logger.notice("stopping")
                    environment.service.worker?.beginDrain()
                }
            }
            await background.run()
            tasks.cancelAll()
            logger.notice("stopped")
            return 0
        }
    }
}
