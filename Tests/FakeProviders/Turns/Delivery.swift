/// How bytes get to the client, apart from what they say.
public struct Delivery: Sendable {
    /// How the client learns where a body ends.
    public enum Framing: Sendable {
        /// A length for whole answers, chunks for streams.
        case usual
        case chunked
        /// HTTP/1.0: the end of the connection.
        case untilClose
    }

    public var framing = Framing.usual
    /// Whole answers only.
    public var isGzipped = false
    /// An interim `100 Continue` precedes the answer though nobody asked for one.
    public var saysContinue = false
    /// Headers come a few bytes at a time with such pauses between.
    public var headerPause = Duration.zero
    /// Before the first byte of the head.
    public var headPause = Duration.zero
    /// Between the head and the first byte of the body.
    public var bodyPause = Duration.zero
    /// Between two events of a stream; nil for the server's pacing.
    public var eventPause: Duration?
    /// How many bytes of the body go into one write, and into one chunk; nil for all that are ready.
    public var writeSize: Int?

    public init() {}
}
