public import HTTPTransport
public import JobsApplication

/// One provider of models: what has to be known to ask it, and what is assumed where nothing is configured.
///
/// A new one is a file beside this one and a line in ``all``.
public struct ProviderKind: Sendable, Hashable, CustomStringConvertible {
    /// As in `LLM_PROVIDERS`, and what results show as `_source`.
    public let identity: ModelProvider
    /// The beginning of its variables' names, for example `OPENAI`.
    public let settingsPrefix: String
    public let defaultBaseURL: String
    public let defaultModel: String
    /// Whether asking without a key is pointless.
    public let needsKey: Bool
    public let timeouts: CallTimeouts
    /// Tokens of question and answer together that its usual models take; nil where nobody can know.
    public let contextTokens: Int?
    /// How its API is spoken.
    let dialect: any ProviderDialect
    /// What the status 422 means where the body does not tell.
    let unprocessable: LanguageModelError.Code

    init(
        name: String,
        source: String,
        settingsPrefix: String,
        defaultBaseURL: String,
        defaultModel: String,
        needsKey: Bool,
        timeouts: CallTimeouts,
        contextTokens: Int?,
        dialect: any ProviderDialect,
        unprocessable: LanguageModelError.Code = .badRequest
    ) {
        self.identity = ModelProvider(name: name, source: source)
        self.settingsPrefix = settingsPrefix
        self.defaultBaseURL = defaultBaseURL
        self.defaultModel = defaultModel
        self.needsKey = needsKey
        self.timeouts = timeouts
        self.contextTokens = contextTokens
        self.dialect = dialect
        self.unprocessable = unprocessable
    }

    /// Every provider, in the order in which those with a key are asked by default.
    public static let all: [ProviderKind] = [.openAI, .anthropic, .gemini, .groq, .ollama, .openAICompatible]

    /// The provider of that name in `LLM_PROVIDERS`.
    public static func named(_ name: String) -> ProviderKind? { self.all.first { $0.identity.name == name } }

    /// Two are the same if their names are.
    public static func == (lhs: ProviderKind, rhs: ProviderKind) -> Bool { lhs.identity == rhs.identity }

    public func hash(into hasher: inout Hasher) { hasher.combine(self.identity) }

    public var description: String { self.identity.name }
}
