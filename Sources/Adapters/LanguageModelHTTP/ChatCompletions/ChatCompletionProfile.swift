public import JobsApplication

/// In what one OpenAI-compatible provider differs from the others.
public struct ChatCompletionProfile: Sendable, Hashable {
    /// The name of the member that limits the answer. There is no name that all know: OpenAI's newer
    /// models refuse `max_tokens`, and Ollama ignores every other, which leaves the answer unlimited.
    public enum OutputLimit: String, Sendable, Hashable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    public let outputLimit: OutputLimit
    /// Whether asking without a key is pointless.
    public let needsKey: Bool
    /// What the status 422 means where the body does not tell.
    public let unprocessable: LanguageModelError.Code

    /// Describes a provider.
    public init(
        outputLimit: OutputLimit,
        needsKey: Bool,
        unprocessable: LanguageModelError.Code = .badRequest
    ) {
        self.outputLimit = outputLimit
        self.needsKey = needsKey
        self.unprocessable = unprocessable
    }

    /// OpenAI itself.
    public static let openAI = ChatCompletionProfile(outputLimit: .maxCompletionTokens, needsKey: true)
    /// Groq; its 422 says that the model wrote something it could not process itself.
    public static let groq = ChatCompletionProfile(
        outputLimit: .maxTokens,
        needsKey: true,
        unprocessable: .invalidOutput
    )
    /// Ollama, which takes no key.
    public static let ollama = ChatCompletionProfile(outputLimit: .maxTokens, needsKey: false)
    /// Any other server: vLLM, llama.cpp, a proxy.
    public static let compatible = ChatCompletionProfile(outputLimit: .maxTokens, needsKey: false)
}
