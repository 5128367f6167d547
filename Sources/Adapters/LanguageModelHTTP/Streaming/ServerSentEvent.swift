/// One event of a stream.
struct ServerSentEvent: Sendable, Equatable {
    /// Empty where the stream gives none.
    let name: String
    /// The lines of data, joined by line feeds; never empty.
    let data: [UInt8]
}
