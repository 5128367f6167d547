import HTTPTransport
import JobsApplication
import JobsDomain

/// Google's `generateContent`. The key goes into a header: in the address it would land in logs.
struct GeminiDialect: ProviderDialect {
    let form = RequestForm(ladder: [.native, .alternate, .jsonObject, .prompt])

    func endpoint(model: String, isStreamed: Bool) -> (path: String, query: String?) {
        let name = model.hasPrefix("models/") ? String(model.dropFirst("models/".count)) : model
        let method = isStreamed ? "streamGenerateContent" : "generateContent"
        return ("/v1beta/models/\(name.percentEncoded):\(method)", isStreamed ? "alt=sse" : nil)
    }

    func headers(key: String?) -> [HTTPHeader] { key.map { [HTTPHeader("x-goog-api-key", $0)] } ?? [] }

    func body(model: String, prompt: ModelPrompt, form: RequestForm) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: prompt.user.utf8.count + prompt.system.utf8.count + 2_048)
        writer.object { writer in
            writer.name("systemInstruction")
            writer.object { Self.parts(prompt.system(form), &$0) }
            writer.name("contents")
            writer.array { writer in
                for turn in prompt.turns() {
                    writer.object { writer in
                        writer.member("role", turn.isUser ? "user" : "model")
                        Self.parts(turn.text, &writer)
                    }
                }
            }
            writer.name("generationConfig")
            writer.object { writer in
                if form.schema != .prompt { writer.member("responseMimeType", "application/json") }
                if form.schema == .native { writer.member("responseJsonSchema", prompt.schema) }
                if form.schema == .alternate { writer.member("responseSchema", Self.openAPISchema(prompt.schema)) }
                writer.member("maxOutputTokens", form.output(prompt.maximumOutputTokens))
                writer.member("candidateCount", 1)
            }
        }
        return writer.bytes
    }

    private static func parts(_ text: String, _ writer: inout JSONWriter) {
        writer.name("parts")
        writer.array { writer in writer.object { $0.member("text", text) } }
    }

    /// The older form of a schema: types in capitals, no word about members that are not named, and the
    /// order of the members told, since these models would choose their own.
    static func openAPISchema(_ schema: JSONValue) -> JSONValue {
        guard let object = schema.object else { return schema }
        var converted = JSONObject()
        for member in object.members {
            switch member.name {
            case "additionalProperties": break
            case "type": converted.append("type", .string(member.value.string?.uppercased() ?? "STRING"))
            case "items": converted.append("items", Self.openAPISchema(member.value))
            case "properties":
                let properties = member.value.object?.members ?? []
                let values = properties.map { JSONObject.Member($0.name, Self.openAPISchema($0.value)) }
                converted.append("properties", .object(JSONObject(values)))
                converted.append("propertyOrdering", .array(properties.map { .string($0.name) }))
            default: converted.append(member.name, member.value)
            }
        }
        return .object(converted)
    }
}

extension GeminiDialect {
    func read(whole document: JSONValue, into draft: inout ReplyDraft) {
        // Without `alt=sse` a streamed answer is an array of what would be its events.
        for part in document.array ?? [document] { self.read(part: part, into: &draft) }
    }

    func read(event document: JSONValue, into draft: inout ReplyDraft) {
        if let error = Self.error(in: document) {
            draft.error = error
            return
        }
        self.read(part: document, into: &draft)
    }

    private func read(part document: JSONValue, into draft: inout ReplyDraft) {
        draft.identify(model: document["modelVersion"], id: document["responseId"])
        Self.readUsage(document["usageMetadata"], into: &draft)
        if document["promptFeedback"]?["blockReason"]?.string != nil { draft.isFiltered = true }
        guard let candidate = document["candidates"]?.array?.first, candidate.object != nil else { return }
        draft.hasChoice = true
        for part in candidate["content"]?["parts"]?.array ?? [] where part["thought"]?.bool != true {
            draft.append(part["text"]?.string ?? "")
        }
        guard let word = candidate["finishReason"]?.string, word != "FINISH_REASON_UNSPECIFIED" else { return }
        draft.finish = FinishReason(word)
    }

    /// Counts up with every event, so the latest replaces the one before.
    private static func readUsage(_ usage: JSONValue?, into draft: inout ReplyDraft) {
        guard let usage, usage.object != nil else { return }
        let thoughts = usage["thoughtsTokenCount"]?.count
        let visible = usage["candidatesTokenCount"]?.count
        draft.usage = ModelUsage(
            inputTokens: usage["promptTokenCount"]?.count,
            cachedInputTokens: usage["cachedContentTokenCount"]?.count,
            // Thoughts are billed as output, and counted apart.
            outputTokens: visible == nil && thoughts == nil ? nil : (visible ?? 0) &+ (thoughts ?? 0),
            reasoningTokens: thoughts
        )
    }
}

extension String {
    /// Fit to be one segment of a path.
    fileprivate var percentEncoded: String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let digits = Array("0123456789abcdef")
        return self.utf8.map { byte in
            plain.contains(byte)
                ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 0x0F)])"
        }
        .joined()
    }
}
