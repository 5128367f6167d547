import JobsApplication
import JobsDomain

/// An answer as the provider tells it. A status of 200 alone is no success.
struct ChatCompletionReply {
    let text: String?
    let refusal: String?
    let finishReason: FinishReason?
    let inputTokens: Int?
    let outputTokens: Int?
    let reportedModel: String?
    let id: String?

    /// Reads the body of a successful status that holds no error.
    ///
    /// - Returns: nil where there is no first choice with a message.
    init?(_ document: JSONValue) {
        guard let choice = document["choices"]?.array?.first, choice.object != nil else { return nil }
        let message = choice["message"]
        self.text = message?["content"].flatMap(Self.text)
        self.refusal = message?["refusal"]?.string
        self.finishReason = choice["finish_reason"]?.string.map(FinishReason.init)
        self.inputTokens = document["usage"]?["prompt_tokens"].flatMap(Self.count)
        self.outputTokens = document["usage"]?["completion_tokens"].flatMap(Self.count)
        self.reportedModel = document["model"]?.string.flatMap(PlainWord.init)?.text
        self.id = document["id"]?.string.flatMap(PlainWord.init)?.text
    }

    /// A string, or parts of which the texts count.
    private static func text(_ content: JSONValue) -> String? {
        if let text = content.string { return text }
        guard let parts = content.array else { return nil }
        return parts.compactMap { $0["type"]?.string == "text" ? $0["text"]?.string : nil }.joined()
    }

    /// A count, also where a server writes `12.0` or `"12"`.
    private static func count(_ value: JSONValue) -> Int? {
        let spelling: String
        switch value {
        case .number(let number): spelling = number
        case .string(let text): spelling = text
        default: return nil
        }
        guard let count = Int(spelling) ?? Double(spelling).flatMap(Int.init(exactly:)), count >= 0 else { return nil }
        return count
    }

    /// What went wrong although the provider answered, or the text and nothing else.
    func completeText() throws(ReplyDefect) -> String {
        if let refusal = self.refusal, !refusal.isEmpty { throw .refused }
        switch self.finishReason {
        case .stop: break
        case .length: throw .truncated
        case .filtered: throw .contentFiltered
        case .refused: throw .refused
        case .failed: throw .failed
        case .other(let word): throw .unfinished(word)
        case nil: throw .unfinished(nil)
        }
        guard let text = self.text, !text.isEmpty else { throw .empty }
        return text
    }
}
