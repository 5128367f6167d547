/// An answer of a model, and what is wrong with it.
public struct Answer: Sendable {
    /// What the model writes.
    public enum Text: Sendable {
        /// The smallest value that the request's schema allows.
        case smallestInstance
        /// The same between prose and a code fence.
        case fenced
        /// The same with a comma too many.
        case trailingComma
        /// The same with a line end inside a string that is not escaped.
        case rawLineEnd
        /// The first half of it.
        case half
        /// JSON of another schema.
        case wrongSchema
        case exact(String)
    }

    /// Why the model stopped.
    public enum Ending: Sendable {
        case complete
        case length
        case filtered
        case refused
        /// OpenRouter's `finish_reason: "error"`; an error event elsewhere.
        case failed
    }

    /// In which form the answer is missing.
    public enum Form: Sendable {
        case whole
        /// No choice, no candidate, no content block.
        case noChoices
        /// A choice without content, a candidate without parts.
        case noContent
        /// Gemini's refusal of the question; elsewhere as `noChoices`.
        case blockedPrompt
    }

    /// How the tokens are told.
    public enum Usage: Sendable {
        case told
        case missing
        /// `"12"` and `12.0`, as some servers write.
        case inOddForms
    }

    public var text = Text.smallestInstance
    public var ending = Ending.complete
    public var form = Form.whole
    public var usage = Usage.told
    public var stream = StreamPlan()
    /// Nil for a snapshot of the model that was asked for.
    public var reportedModel: String?

    public init() {}
}
