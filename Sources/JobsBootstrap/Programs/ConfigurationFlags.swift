public import ArgumentParser

/// Flags that both executables understand. A flag beats the environment; without one, the variable of the same
/// name counts. Secrets have no flag, because command lines can be read by others.
public struct ConfigurationFlags: ParsableArguments {
    @Option(help: ArgumentHelp("Where jobs are kept, e.g. sqlite://avo.sqlite.", valueName: "url"))
    var databaseUrl: String?

    @Option(help: ArgumentHelp("What wakes workers: memory:, database: or redis://host:port/0.", valueName: "url"))
    var queueUrl: String?

    @Option(help: ArgumentHelp("Jobs one process runs at the same time.", valueName: "count"))
    var workerConcurrency: String?

    @Option(help: ArgumentHelp("Queues to work on, comma-separated.", valueName: "names"))
    var workerQueues: String?

    @Option(help: ArgumentHelp("Models in the order they are tried, comma-separated.", valueName: "names"))
    var llmProviders: String?

    @Option(help: ArgumentHelp("How long a drain waits for running jobs, e.g. 20s.", valueName: "duration"))
    var shutdownGrace: String?

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "level"))
    var logLevel: String?

    @Option(help: ArgumentHelp("json or text.", valueName: "format"))
    var logFormat: String?

    public init() {}

    /// The flags that were given, by the names of their variables.
    public var values: [String: String] {
        [
            "DATABASE_URL": self.databaseUrl, "QUEUE_URL": self.queueUrl, "WORKER_CONCURRENCY": self.workerConcurrency,
            "WORKER_QUEUES": self.workerQueues, "LLM_PROVIDERS": self.llmProviders,
            "SHUTDOWN_GRACE": self.shutdownGrace, "LOG_LEVEL": self.logLevel, "LOG_FORMAT": self.logFormat,
        ].compactMapValues { $0 }
    }
}
