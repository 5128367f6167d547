public import HTTPConnections
public import JobsApplication
public import JobsHTTPAPI
public import JobsPostgres
public import JobsRedis
public import JobsSQLite
public import Logging

/// Everything that can be set, validated.
public struct AvoConfiguration: Sendable {
    /// Where jobs are kept.
    public enum Database: Sendable, Equatable {
        case sqlite(SQLiteLocation)
        case postgres(PostgresAddress)

        /// Whether no other process can reach it, and nothing survives this one.
        var isMemory: Bool { self == .sqlite(.memory) }
    }

    /// What carries tickets and hints.
    public enum Queue: Sendable, Equatable {
        /// Within this process.
        case memory
        /// The store is the queue.
        case database
        case redis(RedisURL)
    }

    /// How log lines are written.
    public enum LogFormat: String, Sendable, CaseIterable {
        case json, text
    }

    public var host: String
    public var port: Int
    public var database: Database
    public var queue: Queue
    public var runsEmbeddedWorker: Bool
    public var worker: WorkerSettings
    public var providers: [ProviderConfiguration]
    /// Where the models' answers are recorded or played; nil where they are just asked.
    public var cassette: Cassette?
    public var policy: ModelPolicy
    /// Ended jobs older than this are deleted; nil keeps them for ever.
    public var retention: Duration?
    /// What the server's API lets clients do.
    public var api: APISettings
    /// What the server's connections let clients do.
    public var connections: ConnectionSettings
    /// The document of a job with an empty body; nil means the bundled one.
    public var defaultGuideline: String?
    public var logLevel: Logger.Level
    /// Nil means text on a terminal, else JSON.
    public var logFormat: LogFormat?
    /// Things that are odd but no mistake; logged at start.
    public var warnings: [String]
}
