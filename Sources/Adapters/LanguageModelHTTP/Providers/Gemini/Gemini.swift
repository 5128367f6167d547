import HTTPTransport

extension ProviderKind {
    /// Google's Gemini API.
    public static let gemini = ProviderKind(
        name: "gemini",
        source: "google_gemini",
        settingsPrefix: "GEMINI",
        defaultBaseURL: "https://generativelanguage.googleapis.com",
        defaultModel: "gemini-2.5-flash",
        needsKey: true,
        timeouts: .hosted,
        contextTokens: 1_000_000,
        dialect: GeminiDialect()
    )
}
