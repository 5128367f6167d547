import HTTPTransport
import JobsApplication
import JobsDomain

/// How one kind of API is spoken. It knows no network and keeps nothing between calls.
protocol ProviderDialect: Sendable {
    /// How questions are put until a server refuses something.
    var form: RequestForm { get }

    /// Where questions are sent, below the base URL: a percent-encoded path, and more of the query.
    func endpoint(model: String, isStreamed: Bool) -> (path: String, query: String?)

    /// The headers that name the caller and the version of the API.
    func headers(key: String?) -> [HTTPHeader]

    /// The question as JSON in UTF-8.
    func body(model: String, prompt: ModelPrompt, form: RequestForm) -> [UInt8]

    /// Reads an answer in one piece that holds no error.
    func read(whole document: JSONValue, into draft: inout ReplyDraft)

    /// Reads the next event of a streamed answer.
    func read(event document: JSONValue, into draft: inout ReplyDraft)
}

extension ProviderDialect {
    /// An error inside of a stream. Only the members that are there for one count: an event is no error
    /// for having a text of its own.
    static func error(in event: JSONValue) -> ProviderError? {
        let members = [event["error"], event["x_groq"]?["error"], event["choices"]?.array?.first?["error"]]
        let holdsOne = members.contains { $0 != nil && $0 != .null && $0 != .bool(false) }
        guard holdsOne || event.array != nil || event["object"]?.string == "error" else { return nil }
        let error = ProviderError(event)
        return error.isRecognised ? error : nil
    }
}

extension ModelPrompt {
    /// The instructions, with the schema where the form tells it nowhere else.
    func system(_ form: RequestForm) -> String {
        guard form.needsSchemaInPrompt else { return self.system }
        let schema = String(decoding: self.schema.serialized, as: UTF8.self)
        return self.system + "\n\nAnswer with one JSON object and nothing else. It has to fit this JSON Schema:\n"
            + schema
    }

    /// The turns of the conversation: the question, and where it was answered in vain, that answer and
    /// what was wrong with it. The last turn is always the user's.
    func turns() -> [(isUser: Bool, text: String)] {
        var turns = [(isUser: true, text: self.user)]
        guard let correction = self.correction else { return turns }
        // No API takes an empty turn.
        if !correction.answer.isEmpty { turns.append((isUser: false, text: correction.answer)) }
        turns.append((isUser: true, text: correction.request))
        return turns
    }
}
