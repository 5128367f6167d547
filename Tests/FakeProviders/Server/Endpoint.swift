/// What a request asks for.
enum Endpoint: Equatable {
    case generation(Flavour, model: String?, isStream: Bool?)
    case models
    case health
    case version
    case unknown

    /// Gemini tells the model and the streaming in the path; the others in the body.
    init(_ request: WireRequest) {
        switch request.path {
        case "/v1/chat/completions": self = .generation(.openAI, model: nil, isStream: nil)
        case "/openai/v1/chat/completions": self = .generation(.groq, model: nil, isStream: nil)
        case "/v1/messages": self = .generation(.anthropic, model: nil, isStream: nil)
        case "/v1/models", "/openai/v1/models", "/v1beta/models": self = .models
        case "/health": self = .health
        case "/api/version": self = .version
        default:
            let prefix = "/v1beta/models/"
            guard request.path.hasPrefix(prefix), let colon = request.path.lastIndex(of: ":") else {
                self = .unknown
                return
            }
            let model = String(request.path[..<colon].dropFirst(prefix.count))
            switch request.path[colon...] {
            case ":generateContent": self = .generation(.gemini, model: model, isStream: false)
            case ":streamGenerateContent": self = .generation(.gemini, model: model, isStream: true)
            default: self = .unknown
            }
        }
    }
}
