/// How an exchange came to its end.
enum ExchangeEnding: Equatable {
    /// The answer is sent, and the connection may be used again.
    case complete
    /// The answer is sent, and the connection's end is its end.
    case completeAndClosed
    /// The server broke the answer off, as the script says.
    case brokenOff
    /// The client went before its end.
    case clientGone
}
