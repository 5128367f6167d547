import FakeProviders
import HTTPTransport
import JobsApplication
import LanguageModelHTTP

/// The real HTTP models, set up for the fake server.
enum ModelUnderTest {
    static func model(
        _ flavour: Flavour,
        _ model: String,
        _ address: String,
        _ timeouts: RouteTimeouts,
        _ transport: CurlTransport
    ) throws -> any LanguageModel {
        try HTTPLanguageModel(
            provider: try Self.kind(flavour),
            model: model,
            baseURL: address,
            key: FakeProviderServer.key,
            timeouts: CallTimeouts(firstByte: timeouts.firstByte, idle: timeouts.idle),
            version: "test",
            secrets: [FakeProviderServer.key],
            transport: transport
        )
    }

    /// What a result's `_source` says of a provider.
    static func source(_ flavour: Flavour) -> String {
        switch flavour {
        case .openAI: "openai_gpt"
        case .groq: "groq"
        case .anthropic: "anthropic_claude"
        case .gemini: "google_gemini"
        }
    }

    private struct UnknownProvider: Error {}

    private static func kind(_ flavour: Flavour) throws -> ProviderKind {
        guard let kind = ProviderKind.all.first(where: { $0.identity.source == Self.source(flavour) }) else {
            throw UnknownProvider()
        }
        return kind
    }
}
