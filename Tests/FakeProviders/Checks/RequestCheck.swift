import JobsDomain

/// What a provider would hold against a request, beyond what the script says.
struct RequestCheck {
    let wire: WireRequest
    let request: GenerationRequest
    let key: String

    var violations: [String] {
        var found = self.head
        if self.wire.json?.object == nil { found.append("the body is no JSON object") }
        switch self.request.flavour {
        case .openAI, .groq: found += self.chatCompletion
        case .anthropic: found += self.messages
        case .gemini: found += self.generateContent
        }
        if let schema = self.nativeSchema { found += SchemaCheck(schema, isGemini: self.isGeminiSchema).problems }
        return found.map { "\(self.request.flavour.rawValue), \(self.request.model): \($0)" }
    }

    /// Whether the key came where the flavour wants it.
    var hasRightKey: Bool {
        switch self.request.flavour {
        case .openAI, .groq: self.wire.header("authorization") == "Bearer \(self.key)"
        case .anthropic: self.wire.header("x-api-key") == self.key
        case .gemini: self.wire.header("x-goog-api-key") == self.key
        }
    }

    private var document: JSONValue { self.request.document }

    private var head: [String] {
        var found: [String] = []
        if !self.hasRightKey { found.append("the key is missing, wrong, or in the wrong place") }
        let others = ["authorization", "x-api-key", "x-goog-api-key"].filter { self.wire.header($0) != nil }
        if others.count > 1 { found.append("the key is sent in \(others.joined(separator: " and "))") }
        if self.wire.query["key"] != nil { found.append("the key stands in the address") }
        if self.wire.header("content-type")?.hasPrefix("application/json") != true {
            found.append("the content type is \(self.wire.header("content-type") ?? "missing")")
        }
        if self.wire.header("expect") != nil { found.append("the client sends Expect") }
        if self.wire.header("user-agent") == nil { found.append("there is no User-Agent") }
        if self.wire.header("content-length") == nil { found.append("the body's length is not told") }
        if self.request.model.isEmpty { found.append("there is no model") }
        return found
    }

    // MARK: - Flavours

    private var chatCompletion: [String] {
        var found = self.turns(self.document["messages"], assistant: "assistant")
        let limits = ["max_tokens", "max_completion_tokens"].filter { self.document[$0] != nil }
        if limits.count != 1 { found.append("the output's limit is told \(limits.count) times") }
        if let format = self.document["response_format"], format["type"]?.string == "json_schema" {
            let name = format["json_schema"]?["name"]?.string ?? ""
            if !Self.isName(name) { found.append("'\(name)' is no name of a schema") }
            if format["json_schema"]?["strict"]?.bool != true { found.append("the schema is not strict") }
        }
        if self.request.isStream, !self.request.wantsUsage, self.request.flavour == .openAI {
            found.append("a stream without include_usage tells no usage")
        }
        if self.request.flavour == .groq {
            for name in ["store", "metadata", "logprobs", "logit_bias"] where self.document[name] != nil {
                found.append("Groq knows no \(name)")
            }
        }
        return found + self.sampling(self.document)
    }

    private var messages: [String] {
        var found = self.turns(self.document["messages"], assistant: "assistant")
        if self.document["messages"]?.array?.first?["role"]?.string != "user" {
            found.append("the first turn is not the user's")
        }
        if self.wire.header("anthropic-version") != "2023-06-01" { found.append("anthropic-version is missing") }
        if (self.document["max_tokens"]?.integer ?? 0) <= 0 { found.append("max_tokens is missing") }
        if !self.request.isStream, (self.document["max_tokens"]?.integer ?? 0) > 21_333 {
            found.append("so many tokens have to be streamed")
        }
        if self.document["temperature"] != nil, self.document["top_p"] != nil {
            found.append("temperature and top_p exclude each other")
        }
        return found + self.sampling(self.document)
    }

    private var generateContent: [String] {
        var found = self.turns(self.document["contents"], assistant: "model")
        let configuration = self.document["generationConfig"]
        if configuration?["responseJsonSchema"] != nil, configuration?["responseSchema"] != nil {
            found.append("there are two schemas")
        }
        let hasSchema = configuration?["responseJsonSchema"] != nil || configuration?["responseSchema"] != nil
        if hasSchema, configuration?["responseMimeType"]?.string != "application/json" {
            found.append("a schema needs responseMimeType")
        }
        if self.request.isStream, self.wire.query["alt"] != "sse" { found.append("a stream without alt=sse is no SSE") }
        return found + self.sampling(configuration)
    }

    // MARK: - Parts

    private func turns(_ turns: JSONValue?, assistant: String) -> [String] {
        guard let last = turns?.array?.last else { return ["there is no turn"] }
        return last["role"]?.string == assistant ? ["the last turn is the assistant's: newer models refuse that"] : []
    }

    private func sampling(_ place: JSONValue?) -> [String] {
        guard self.request.model.contains("nosampling") else { return [] }
        return ["temperature", "top_p", "topP", "top_k", "topK"].filter { place?[$0] != nil }
            .map { "the model takes no \($0)" }
    }

    private var isGeminiSchema: Bool { self.document["generationConfig"]?["responseSchema"] != nil }

    /// The schema that the provider enforces, not the one that a prompt shows.
    private var nativeSchema: JSONValue? {
        switch self.request.flavour {
        case .openAI, .groq: self.document["response_format"]?["json_schema"]?["schema"]
        case .anthropic:
            self.document["output_config"]?["format"]?["schema"]
                ?? self.document["tools"]?.array?.first?["input_schema"]
        case .gemini:
            self.document["generationConfig"]?["responseJsonSchema"]
                ?? self.document["generationConfig"]?["responseSchema"]
        }
    }

    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
                default: false
                }
            }
    }
}
