import HTTPTransport

extension ProviderKind {
    /// Anthropic's messages.
    public static let anthropic = ProviderKind(
        name: "anthropic",
        source: "anthropic_claude",
        settingsPrefix: "ANTHROPIC",
        defaultBaseURL: "https://api.anthropic.com",
        defaultModel: "claude-haiku-4-5",
        needsKey: true,
        timeouts: .hosted,
        contextTokens: 200_000,
        dialect: AnthropicDialect()
    )
}
