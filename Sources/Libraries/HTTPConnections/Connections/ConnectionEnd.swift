/// Why an answer that is held or streamed has to come to its end.
public enum ConnectionEnd: Sendable, Equatable {
    /// The client closed the connection, or its sending half: it wants nothing more. An answer is still written
    /// to it, because a client that only closed its half reads on.
    case clientGone
    /// The server stops; the connection ends after this answer.
    case serverStopping
}
