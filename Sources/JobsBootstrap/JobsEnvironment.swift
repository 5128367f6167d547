import Glibc
import HTTPTransport
import JobsApplication
import JobsDomain
import JobsHTTPAPI
import JobsInMemory
import JobsPostgres
import JobsRedis
import JobsSQLite
import JobsSystem
import LanguageModelFake
import LanguageModelHTTP
import Logging

/// The chosen adapters, wired. The only place that knows them all.
struct JobsEnvironment: Sendable {
    let configuration: AvoConfiguration
    let runtime: JobRuntime
    let logger: Logger
    let service: JobService
    private let kind: ProcessRecord.Kind
    private let startedAt: Timestamp
    private let registry: ProcessRegistry
    private let transport: CurlTransport

    /// - Parameters:
    ///   - store: opened as the configuration says.
    ///   - kind: what this process is.
    init(
        _ configuration: AvoConfiguration,
        store: any ApplicationStore,
        as kind: ProcessRecord.Kind,
        logger: Logger
    ) throws {
        self.configuration = configuration
        self.runtime = .system()
        self.logger = logger
        self.kind = kind
        self.startedAt = self.runtime.now()
        self.transport = CurlTransport()
        self.registry = ProcessRegistry(state: store, runtime: self.runtime, logger: logger)
        let workflows = Self.workflows(configuration)
        let (queue, signals) = try Self.queue(configuration, names: WorkflowCatalog(workflows).queues, logger)
        let routes = try Self.routes(configuration, self.transport)
        let worker =
            kind == .worker || configuration.runsEmbeddedWorker
            ? JobWorker(
                owner: Self.owner(self.runtime),
                store: store,
                ledger: store,
                shared: store,
                queue: queue,
                signals: signals,
                workflows: WorkflowCatalog(workflows),
                routes: routes,
                policy: configuration.policy,
                settings: configuration.worker,
                runtime: self.runtime,
                logger: logger
            ) : nil
        self.service = JobService(
            store: store,
            queue: queue,
            signals: signals,
            workflows: workflows,
            worker: worker,
            registry: self.registry,
            providers: ListProviders(
                routes: routes,
                shared: store,
                ledger: store,
                runtime: self.runtime,
                logger: logger
            ),
            events: EventHubSettings(heartbeat: configuration.api.heartbeat),
            ticketPause: .milliseconds(1),
            runtime: self.runtime,
            logger: logger
        )
    }

    /// Tells the other processes that this one is there, until the task is cancelled.
    func keepListed() async {
        let worker = self.service.worker
        let queues = worker == nil ? [] : (self.configuration.worker.queues ?? self.service.workflows.queues)
        await self.registry.keepListed {
            ProcessRecord(
                name: "\(Self.hostName):\(getpid())",
                kind: self.kind,
                version: Release.version,
                queues: queues.sorted(),
                slots: worker == nil ? 0 : self.configuration.worker.concurrency,
                running: worker?.runningJobs ?? 0,
                since: self.startedAt
            )
        }
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        // The last byte stays zero, whatever the name's length.
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func workflows(_ configuration: AvoConfiguration) -> [Workflow] {
        guard let document = configuration.defaultGuideline else { return [.guideline] }
        return [.guideline(defaultDocument: document, title: nil)]
    }

    private static func queue(
        _ configuration: AvoConfiguration,
        names: Set<String>,
        _ logger: Logger
    ) throws -> (queue: any JobQueue, signals: any JobSignals) {
        switch (configuration.queue, configuration.database) {
        case (.database, .sqlite(.file(let path))):
            let bus = try ProcessBus(databasePath: path)
            return (SQLiteJobQueue(bus: bus), SQLiteJobSignals(bus: bus))
        case (.database, .postgres(let address)):
            let bus = try PostgresBus(address, logger: logger)
            return (PostgresJobQueue(bus: bus), PostgresJobSignals(bus: bus))
        case (.redis(let url), _):
            let queue = try RedisJobQueue(
                url,
                queues: names,
                ticketsAtOnce: configuration.worker.concurrency,
                logger: logger
            )
            return (queue, try RedisJobSignals(url, logger: logger))
        case (.memory, _), (.database, .sqlite(.memory)):
            return (InMemoryJobQueue(), InMemoryJobSignals())
        }
    }

    private static func routes(_ configuration: AvoConfiguration, _ transport: CurlTransport) throws -> [ModelRoute] {
        let keys = configuration.providers.compactMap(\.key)
        return try configuration.providers.map { provider in
            switch provider.engine {
            case .local: return .localRules
            case .fake:
                let identity = provider.engine.identity
                return .model(ScriptedLanguageModel(provider: identity, model: provider.model, keepsRequests: false))
            case .http(let kind):
                let model: any LanguageModel
                do throws(ModelConfigurationError) {
                    model = try HTTPLanguageModel(
                        provider: kind,
                        model: provider.model,
                        baseURL: provider.baseURL,
                        key: provider.key,
                        limits: provider.limits,
                        version: Release.version,
                        secrets: keys,
                        transport: transport
                    )
                } catch {
                    let variable = kind.settingsPrefix + (error.code == .invalidKey ? "_API_KEY" : "_BASE_URL")
                    throw ConfigurationError([ConfigurationProblem(variable, error.message)])
                }
                return .model(try Self.recorded(model, configuration.cassette))
            }
        }
    }

    /// The model itself, or with a cassette in front of it.
    private static func recorded(
        _ model: any LanguageModel,
        _ cassette: Cassette?
    ) throws(ConfigurationError) -> any LanguageModel {
        guard let cassette else { return model }
        do throws(CassetteError) {
            switch cassette.mode {
            case .record: return try CassetteLanguageModel(recording: model, to: cassette.path)
            case .replay:
                return try CassetteLanguageModel(
                    replaying: cassette.path,
                    provider: model.provider,
                    model: model.model,
                    limits: model.limits
                )
            }
        } catch {
            throw ConfigurationError([ConfigurationProblem("LLM_CASSETTE", error.message)])
        }
    }

    /// Names this process among those of the machine, and this start of it.
    private static func owner(_ runtime: JobRuntime) -> LeaseOwner {
        LeaseOwner("worker-\(getpid())-\(runtime.makeID())")
    }
}
