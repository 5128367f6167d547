/// How a question is put to one model, as far as the servers of one kind differ. It starts with what is
/// best and gives up what a server refuses, one thing at a time and never back.
struct RequestForm: Sendable, Hashable {
    /// The name of the member that limits the answer. There is no name that all know: OpenAI's newer
    /// models refuse `max_tokens`, and Ollama ignores every other, which leaves the answer unlimited.
    enum OutputLimit: String, Sendable, Hashable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"

        var other: OutputLimit { self == .maxTokens ? .maxCompletionTokens : .maxTokens }
    }

    /// How the answer's schema is told.
    enum Schema: Sendable, Hashable {
        /// In the provider's own member for it.
        case native
        /// In an older or flatter member for it.
        case alternate
        /// As the input of a tool that has to be called.
        case tool
        /// In the prompt; the provider sees to it that the answer is JSON.
        case jsonObject
        /// In the prompt, and nobody sees to anything.
        case prompt
    }

    var outputLimit = OutputLimit.maxTokens
    var hasChangedOutputLimit = false
    /// The most tokens of an answer that the model allows, where it has said so.
    var largestOutput: Int?
    var sendsTemperature = false
    /// Whether the usage of a stream has to be asked for.
    var asksForUsage = false
    var isStreamed = true
    /// What is left of the ladder, the rung in use first. An empty one is the prompt alone.
    private(set) var ladder: [Schema]

    init(ladder: [Schema]) {
        self.ladder = ladder
    }

    var schema: Schema { self.ladder.first ?? .prompt }

    /// Whether the schema has to stand in the prompt.
    var needsSchemaInPrompt: Bool { self.schema == .jsonObject || self.schema == .prompt }

    /// How many tokens of an answer are asked for where the question wants `wanted`.
    func output(_ wanted: Int) -> Int { min(wanted, self.largestOutput ?? wanted) }

    /// What a server has taught about itself by a refusal.
    enum Lesson: Sendable, Hashable {
        case otherOutputLimit
        case smallerOutput(Int)
        case noTemperature
        case noUsageOption
        case noStream
        case lowerSchema
    }

    /// Gives something up; false if that changes nothing, so that no question is put the same way twice.
    mutating func learn(_ lesson: Lesson) -> Bool {
        let before = self
        switch lesson {
        case .otherOutputLimit:
            guard !self.hasChangedOutputLimit else { return false }
            self.hasChangedOutputLimit = true
            self.outputLimit = self.outputLimit.other
        case .smallerOutput(let limit): self.largestOutput = min(limit, self.largestOutput ?? limit)
        case .noTemperature: self.sendsTemperature = false
        case .noUsageOption: self.asksForUsage = false
        case .noStream: self.isStreamed = false
        case .lowerSchema: if self.ladder.count > 1 { self.ladder.removeFirst() }
        }
        return self != before
    }
}
