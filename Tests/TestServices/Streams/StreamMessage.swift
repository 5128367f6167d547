/// One message of a stream of events.
public struct StreamMessage: Sendable, Equatable {
    /// What server-sent events call `id`; nil where there is none, and over WebSocket.
    public var id: String?
    /// What server-sent events call `event`.
    public var event: String?
    /// One JSON object.
    public var data: String
}
