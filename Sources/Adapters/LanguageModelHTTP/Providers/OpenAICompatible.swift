import HTTPTransport

extension ProviderKind {
    /// Any other server of OpenAI's form: vLLM, llama.cpp, LiteLLM, OpenRouter. llama.cpp's older builds
    /// want the schema flat, so that is tried before schemas are given up.
    public static let openAICompatible = ProviderKind(
        name: "openai-compatible",
        source: "openai_compatible",
        settingsPrefix: "OPENAI_COMPATIBLE",
        // Where llama.cpp's server listens unless told otherwise.
        defaultBaseURL: "http://127.0.0.1:8080/v1",
        defaultModel: "default",
        needsKey: false,
        timeouts: .local,
        contextTokens: nil,
        dialect: ChatCompletionDialect(
            form: .chat(
                .maxTokens,
                sendsTemperature: true,
                asksForUsage: true,
                .native,
                .alternate,
                .jsonObject,
                .prompt
            )
        )
    )
}
