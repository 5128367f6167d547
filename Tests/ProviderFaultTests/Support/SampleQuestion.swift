import FakeProviders
import JobsDomain

/// A question as a client in order sends it.
struct SampleQuestion {
    var flavour = Flavour.openAI
    var model = "sample"
    var isStream = false
    /// Members that replace those of the same name, or are dropped where the value is nil.
    var changes: [String: JSONValue?] = [:]
    var headers: [String: String?] = [:]
    var path: String?

    /// The schema of the answer.
    static let schema = JSONValue.object([
        "type": "object", "additionalProperties": .bool(false), "required": ["title", "points"],
        "properties": .object([
            "title": .object(["type": "string"]),
            "points": .object(["type": "array", "items": .object(["type": "string"])]),
        ]),
    ])

    var bytes: [UInt8] {
        let body = self.body.serialized
        var headers: [String: String?] = [
            "Host": "127.0.0.1", "User-Agent": "test", "Content-Type": "application/json", "Connection": "close",
            "Content-Length": "\(body.count)", "X-Client-Request-Id": "client-7",
        ]
        switch self.flavour {
        case .openAI, .groq: headers["Authorization"] = "Bearer \(FakeProviderServer.key)"
        case .anthropic:
            headers["x-api-key"] = FakeProviderServer.key
            headers["anthropic-version"] = "2023-06-01"
        case .gemini: headers["x-goog-api-key"] = FakeProviderServer.key
        }
        for (name, value) in self.headers { headers[name] = value }
        var text = "POST \(self.path ?? self.usualPath) HTTP/1.1\r\n"
        for (name, value) in headers { if let value { text += "\(name): \(value)\r\n" } }
        return Array((text + "\r\n").utf8) + body
    }

    private var usualPath: String {
        switch self.flavour {
        case .openAI, .groq: "\(self.flavour.basePath)/chat/completions"
        case .anthropic: "/v1/messages"
        case .gemini where self.isStream: "/v1beta/models/\(self.model):streamGenerateContent?alt=sse"
        case .gemini: "/v1beta/models/\(self.model):generateContent"
        }
    }

    private var body: JSONObject {
        var body: JSONObject
        let turn = JSONValue.object(["role": "user", "content": "문서"])
        switch self.flavour {
        case .openAI, .groq:
            let schema = JSONValue.object(["name": "sample", "strict": .bool(true), "schema": Self.schema])
            body = [
                "model": .string(self.model), "messages": [turn], "max_completion_tokens": .integer(900),
                "response_format": .object(["type": "json_schema", "json_schema": schema]),
            ]
        case .anthropic:
            let format = JSONValue.object(["type": "json_schema", "schema": Self.schema])
            body = [
                "model": .string(self.model), "messages": [turn], "max_tokens": .integer(900),
                "output_config": .object(["format": format]),
            ]
        case .gemini:
            let part = JSONValue.object(["text": "문서"])
            body = [
                "contents": [.object(["role": "user", "parts": [part]])],
                "generationConfig": .object([
                    "responseMimeType": "application/json", "responseJsonSchema": Self.schema,
                ]),
            ]
        }
        if self.isStream, self.flavour != .gemini {
            body.append("stream", .bool(true))
            if self.flavour == .openAI { body.append("stream_options", .object(["include_usage": .bool(true)])) }
        }
        for (name, value) in self.changes {
            body.members.removeAll { $0.name == name }
            body.append(name, value)
        }
        return body
    }
}
