/// Collects an answer as it comes, within limits, or hands it on.
struct ResponseBuffer {
    static let maximumHeaderBytes = 64 * 1024

    private(set) var headers: [HTTPHeader] = []
    private(set) var body: [UInt8] = []
    private(set) var progress = BodyProgress.waiting
    private(set) var isTooLarge = false
    private let receiver: (any BodyReceiver)?
    private let sizes: AnswerSizes
    private var headerBytes = 0
    private var streamedBytes = 0
    /// Decided when the first piece of the body comes.
    private var isHandedOn: Bool?

    init(_ receiver: (any BodyReceiver)? = nil, sizes: AnswerSizes = .standard) {
        self.receiver = receiver
        self.sizes = sizes
    }

    /// Takes a piece of the body; false if nothing more is wanted.
    mutating func append(_ chunk: UnsafeRawBufferPointer, status: Int) -> Bool {
        let isHandedOn = self.isHandedOn ?? self.isStream(status)
        self.isHandedOn = isHandedOn
        if let receiver, isHandedOn { return self.hand(chunk, to: receiver) }
        self.progress = .begun
        guard self.body.count + chunk.count <= self.sizes.body else {
            self.isTooLarge = true
            return false
        }
        self.body.append(contentsOf: chunk)
        return true
    }

    private mutating func hand(_ chunk: UnsafeRawBufferPointer, to receiver: any BodyReceiver) -> Bool {
        self.streamedBytes += chunk.count
        guard self.streamedBytes <= self.sizes.stream else {
            self.isTooLarge = true
            return false
        }
        self.progress = receiver.receive(chunk)
        return self.progress != .useless
    }

    /// A failure is read whole, whatever it says it is; so is an answer in one piece to a question that
    /// asked for a stream. A missing type is taken for a stream, which copes with either.
    private func isStream(_ status: Int) -> Bool {
        guard (200..<300).contains(status) else { return false }
        let type = self.headers.first("content-type")?.lowercased() ?? ""
        // Nearly every one of them: searching text for text is slow.
        if type.utf8.starts(with: "text/event-stream".utf8) { return true }
        return !type.contains("json") && !type.contains("html")
    }

    /// White space around a value and the line's end.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte)
    }

    /// Takes one line of a head, a status line or the empty last line too; false if there are too many.
    mutating func appendHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        self.headerBytes += line.count
        guard self.headerBytes <= Self.maximumHeaderBytes else {
            self.isTooLarge = true
            return false
        }
        if line.starts(with: "HTTP/".utf8) {
            // `100 Continue` or a proxy's answer came before: only the last head counts.
            self.headers = []
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: line[..<colon], as: UTF8.self)
            let bytes = line[(colon + 1)...]
            let start = bytes.firstIndex { !Self.isSpace($0) } ?? bytes.endIndex
            let end = bytes.lastIndex { !Self.isSpace($0) }.map { $0 + 1 } ?? start
            self.headers.append(HTTPHeader(name, String(decoding: line[start..<end], as: UTF8.self)))
        }
        return true
    }
}
