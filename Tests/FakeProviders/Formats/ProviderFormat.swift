import JobsDomain

/// The words of one provider.
protocol ProviderFormat: Sendable {
    /// The provider's own name for a request.
    func requestID(_ number: Int) -> String
    /// What it adds to every answer's head.
    func headers(_ number: Int) -> [String: String]
    /// The body of a whole answer.
    func body(_ answer: RenderedAnswer) -> JSONValue
    /// The events of a streamed answer.
    func events(_ answer: RenderedAnswer) -> [StreamEvent]
    /// An error as an answer of its own.
    func error(_ kind: ErrorKind, _ number: Int) -> ProviderError
    /// An error in a stream that has begun.
    func errorEvent(_ error: ProviderError, _ answer: RenderedAnswer) -> StreamEvent
    /// A piece of nothing but white space.
    func whiteSpace(_ answer: RenderedAnswer) -> StreamEvent
}

extension Flavour {
    var format: any ProviderFormat {
        switch self {
        case .openAI: ChatCompletionFormat(isGroq: false)
        case .groq: ChatCompletionFormat(isGroq: true)
        case .anthropic: MessagesFormat()
        case .gemini: GenerateContentFormat()
        }
    }
}
