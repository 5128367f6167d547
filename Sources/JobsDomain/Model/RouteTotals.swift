/// What the calls of one model of one provider came to.
public struct RouteTotals: Sendable, Equatable {
    /// `_source` of the provider, for example `openai_gpt`.
    public let provider: String
    /// The model that was asked for.
    public let model: String
    /// Calls that were sent, or that may have been.
    public let calls: Int
    /// How many of them brought an answer that was used.
    public let usedAnswers: Int
    /// How many of them may have been billed without an answer.
    public let maybeBilledCalls: Int
    public let inputTokens: Int
    public let outputTokens: Int
    /// In thousand-millionths of a US dollar, of the calls whose price is known.
    public let costNanoUSD: Int64
    /// How many calls were answered, or may have been, and have no known price.
    public let unpricedCalls: Int

    public init(
        provider: String,
        model: String,
        calls: Int,
        usedAnswers: Int,
        maybeBilledCalls: Int,
        inputTokens: Int,
        outputTokens: Int,
        costNanoUSD: Int64,
        unpricedCalls: Int
    ) {
        self.provider = provider
        self.model = model
        self.calls = calls
        self.usedAnswers = usedAnswers
        self.maybeBilledCalls = maybeBilledCalls
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.costNanoUSD = costNanoUSD
        self.unpricedCalls = unpricedCalls
    }
}
