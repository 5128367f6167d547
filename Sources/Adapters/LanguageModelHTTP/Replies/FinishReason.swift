/// Why the model stopped, in the words of all providers.
enum FinishReason: Sendable, Equatable {
    case stop
    case length
    case filtered
    case refused
    case failed
    /// It called a tool, which is an answer only where the question asked for one.
    case tool
    /// A word nobody has told us.
    case other(String)

    init(_ word: String) {
        switch word.lowercased() {
        case "stop", "end_turn", "stop_sequence", "eos": self = .stop
        case "length", "max_tokens", "model_context_window_exceeded": self = .length
        case "content_filter", "sensitive", "safety", "recitation", "blocklist", "prohibited_content", "spii":
            self = .filtered
        case "refusal": self = .refused
        case "tool_calls", "function_call", "tool_use": self = .tool
        case "error", "network_error", "insufficient_system_resource", "language", "malformed_function_call",
            "unexpected_tool_call", "too_many_tool_calls":
            self = .failed
        // Google's own word for none of its others.
        case "other": self = .failed
        default: self = .other(PlainWord(word)?.text ?? "?")
        }
    }
}
