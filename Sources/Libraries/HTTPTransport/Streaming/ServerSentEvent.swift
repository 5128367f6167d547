/// One event of a stream.
public struct ServerSentEvent: Sendable, Equatable {
    /// Empty where the stream gives none.
    public let name: String
    /// The lines of data, joined by line feeds; never empty.
    public let data: [UInt8]
    /// The last identifier of the stream up to this event, which a new connection names as `Last-Event-ID`; empty
    /// where there was none yet.
    public let id: String

    public init(name: String, data: [UInt8], id: String = "") {
        self.name = name
        self.data = data
        self.id = id
    }
}
