/// How large the parts of an answer may be, counted after decompression.
public struct AnswerSizes: Sendable, Hashable {
    /// The largest body that is kept, in bytes.
    public var body: Int
    /// The most that a receiver is handed over the whole of a stream, in bytes.
    public var stream: Int

    public init(body: Int, stream: Int) {
        self.body = body
        self.stream = stream
    }

    /// 2 MiB in one piece, and 16 MiB where every word of an answer stands in an event of its own.
    public static let standard = AnswerSizes(body: 2 * 1024 * 1024, stream: 16 * 1024 * 1024)
}
