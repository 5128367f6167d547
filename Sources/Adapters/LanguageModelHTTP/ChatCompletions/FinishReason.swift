/// Why the model stopped, in the words of all the compatible providers.
enum FinishReason: Sendable, Equatable {
    case stop
    case length
    case filtered
    case refused
    case failed
    /// A word nobody has told us, or a call of tools that were never offered.
    case other(String)

    init(_ word: String) {
        switch word.lowercased() {
        case "stop", "end_turn", "eos": self = .stop
        case "length", "max_tokens", "model_context_window_exceeded": self = .length
        case "content_filter", "sensitive": self = .filtered
        case "refusal": self = .refused
        case "error", "network_error", "insufficient_system_resource": self = .failed
        default: self = .other(PlainWord(word)?.text ?? "?")
        }
    }
}
