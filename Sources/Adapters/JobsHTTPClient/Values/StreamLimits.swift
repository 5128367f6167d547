/// When a stream of events counts as dead.
public struct StreamLimits: Sendable, Hashable {
    /// For the name, the connection and TLS together.
    public var connect: Duration
    /// Between two bytes. The server sends a comment every 15 seconds; this is three of them.
    public var idle: Duration
    /// A connection that has lived that long was a good one, even if no event came by it.
    public var proven: Duration
    /// Events that have come and are not taken yet. Beyond that the connection is broken off, and taken up again
    /// once they are: a slow reader costs neither side any memory.
    public var buffered: Int

    public init(
        connect: Duration = .seconds(5),
        idle: Duration = .seconds(45),
        proven: Duration = .seconds(10),
        buffered: Int = 256
    ) {
        self.connect = connect
        self.idle = idle
        self.proven = proven
        self.buffered = buffered
    }
}
