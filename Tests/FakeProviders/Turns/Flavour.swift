/// A provider whose API the server imitates.
public enum Flavour: String, Sendable, Hashable, CaseIterable {
    case openAI = "openai"
    case groq
    case anthropic
    case gemini

    /// What follows scheme, host and port in the address that an adapter is configured with.
    public var basePath: String {
        switch self {
        case .openAI: "/v1"
        case .groq: "/openai/v1"
        case .anthropic, .gemini: ""
        }
    }
}
