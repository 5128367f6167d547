import Glibc
import JobsApplication
import JobsDomain
import JobsInMemory
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
    let store: SQLiteJobStore
    let service: JobService
    private let transport: CurlTransport

    /// - Parameter runsWorker: whether this process runs jobs.
    init(_ configuration: AvoConfiguration, runsWorker: Bool, logger: Logger) throws {
        self.configuration = configuration
        self.runtime = .system()
        self.logger = logger
        self.store = try SQLiteJobStore(configuration.database)
        self.transport = CurlTransport()
        let (queue, signals) = try Self.queue(configuration)
        let workflows = Self.workflows(configuration)
        let worker =
            runsWorker
            ? JobWorker(
                owner: Self.owner(self.runtime),
                store: self.store,
                ledger: self.store,
                queue: queue,
                signals: signals,
                workflows: WorkflowCatalog(workflows),
                routes: try Self.routes(configuration, self.transport),
                policy: configuration.policy,
                settings: configuration.worker,
                runtime: self.runtime,
                logger: logger
            ) : nil
        self.service = JobService(
            store: self.store,
            queue: queue,
            signals: signals,
            workflows: workflows,
            worker: worker,
            runtime: self.runtime,
            logger: logger
        )
    }

    private static func workflows(_ configuration: AvoConfiguration) -> [Workflow] {
        guard let document = configuration.defaultGuideline else { return [.guideline] }
        return [.guideline(defaultDocument: document, title: nil)]
    }

    private static func queue(
        _ configuration: AvoConfiguration
    ) throws -> (queue: any JobQueue, signals: any JobSignals) {
        switch (configuration.queue, configuration.database) {
        case (.database, .file(let path)):
            let bus = try ProcessBus(databasePath: path)
            return (SQLiteJobQueue(bus: bus), SQLiteJobSignals(bus: bus))
        case (.memory, _), (.database, .memory):
            return (InMemoryJobQueue(), InMemoryJobSignals())
        }
    }

    private static func routes(_ configuration: AvoConfiguration, _ transport: CurlTransport) throws -> [ModelRoute] {
        try configuration.providers.map { provider in
            let identity = ModelProvider(name: provider.kind.rawValue, source: provider.kind.source)
            switch provider.kind {
            case .local: return .localRules
            case .fake: return .model(ScriptedLanguageModel(provider: identity, model: provider.model))
            case .openAI, .groq, .ollama, .openAICompatible:
                do throws(ModelConfigurationError) {
                    return .model(
                        try OpenAICompatibleModel(
                            provider: identity,
                            model: provider.model,
                            baseURL: provider.baseURL,
                            key: provider.key,
                            profile: Self.profile(provider.kind),
                            transport: transport
                        )
                    )
                } catch {
                    let variable = (provider.kind.prefix ?? "") + "_BASE_URL"
                    throw ConfigurationError([ConfigurationProblem(variable, error.message)])
                }
            }
        }
    }

    private static func profile(_ kind: ProviderConfiguration.Kind) -> ChatCompletionProfile {
        switch kind {
        case .openAI: .openAI
        case .groq: .groq
        default: .compatible
        }
    }

    /// Names this process among those of the machine, and this start of it.
    private static func owner(_ runtime: JobRuntime) -> LeaseOwner {
        LeaseOwner("worker-\(getpid())-\(runtime.makeID())")
    }
}
