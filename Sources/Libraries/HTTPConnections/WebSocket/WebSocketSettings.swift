/// The limits of one WebSocket.
public struct WebSocketSettings: Sendable {
    /// Bytes of a message that the client sends; more ends the connection with 1009.
    public var maximumMessageBytes = 64 << 10
    /// Frames of all kinds that the client may send in a minute; more ends the connection with 1008.
    public var maximumFramesPerMinute = 240
    public var pingInterval = Duration.seconds(20)
    /// Intervals without any frame of the client after which it is taken for gone.
    public var patientIntervals = 2
    /// How long the server waits for the client's half of the closing handshake.
    public var closePatience = Duration.seconds(5)
    /// Bytes that the kernel keeps for a client that does not read.
    public var sendBufferBytes = 64 << 10

    public init() {}
}
