import HTTPTransport

extension ProviderKind {
    /// OpenAI itself.
    public static let openAI = ProviderKind(
        name: "openai",
        source: "openai_gpt",
        settingsPrefix: "OPENAI",
        defaultBaseURL: "https://api.openai.com/v1",
        defaultModel: "gpt-4o-mini",
        needsKey: true,
        timeouts: .hosted,
        contextTokens: 128_000,
        // No temperature: the reasoning models refuse every other than their own.
        dialect: ChatCompletionDialect(
            form: .chat(
                .maxCompletionTokens,
                sendsTemperature: false,
                asksForUsage: true,
                .native,
                .jsonObject,
                .prompt
            )
        )
    )
}
