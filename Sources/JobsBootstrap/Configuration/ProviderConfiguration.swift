public import JobsApplication
public import LanguageModelHTTP

/// One provider of language models, as configured.
public struct ProviderConfiguration: Sendable {
    /// What answers.
    public enum Engine: Sendable {
        case http(ProviderKind)
        /// The rules of the steps themselves.
        case local
        /// Answers by itself, for tests and demonstrations.
        case fake
    }

    public let engine: Engine
    public let baseURL: String
    public let model: String
    /// A secret: never logged.
    public let key: String?
    /// What is known of the model, where it is configured.
    public let limits: ModelLimits

    public init(
        engine: Engine,
        baseURL: String = "",
        model: String,
        key: String? = nil,
        limits: ModelLimits = ModelLimits()
    ) {
        self.engine = engine
        self.baseURL = baseURL
        self.model = model
        self.key = key
        self.limits = limits
    }

    /// As in `LLM_PROVIDERS`.
    public var name: String { self.engine.identity.name }
}

extension ProviderConfiguration.Engine {
    /// Every engine of this release, in the order of the documentation.
    static let all: [ProviderConfiguration.Engine] = ProviderKind.all.map { .http($0) } + [.local, .fake]

    /// The engine of that name in `LLM_PROVIDERS`.
    static func named(_ name: String) -> ProviderConfiguration.Engine? {
        self.all.first { $0.identity.name == name }
    }

    var identity: ModelProvider {
        switch self {
        case .http(let kind): kind.identity
        case .local: ModelRoute.localProvider
        case .fake: ModelProvider(name: "fake", source: "fake")
        }
    }

    var defaultModel: String {
        switch self {
        case .http(let kind): kind.defaultModel
        case .local: ModelRoute.localModel
        case .fake: "fake-1"
        }
    }
}
