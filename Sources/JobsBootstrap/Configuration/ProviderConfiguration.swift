import JobsApplication

/// One provider of language models, as configured.
public struct ProviderConfiguration: Sendable, Equatable {
    /// Every provider this release knows.
    public enum Kind: String, Sendable, CaseIterable {
        case openAI = "openai"
        case groq
        case ollama
        case openAICompatible = "openai-compatible"
        case local
        case fake

        /// What results show as `_source`.
        var source: String {
            switch self {
            case .openAI: "openai_gpt"
            case .groq: "groq"
            case .ollama: "ollama"
            case .openAICompatible: "openai_compatible"
            case .local: ModelRoute.localProvider.source
            case .fake: "fake"
            }
        }

        /// The beginning of its variables' names; nil where it has none.
        var prefix: String? {
            switch self {
            case .openAI: "OPENAI"
            case .groq: "GROQ"
            case .ollama: "OLLAMA"
            case .openAICompatible: "OPENAI_COMPATIBLE"
            case .local, .fake: nil
            }
        }

        var defaultBaseURL: String {
            switch self {
            case .openAI: "https://api.openai.com/v1"
            case .groq: "https://api.groq.com/openai/v1"
            case .ollama: "http://127.0.0.1:11434/v1"
            // Where llama.cpp's server listens unless told otherwise.
            case .openAICompatible: "http://127.0.0.1:8080/v1"
            case .local, .fake: ""
            }
        }

        var defaultModel: String {
            switch self {
            case .openAI: "gpt-4o-mini"
            case .groq: "llama-3.3-70b-versatile"
            case .ollama: "llama3.2"
            case .openAICompatible: "default"
            case .local: ModelRoute.localModel
            case .fake: "fake-1"
            }
        }
    }

    public let kind: Kind
    public let baseURL: String
    public let model: String
    /// A secret: never logged.
    public let key: String?
}
