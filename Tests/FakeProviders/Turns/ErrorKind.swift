/// An error that a provider reports, whatever its words and its status for it.
public enum ErrorKind: Sendable, Equatable {
    /// The hint is a sentence like `Please try again in 3.89s.`
    case rateLimited(hint: String)
    /// OpenAI's code, or nil for what each provider says as a rule.
    case quota(code: String?)
    /// Anthropic's monthly limit, without `retry-after`.
    case spendLimit
    /// Gemini's quota of a minute with its `RetryInfo`.
    case perMinute(retryDelay: String)
    /// Gemini's quota of a day.
    case perDay
    /// Gemini's 429 of paid tiers: no details.
    case bareRateLimit
    /// The question alone is larger than a minute's tokens.
    case tooLargeForLimit
    /// The key is refused and, where the provider does so, repeated in the text.
    case badKey(echo: String)
    case forbidden
    case notFound
    case server(status: Int)
    case unavailable
    /// Anthropic's 529; elsewhere as `unavailable`.
    case overloaded
    case contextOverflow
    /// llama.cpp's words for it.
    case localContextOverflow
    case filtered
    case unsupportedParameter(String)
    case invalidSchema
    /// Groq's own: the model wrote no JSON.
    case noJSON
    case badRequest
}
