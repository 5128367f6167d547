/// The tokens of one model call; nil where the provider did not say.
public struct ModelUsage: Sendable, Hashable {
    /// Tokens read, those from and into a cache included.
    public var inputTokens: Int?
    /// How many of the tokens read came from the provider's cache, which costs less.
    public var cachedInputTokens: Int?
    /// How many of the tokens read were written into the provider's cache, which may cost more.
    public var cacheWriteTokens: Int?
    /// Tokens written, reasoning included.
    public var outputTokens: Int?
    /// How many of the tokens written were reasoning that nobody sees.
    public var reasoningTokens: Int?

    /// Nothing is known.
    public static let unknown = ModelUsage()

    public init(
        inputTokens: Int? = nil,
        cachedInputTokens: Int? = nil,
        cacheWriteTokens: Int? = nil,
        outputTokens: Int? = nil,
        reasoningTokens: Int? = nil
    ) {
        self.inputTokens = inputTokens
        self.cachedInputTokens = cachedInputTokens
        self.cacheWriteTokens = cacheWriteTokens
        self.outputTokens = outputTokens
        self.reasoningTokens = reasoningTokens
    }
}
