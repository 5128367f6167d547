/// How long the parts of one call may take, beside the whole of it, which each request says itself.
public struct CallTimeouts: Sendable, Hashable {
    /// For the name, the connection and TLS together.
    public var connect: Duration
    /// From the start of a streamed call to the first event of its answer; comments of the server do not count.
    public var firstByte: Duration
    /// Between two bytes of an answer that has begun.
    public var idle: Duration
    /// For the end of a stream whose answer is whole already: a marker or the usage may still follow, and
    /// a connection that was read to its end serves the next call.
    public var ending: Duration

    public init(
        connect: Duration = .seconds(5),
        firstByte: Duration,
        idle: Duration = .seconds(30),
        ending: Duration = .seconds(1)
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
        self.ending = ending
    }
}
