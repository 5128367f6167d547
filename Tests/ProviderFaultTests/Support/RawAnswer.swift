import JobsDomain

/// An HTTP answer as a client without any library reads it.
struct RawAnswer {
    let status: Int
    /// By name in lower case.
    let headers: [String: String]
    let body: [UInt8]
    /// Whether the body came to the end that its framing has announced.
    let isComplete: Bool

    /// - Parameter bytes: everything up to the end of the connection.
    init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("HTTP/1."), let end = Self.index(of: Array("\r\n\r\n".utf8), in: bytes, from: 0) else {
            return nil
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let words = lines.first?.split(separator: " "), words.count > 1, let status = Int(words[1]) else {
            return nil
        }
        self.status = status
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        self.headers = headers
        let rest = Array(bytes[(end + 4)...])
        if headers["transfer-encoding"] == "chunked" {
            (self.body, self.isComplete) = Self.joined(rest)
        } else {
            self.body = rest
            self.isComplete = headers["content-length"].map { Int($0) == rest.count } ?? true
        }
    }

    var text: String { String(decoding: self.body, as: UTF8.self) }

    var json: JSONValue? { try? JSONValue(parsing: self.body) }

    /// The data of its events, put together as a reader of server-sent events does.
    var events: [String] {
        var events: [String] = []
        var data: [String] = []
        let lines = self.text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty, !data.isEmpty {
                events.append(data.joined(separator: "\n"))
                data = []
            } else if line.hasPrefix("data:") {
                let value = line.dropFirst(5)
                data.append(String(value.first == " " ? value.dropFirst() : value))
            }
        }
        return events
    }

    private static func joined(_ bytes: [UInt8]) -> (body: [UInt8], isComplete: Bool) {
        var body: [UInt8] = []
        var position = 0
        while let end = self.index(of: [13, 10], in: bytes, from: position) {
            guard let size = Int(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16) else { break }
            guard size > 0 else { return (body, true) }
            guard end + 2 + size <= bytes.count else { break }
            body += bytes[(end + 2)..<(end + 2 + size)]
            position = end + 2 + size + 2
        }
        return (body, false)
    }

    private static func index(of pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= start + pattern.count else { return nil }
        return (start...bytes.count - pattern.count).first { bytes[$0..<$0 + pattern.count].elementsEqual(pattern) }
    }
}
