import HTTPTransport
import JobsApplication
import JobsDomain

/// Anthropic's messages. No temperature is sent, which newer models refuse, and no beginning of an answer.
struct AnthropicDialect: ProviderDialect {
    private static let version = "2023-06-01"
    /// The tool whose input is the answer, where a model knows no schemas for its answers.
    private static let toolName = "emit"

    let form = RequestForm(ladder: [.native, .tool, .prompt])

    func endpoint(model: String, isStreamed: Bool) -> (path: String, query: String?) { ("/v1/messages", nil) }

    func headers(key: String?) -> [HTTPHeader] {
        [HTTPHeader("anthropic-version", Self.version)] + (key.map { [HTTPHeader("x-api-key", $0)] } ?? [])
    }

    func body(model: String, prompt: ModelPrompt, form: RequestForm) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: prompt.user.utf8.count + prompt.system.utf8.count + 2_048)
        writer.object { writer in
            writer.member("model", model)
            writer.member("max_tokens", form.output(prompt.maximumOutputTokens))
            writer.member("system", prompt.system(form))
            writer.name("messages")
            writer.array { writer in
                for turn in prompt.turns() {
                    writer.object { writer in
                        writer.member("role", turn.isUser ? "user" : "assistant")
                        writer.member("content", turn.text)
                    }
                }
            }
            switch form.schema {
            case .native: Self.outputFormat(prompt, &writer)
            case .tool: Self.tool(prompt, &writer)
            case .alternate, .jsonObject, .prompt: break
            }
            writer.member("stream", form.isStreamed)
        }
        return writer.bytes
    }

    private static func outputFormat(_ prompt: ModelPrompt, _ writer: inout JSONWriter) {
        writer.name("output_config")
        writer.object { writer in
            writer.name("format")
            writer.object { writer in
                writer.member("type", "json_schema")
                writer.member("schema", prompt.schema)
            }
        }
    }

    private static func tool(_ prompt: ModelPrompt, _ writer: inout JSONWriter) {
        writer.name("tools")
        writer.array { writer in
            writer.object { writer in
                writer.member("name", Self.toolName)
                writer.member("description", "Return the result")
                writer.member("input_schema", prompt.schema)
            }
        }
        writer.name("tool_choice")
        writer.object { writer in
            writer.member("type", "tool")
            writer.member("name", Self.toolName)
            writer.member("disable_parallel_tool_use", true)
        }
    }
}

extension AnthropicDialect {
    func read(whole document: JSONValue, into draft: inout ReplyDraft) {
        draft.identify(model: document["model"], id: document["id"])
        Self.readUsage(document["usage"], hasEnded: true, into: &draft)
        for block in document["content"]?.array ?? [] {
            switch block["type"]?.string {
            case "text": draft.append(block["text"]?.string ?? "")
            case "tool_use" where block["name"]?.string == Self.toolName:
                draft.answersByTool = true
                if let input = block["input"] { draft.append(String(decoding: input.serialized, as: UTF8.self)) }
            // Thoughts, and what nobody has told us of.
            default: break
            }
        }
        draft.hasChoice = document["content"]?.array != nil
        Self.readStop(document, into: &draft)
    }

    func read(event document: JSONValue, into draft: inout ReplyDraft) {
        if let error = Self.error(in: document) {
            draft.error = error
            return
        }
        switch document["type"]?.string {
        case "message_start":
            draft.identify(model: document["message"]?["model"], id: document["message"]?["id"])
            Self.readUsage(document["message"]?["usage"], hasEnded: false, into: &draft)
        case "content_block_start":
            let block = document["content_block"]
            draft.append(block?["text"]?.string ?? "")
            if block?["type"]?.string == "tool_use", block?["name"]?.string == Self.toolName {
                draft.answersByTool = true
            }
        case "content_block_delta":
            let delta = document["delta"]
            switch delta?["type"]?.string {
            case "text_delta": draft.append(delta?["text"]?.string ?? "")
            case "input_json_delta" where draft.answersByTool: draft.append(delta?["partial_json"]?.string ?? "")
            default: break
            }
        case "message_delta":
            Self.readUsage(document["usage"], hasEnded: true, into: &draft)
            Self.readStop(document["delta"], into: &draft)
        case "message_stop": draft.isTerminated = true
        default: break
        }
    }

    private static func readStop(_ holder: JSONValue?, into draft: inout ReplyDraft) {
        guard let word = holder?["stop_reason"]?.string, !word.isEmpty else { return }
        draft.finish = FinishReason(word)
    }

    /// Anthropic counts what comes from and goes into the cache apart. The counts of a stream's end replace
    /// those of its beginning, where they are given again.
    ///
    /// - Parameter hasEnded: whether the tokens written are all of them.
    private static func readUsage(_ usage: JSONValue?, hasEnded: Bool, into draft: inout ReplyDraft) {
        guard let usage, usage.object != nil else { return }
        if let read = usage["input_tokens"]?.count {
            let cached = usage["cache_read_input_tokens"]?.count
            let written = usage["cache_creation_input_tokens"]?.count
            draft.usage.inputTokens = [read, cached ?? 0, written ?? 0].reduce(0, &+)
            draft.usage.cachedInputTokens = cached
            draft.usage.cacheWriteTokens = written
        }
        guard hasEnded else { return }
        draft.usage.outputTokens = usage["output_tokens"]?.count
        draft.usage.reasoningTokens = usage["output_tokens_details"]?["thinking_tokens"]?.count
    }
}
