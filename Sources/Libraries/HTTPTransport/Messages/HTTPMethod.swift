/// What a request asks for.
public enum HTTPMethod: Sendable, Hashable {
    /// Reads; the body is not sent.
    case get
    case post
}
