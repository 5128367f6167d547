/// Why a text is no address of a server.
///
/// The message does not show the text, which may hold a secret; the caller knows where it came from.
public struct InvalidBaseURL: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence that begins with "the base URL".
    public let message: String

    public init(_ what: String) {
        self.message = "the base URL \(what)"
    }

    public var description: String { self.message }
}
