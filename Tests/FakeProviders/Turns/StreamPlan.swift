/// How an answer goes out in pieces.
public struct StreamPlan: Sendable {
    /// What happens on the way.
    public enum Fault: Sendable {
        case none
        /// The answer ends after so many pieces; whether the body still ends in order, as a proxy lets it.
        case cut(after: Int, inOrder: Bool)
        /// The connection is reset after so many pieces.
        case reset(after: Int)
        /// Nothing comes for a while after so many pieces; then the rest does, or nothing more.
        case stall(after: Int, for: Duration, resumes: Bool)
        /// An event that is no JSON comes after so many pieces, in addition to the others or in place of one.
        case malformed(after: Int, replacesOne: Bool)
        /// An error comes after so many pieces; 0 is the first event.
        case error(after: Int, ErrorKind)
        /// The last event that says that nothing follows is missing.
        case noTerminator
    }

    /// What ends a line.
    public enum LineEnd: String, Sendable {
        case lineFeed = "\n"
        case both = "\r\n"
        case carriageReturn = "\r"
    }

    /// In how many pieces the text comes, unless it is shorter.
    public static let pieces = 60

    public var fault = Fault.none
    public var lineEnd = LineEnd.lineFeed
    /// Whether comments and unknown fields come between events.
    public var hasComments = false
    /// Whether the data of an event is spread over several lines.
    public var hasManyDataLines = false

    public init() {}
}
