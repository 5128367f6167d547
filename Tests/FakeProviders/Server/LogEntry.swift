/// What the server knows of one request to a model.
public struct LogEntry: Sendable {
    /// Counts the requests of the server from 1.
    public let number: Int
    /// When the request had arrived.
    public let at: ContinuousClock.Instant
    public let flavour: Flavour
    public let model: String
    public let isStream: Bool
    /// `X-Client-Request-Id`.
    public let clientRequestID: String?
    public let hasRightKey: Bool
    public let body: [UInt8]
    /// The turn that was played.
    public let turn: String
    /// The provider's own name for the request; nil where the client got nothing that could tell it.
    public internal(set) var requestID: String?
    /// The name that the answer itself has; Groq's clients may know a request by either.
    public var answerID: String {
        switch self.flavour {
        case .openAI, .groq: "chatcmpl-\(self.number)"
        case .anthropic: "msg_\(self.number)"
        case .gemini: "gm-\(self.number)"
        }
    }
    /// Nil until a head has been sent, and for ever where none was.
    public internal(set) var status: Int?
    /// Whether every byte of the answer was handed to the connection, and it ended in order.
    public internal(set) var isComplete = false
    /// Whether the client went before the answer was complete.
    public internal(set) var clientClosedEarly = false
    /// Whether the turn is over.
    public internal(set) var hasEnded = false
}
