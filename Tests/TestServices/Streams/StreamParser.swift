/// Understands the answer to a request for a stream: HTTP/1.1, its chunks, and server-sent events or frames within.
struct StreamParser {
    private enum Framing {
        case head
        case chunked
        case plain(remaining: Int)
        case frames
        case over
    }

    private let transport: StreamClient.Transport
    private var framing = Framing.head
    private var bytes: [UInt8] = []
    /// Decoded, and no whole line yet.
    private var text: [UInt8] = []
    private var message = StreamMessage(data: "")
    private var hasData = false

    init(_ transport: StreamClient.Transport) {
        self.transport = transport
    }

    /// - Returns: what the client has to send in return.
    mutating func take(_ bytes: ArraySlice<UInt8>, into progress: inout StreamClient.Progress) -> [UInt8] {
        self.bytes += bytes
        var answer: [UInt8] = []
        while self.step(&progress, &answer) {}
        return answer
    }

    /// - Returns: whether there may be more to understand.
    private mutating func step(_ progress: inout StreamClient.Progress, _ answer: inout [UInt8]) -> Bool {
        switch self.framing {
        case .head: self.takeHead(&progress)
        case .chunked: self.takeChunk(&progress)
        case .plain(let remaining):
            self.takePlain(remaining, &progress)
        case .frames: self.takeFrame(&progress, &answer)
        case .over: false
        }
    }

    private mutating func takeHead(_ progress: inout StreamClient.Progress) -> Bool {
        guard let end = self.bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let lines = String(decoding: self.bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        self.bytes.removeSubrange(..<end.upperBound)
        progress.status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            progress.headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        if progress.status == 101 {
            self.framing = .frames
        } else if progress.headers["transfer-encoding"] == "chunked" {
            self.framing = .chunked
        } else {
            self.framing = .plain(remaining: progress.headers["content-length"].flatMap { Int($0) } ?? 0)
        }
        return true
    }

    private mutating func takePlain(_ remaining: Int, _ progress: inout StreamClient.Progress) -> Bool {
        let part = self.bytes.prefix(remaining)
        progress.body += part
        self.bytes.removeFirst(part.count)
        progress.isWhole = part.count == remaining
        self.framing = progress.isWhole ? .over : .plain(remaining: remaining - part.count)
        return false
    }

    private mutating func takeChunk(_ progress: inout StreamClient.Progress) -> Bool {
        guard let line = self.bytes.firstRange(of: Array("\r\n".utf8)),
            let size = Int(String(decoding: self.bytes[..<line.lowerBound], as: UTF8.self), radix: 16),
            self.bytes.count >= line.upperBound + size + 2
        else { return false }
        let chunk = self.bytes[line.upperBound..<line.upperBound + size]
        if size == 0 {
            progress.isWhole = true
            self.framing = .over
        } else if progress.status == 200 {
            self.text += chunk
            self.takeLines(&progress)
        } else {
            progress.body += chunk
        }
        self.bytes.removeSubrange(..<(line.upperBound + size + 2))
        return size > 0
    }

    private mutating func takeLines(_ progress: inout StreamClient.Progress) {
        while let end = self.text.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: self.text[..<end], as: UTF8.self)
            self.text.removeSubrange(...end)
            let name = line.prefix { $0 != ":" }
            let value = line.dropFirst(name.count).dropFirst().drop { $0 == " " }
            switch name {
            case "" where line.isEmpty:
                if self.hasData { progress.messages.append(self.message) }
                self.message = StreamMessage(data: "")
                self.hasData = false
            case "": progress.comments.append(String(value))
            case "id": self.message.id = String(value)
            case "event": self.message.event = String(value)
            case "data":
                self.message.data += (self.hasData ? "\n" : "") + value
                self.hasData = true
            case "retry": break
            default: progress.violations.append("a field of no meaning: \(line)")
            }
        }
    }

    private mutating func takeFrame(_ progress: inout StreamClient.Progress, _ answer: inout [UInt8]) -> Bool {
        guard self.bytes.count >= 2 else { return false }
        var start = 2
        var length = Int(self.bytes[1] & 0x7F)
        let more = length == 126 ? 2 : length == 127 ? 8 : 0
        if more > 0 {
            guard self.bytes.count >= 2 + more else { return false }
            length = self.bytes[2..<2 + more].reduce(0) { $0 << 8 | Int($1) }
            start += more
        }
        guard self.bytes.count >= start + length else { return false }
        if self.bytes[1] & 0x80 != 0 { progress.violations.append("a masked frame") }
        if self.bytes[0] & 0xF0 != 0x80 { progress.violations.append("a frame in parts, or with an extension") }
        let data = Array(self.bytes[start..<start + length])
        let kind = self.bytes[0] & 0x0F
        self.bytes.removeSubrange(..<(start + length))
        if progress.closeCode != nil { progress.violations.append("a frame behind the close frame") }
        switch kind {
        case 1: progress.messages.append(StreamMessage(data: String(decoding: data, as: UTF8.self)))
        case 8:
            progress.closeCode = data.count >= 2 ? Int(data[0]) << 8 | Int(data[1]) : 1005
            progress.closeReason = String(decoding: data.dropFirst(2), as: UTF8.self)
            answer += Self.frame(8, Array(data.prefix(2)))
        case 9:
            progress.pings += 1
            answer += Self.frame(10, data)
        case 10: break
        default: progress.violations.append("a frame of kind \(kind)")
        }
        return true
    }

    /// A client's frame, masked as it has to be.
    static func frame(_ kind: UInt8, _ data: [UInt8]) -> [UInt8] {
        let mask: [UInt8] = [0x5A, 0x17, 0xC3, 0x88]
        let length: [UInt8] =
            data.count < 126
            ? [0x80 | UInt8(data.count)] : [0x80 | 126, UInt8(data.count >> 8 & 255), UInt8(data.count & 255)]
        return [0x80 | kind] + length + mask + data.enumerated().map { $1 ^ mask[$0 % 4] }
    }
}
