/// Counts of one moment.
public struct ConnectionStatistics: Sendable, Equatable {
    /// Connections that are served.
    public var open = 0
    /// Connections turned away since the start, because too many were open.
    public var turnedAway = 0
    /// Bytes of bodies that wait for their answers.
    public var bodyBytesInMemory = 0

    public init() {}
}
