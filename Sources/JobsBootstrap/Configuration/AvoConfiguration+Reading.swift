import Foundation
import JobsApplication
import JobsHTTPAPI
import JobsPostgres
import JobsRedis
import JobsSQLite
import Logging

extension AvoConfiguration {
    /// Reads and checks the configuration.
    ///
    /// - Throws: ``ConfigurationError`` with every mistake.
    public init(_ sources: ConfigurationSources) throws(ConfigurationError) {
        var reader = ConfigurationReader(sources)
        self.warnings = ConfigurationVariable.misspelt(among: sources.names).map { name, meant in
            "\(name) is not known; did you mean \(meant)?"
        }
        self.host = reader.string("HOST") ?? "127.0.0.1"
        self.port = reader.integer("PORT", 0...65535, default: 8000)
        self.database = Self.database(&reader)
        self.queue = Self.queue(&reader)
        // Where nobody else can reach the jobs, nobody else can run them.
        let isAlone = self.queue == .memory || self.database.isMemory
        self.runsEmbeddedWorker = reader.boolean("EMBEDDED_WORKER") ?? isAlone
        if isAlone, !self.runsEmbeddedWorker {
            self.warnings.append("EMBEDDED_WORKER is false, and no other process can run the jobs of this one")
        }
        self.worker = WorkerSettings(
            concurrency: reader.integer("WORKER_CONCURRENCY", 1...10_000, default: 4),
            queues: reader.list("WORKER_QUEUES").map(Set.init),
            lease: reader.duration("LEASE_DURATION", atLeast: .seconds(1), default: .seconds(30)),
            attemptLimit: reader.integer("JOB_MAX_ATTEMPTS", 1...1000, default: 5),
            grace: reader.duration("SHUTDOWN_GRACE", default: .seconds(20))
        )
        self.policy = ModelPolicy(
            callTimeout: reader.duration("LLM_TIMEOUT", atLeast: .milliseconds(1), default: .seconds(120)),
            patience: reader.duration("LLM_PATIENCE", default: .seconds(30)),
            deadline: reader.duration("JOB_DEADLINE", atLeast: .milliseconds(1), default: .seconds(900)),
            expiry: reader.duration("JOB_EXPIRY", default: .seconds(86_400)),
            callLimit: reader.integer("LLM_MAX_CALLS", 1...10_000, default: 10),
            spending: SpendingLimits(
                perJob: reader.dollars("LLM_JOB_BUDGET"),
                perDay: reader.dollars("LLM_DAY_BUDGET")
            ),
            prices: Self.prices(&reader)
        )
        self.retention = Self.retention(&reader)
        self.providers = Self.providers(&reader, &self.warnings)
        self.cassette = Self.cassette(&reader)
        self.warnings += Self.unpricedModels(self.providers, self.policy)
        self.api = Self.api(&reader)
        self.connections = Self.connections(&reader, trusted: self.api.trustedProxies)
        self.defaultGuideline = Self.defaultGuideline(&reader)
        self.logLevel = reader.choice("LOG_LEVEL", Logger.Level.allCases.map { ($0.rawValue, $0) }) ?? .info
        self.logFormat = reader.choice("LOG_FORMAT", LogFormat.allCases.map { ($0.rawValue, $0) })
        guard reader.problems.isEmpty else { throw ConfigurationError(reader.problems) }
    }

    private static func database(_ reader: inout ConfigurationReader) -> Database {
        let url = reader.secret("DATABASE_URL") ?? "sqlite://avo.sqlite"
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else {
            return .sqlite(Self.sqlite(url, &reader))
        }
        do throws(JobStoreError) {
            return .postgres(try PostgresAddress(url: url))
        } catch {
            reader.report("DATABASE_URL", error.message)
            return .sqlite(.memory)
        }
    }

    private static func sqlite(_ url: String, _ reader: inout ConfigurationReader) -> SQLiteLocation {
        if ["sqlite::memory:", "sqlite://:memory:", "sqlite:///:memory:"].contains(url) { return .memory }
        guard url.hasPrefix("sqlite://") else {
            reader.report("DATABASE_URL", "must begin with sqlite:// or postgres://, or be sqlite::memory:")
            return .memory
        }
        var path = String(url.dropFirst("sqlite://".count))
        // SQLAlchemy writes a relative path as three slashes and a dot.
        if path.hasPrefix("/./") { path.removeFirst() }
        guard !path.isEmpty, path != "/", !path.hasSuffix("/"), !path.contains("?") else {
            reader.report(
                "DATABASE_URL",
                "names no file, as in sqlite://avo.sqlite or sqlite:///var/lib/avo/avo.sqlite"
            )
            return .memory
        }
        return .file(path)
    }

    private static func queue(_ reader: inout ConfigurationReader) -> Queue {
        let url = reader.secret("QUEUE_URL") ?? "memory:"
        switch url {
        case "memory:", "memory": return .memory
        case "database:", "database": return .database
        case let url where url.hasPrefix("redis://") || url.hasPrefix("rediss://"):
            do throws(RedisError) {
                return .redis(try RedisURL(url))
            } catch {
                reader.report("QUEUE_URL", error.message)
            }
        default:
            reader.report("QUEUE_URL", "must be memory:, database: or begin with redis://")
        }
        return .memory
    }

    private static func retention(_ reader: inout ConfigurationReader) -> Duration? {
        guard let text = reader.string("JOB_RETENTION"), text.lowercased() != "never" else { return nil }
        return reader.duration("JOB_RETENTION", atLeast: .seconds(1), default: .seconds(0))
    }

    private static func defaultGuideline(_ reader: inout ConfigurationReader) -> String? {
        guard let path = reader.string("DEFAULT_GUIDELINE_FILE") else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            reader.report("DEFAULT_GUIDELINE_FILE", "the file \(path) cannot be read")
            return nil
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            reader.report("DEFAULT_GUIDELINE_FILE", "the file \(path) is not valid UTF-8")
            return nil
        }
        return text
    }

    /// A budget cannot count what nobody knows the price of.
    private static func unpricedModels(_ providers: [ProviderConfiguration], _ policy: ModelPolicy) -> [String] {
        guard policy.spending != SpendingLimits() else { return [] }
        return providers.compactMap { provider in
            guard case .http = provider.engine,
                policy.prices.price(of: provider.model, from: provider.engine.identity.source) == nil
            else { return nil }
            return "the price of \(provider.model) is not known, so no budget counts the calls of \(provider.name)"
        }
    }
}
