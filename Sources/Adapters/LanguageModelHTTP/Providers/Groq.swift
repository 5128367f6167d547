import HTTPTransport
import JobsApplication

extension ProviderKind {
    /// Groq; its 422 says that the model wrote something it could not process itself.
    public static let groq = ProviderKind(
        name: "groq",
        source: "groq",
        settingsPrefix: "GROQ",
        defaultBaseURL: "https://api.groq.com/openai/v1",
        defaultModel: "llama-3.3-70b-versatile",
        needsKey: true,
        timeouts: .hosted,
        contextTokens: 131_072,
        // The usage comes unasked, in a member of Groq's own.
        dialect: ChatCompletionDialect(
            form: .chat(
                .maxCompletionTokens,
                sendsTemperature: true,
                asksForUsage: false,
                .native,
                .jsonObject,
                .prompt
            )
        ),
        unprocessable: .invalidOutput
    )
}
