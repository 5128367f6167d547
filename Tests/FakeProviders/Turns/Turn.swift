/// How the server treats one request.
public struct Turn: Sendable {
    /// What the client gets.
    public enum Action: Sendable {
        case answer(Answer)
        /// An error in the words of the provider that was asked.
        case error(ErrorKind, headers: [String: String])
        case plain(PlainAnswer)
        /// The connection is reset when the request has arrived, before any byte of an answer.
        case reset
        /// Nothing, until the client goes.
        case silence
        /// A status line and headers, and then nothing, until the client goes.
        case headersOnly
        /// White space without end where an answer should be.
        case whiteSpace
        /// An answer of so many bytes.
        case flood(bytes: Int)
    }

    /// Shown in the log.
    public let name: String
    public var action: Action
    public var delivery: Delivery

    public init(_ name: String, _ action: Action, _ delivery: Delivery = Delivery()) {
        self.name = name
        self.action = action
        self.delivery = delivery
    }

    /// The same with another delivery.
    public func delivered(_ change: (inout Delivery) -> Void) -> Turn {
        var copy = self
        change(&copy.delivery)
        return copy
    }
}
