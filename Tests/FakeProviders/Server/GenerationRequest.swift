import JobsDomain

/// A question to a model, as its provider reads it.
struct GenerationRequest: Sendable {
    let flavour: Flavour
    let model: String
    let isStream: Bool
    /// Whether OpenAI's last chunk with the usage is wanted.
    let wantsUsage: Bool
    /// The schema of the answer; from the prompt where the request has none of its own.
    let schema: JSONValue?
    /// Anthropic's older form of a structured answer.
    let tool: String?
    let document: JSONValue

    init(_ wire: WireRequest, _ flavour: Flavour, model: String?, isStream: Bool?) {
        let document = wire.json ?? .null
        self.document = document
        self.flavour = flavour
        self.model = model ?? document["model"]?.string ?? ""
        self.isStream = isStream ?? document["stream"]?.bool ?? false
        self.wantsUsage = document["stream_options"]?["include_usage"]?.bool ?? false
        let tool = document["tools"]?.array?.first
        self.tool = flavour == .anthropic ? tool?["name"]?.string : nil
        self.schema = Self.schema(in: document, flavour) ?? SchemaInProse.find(in: document)
    }

    private static func schema(in document: JSONValue, _ flavour: Flavour) -> JSONValue? {
        switch flavour {
        case .openAI, .groq:
            let format = document["response_format"]
            return format?["json_schema"]?["schema"] ?? format?["schema"]
        case .anthropic:
            return document["output_config"]?["format"]?["schema"] ?? document["output_format"]?["schema"]
                ?? document["tools"]?.array?.first?["input_schema"]
        case .gemini:
            let configuration = document["generationConfig"] ?? document["generation_config"]
            return configuration?["responseJsonSchema"] ?? configuration?["responseSchema"]
        }
    }
}
