import JobsApplication
import JobsDomain

extension ChatCompletionDialect {
    func read(whole document: JSONValue, into draft: inout ReplyDraft) {
        draft.identify(model: document["model"], id: document["id"])
        Self.readUsage(document["usage"], into: &draft)
        guard let choice = document["choices"]?.array?.first, choice.object != nil else { return }
        draft.hasChoice = true
        Self.read(choice["message"], into: &draft)
        Self.readFinish(choice, into: &draft)
    }

    func read(event document: JSONValue, into draft: inout ReplyDraft) {
        if let error = Self.error(in: document) {
            draft.error = error
            return
        }
        draft.identify(model: document["model"], id: document["id"])
        Self.readUsage(document["usage"], into: &draft)
        Self.readUsage(document["x_groq"]?["usage"], into: &draft)
        // The last event before the end has no choice: it tells the usage.
        guard let choice = document["choices"]?.array?.first, choice.object != nil else { return }
        draft.hasChoice = true
        // Some servers send an answer in one piece as one event.
        Self.read(choice["delta"] ?? choice["message"], into: &draft)
        Self.readFinish(choice, into: &draft)
    }

    private static func read(_ message: JSONValue?, into draft: inout ReplyDraft) {
        // Reasoning stands in members of its own, which are not read.
        if let text = message?["content"].flatMap(Self.text) { draft.append(text) }
        if let refusal = message?["refusal"]?.string, !refusal.isEmpty { draft.hasRefused = true }
    }

    private static func readFinish(_ choice: JSONValue, into draft: inout ReplyDraft) {
        guard let word = choice["finish_reason"]?.string, !word.isEmpty else { return }
        draft.finish = FinishReason(word)
    }

    /// A string, or parts of which the texts count.
    private static func text(_ content: JSONValue) -> String? {
        if let text = content.string { return text }
        guard let parts = content.array else { return nil }
        return parts.compactMap { $0["type"]?.string == "text" ? $0["text"]?.string : nil }.joined()
    }

    /// Later usage replaces earlier: some servers send it with every event, counting on.
    private static func readUsage(_ usage: JSONValue?, into draft: inout ReplyDraft) {
        guard let usage, usage.object != nil else { return }
        draft.usage = ModelUsage(
            inputTokens: usage["prompt_tokens"]?.count,
            cachedInputTokens: usage["prompt_tokens_details"]?["cached_tokens"]?.count,
            outputTokens: usage["completion_tokens"]?.count,
            reasoningTokens: usage["completion_tokens_details"]?["reasoning_tokens"]?.count
        )
    }
}
