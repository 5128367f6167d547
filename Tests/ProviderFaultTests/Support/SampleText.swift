import FakeProviders
import JobsDomain

/// Reads the model's text out of each provider's form.
enum SampleText {
    static func whole(_ document: JSONValue, _ flavour: Flavour) -> String? {
        switch flavour {
        case .openAI, .groq: document["choices"]?.array?.first?["message"]?["content"]?.string
        case .anthropic: document["content"]?.array?.first?["text"]?.string
        case .gemini: Self.parts(document)
        }
    }

    static func streamed(_ events: [String], _ flavour: Flavour) -> String {
        events.compactMap { try? JSONValue(parsing: $0) }.compactMap { event -> String? in
            switch flavour {
            case .openAI, .groq: event["choices"]?.array?.first?["delta"]?["content"]?.string
            case .anthropic: event["delta"]?["text"]?.string
            case .gemini: Self.parts(event)
            }
        }.joined()
    }

    private static func parts(_ document: JSONValue) -> String? {
        let parts = document["candidates"]?.array?.first?["content"]?["parts"]?.array
        return parts?.filter { $0["thought"] == nil }.compactMap { $0["text"]?.string }.joined()
    }
}
