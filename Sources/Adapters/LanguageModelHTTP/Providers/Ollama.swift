import HTTPTransport

extension ProviderKind {
    /// Ollama, which takes no key. It reads `max_tokens` and no other limit, and without a temperature it
    /// takes 1.0 in place of what the model's file says. Its context is 4096 tokens on a small machine.
    public static let ollama = ProviderKind(
        name: "ollama",
        source: "ollama",
        settingsPrefix: "OLLAMA",
        defaultBaseURL: "http://127.0.0.1:11434/v1",
        defaultModel: "llama3.2",
        needsKey: false,
        timeouts: .local,
        contextTokens: 4_096,
        dialect: ChatCompletionDialect(
            form: .chat(.maxTokens, sendsTemperature: true, asksForUsage: true, .native, .jsonObject, .prompt)
        )
    )
}
