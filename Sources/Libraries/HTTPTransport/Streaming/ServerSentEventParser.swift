/// Reads `text/event-stream` as it comes, cut anywhere: inside a line, a letter, or a line's end.
///
/// Each byte is looked at once, and nothing is decoded before its line is complete.
public struct ServerSentEventParser: Sendable {
    /// The largest event that is read: an answer of the largest size in one event, with room for escapes.
    public static let maximumEventBytes = 4 * 1024 * 1024

    /// Whether an event was larger than that; nothing is read any more.
    public private(set) var isTooLarge = false

    /// How long the server asks to wait before a new connection; nil where it has not said.
    public private(set) var retry: Duration?

    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var name = ""
    private var id = ""
    private var endedWithReturn = false
    private var isAtBeginning = true

    public init() {}

    /// Takes the next bytes and returns the events that they complete.
    public mutating func consume(_ bytes: UnsafeRawBufferPointer) -> [ServerSentEvent] {
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

    /// Tells that the stream has ended, and returns the event that it left open. The format says to drop that one,
    /// since it may have been cut; who takes it has to be able to tell.
    public mutating func finish() -> ServerSentEvent? {
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
        } else if field.elementsEqual("id".utf8) {
            if !value.contains(0) { self.id = String(decoding: value, as: UTF8.self) }
        } else if field.elementsEqual("retry".utf8) {
            self.retry = Self.milliseconds(value) ?? self.retry
        }
        return nil
    }

    /// Digits and nothing else, so few that no clock overflows.
    private static func milliseconds(_ digits: ArraySlice<UInt8>) -> Duration? {
        guard (1...9).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return .milliseconds(digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            self.name = ""
            self.data = []
            self.hasData = false
        }
        return self.data.isEmpty ? nil : ServerSentEvent(name: self.name, data: self.data, id: self.id)
    }
}
