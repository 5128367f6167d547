/// Reads `text/event-stream` as it comes, cut anywhere: inside a line, a letter, or a line's end.
///
/// Each byte is looked at once, and nothing is decoded before its line is complete.
struct ServerSentEventParser: Sendable {
    /// The largest event that is read: an answer of the largest size in one event, with room for escapes.
    static let maximumEventBytes = 4 * 1024 * 1024

    /// Whether an event was larger than that; nothing is read any more.
    private(set) var isTooLarge = false

    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var name = ""
    private var endedWithReturn = false
    private var isAtBeginning = true

    /// Takes the next bytes and returns the events that they complete.
    mutating func consume(_ bytes: UnsafeRawBufferPointer) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        var start = bytes.startIndex
        for index in bytes.indices where !self.isTooLarge {
            let byte = bytes[index]
            let followsReturn = self.endedWithReturn
            self.endedWithReturn = byte == 0x0D
            guard byte == 0x0A || byte == 0x0D else { continue }
            // The line feed of a CRLF, maybe in the piece after its return, ends no second line.
            if byte == 0x0D || !followsReturn {
                self.append(bytes[start..<index])
                if let event = self.endLine() { events.append(event) }
            }
            start = index + 1
        }
        if start < bytes.endIndex { self.append(bytes[start...]) }
        return events
    }

    /// Tells that the stream has ended, and returns the event that it left open.
    mutating func finish() -> ServerSentEvent? {
        let last = self.line.isEmpty ? nil : self.endLine()
        return last ?? self.dispatch()
    }

    private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
        guard !self.isTooLarge, self.line.count + self.data.count + bytes.count <= Self.maximumEventBytes else {
            self.isTooLarge = true
            return
        }
        self.line.append(contentsOf: bytes)
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { self.line.removeAll(keepingCapacity: true) }
        if self.isAtBeginning {
            self.isAtBeginning = false
            if self.line.starts(with: [0xEF, 0xBB, 0xBF]) { self.line.removeFirst(3) }
        }
        guard !self.line.isEmpty else { return self.dispatch() }
        let colon = self.line.firstIndex(of: UInt8(ascii: ":"))
        let field = self.line[..<(colon ?? self.line.endIndex)]
        var value = colon.map { self.line[($0 + 1)...] } ?? []
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        // A line that begins with a colon is a comment: its field is empty. Unknown fields are ignored.
        if field.elementsEqual("data".utf8) {
            if self.hasData { self.data.append(0x0A) }
            self.hasData = true
            self.data.append(contentsOf: value)
        } else if field.elementsEqual("event".utf8) {
            self.name = String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            self.name = ""
            self.data = []
            self.hasData = false
        }
        return self.data.isEmpty ? nil : ServerSentEvent(name: self.name, data: self.data)
    }
}
