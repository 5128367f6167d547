import JobsDomain

/// One HTTP request as it came over the wire.
struct WireRequest: Sendable {
    let method: String
    /// Without the query.
    let path: String
    /// By name; a name without a value has an empty one.
    let query: [String: String]
    /// Names in lower case, in the order in which they came.
    let headers: [(name: String, value: String)]
    var body: [UInt8] = []

    /// Reads a head, from the request line to the last header.
    init?(head: String) {
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
        self.method = String(words[0])
        let target = words[1].split(separator: "?", maxSplits: 1)
        self.path = Self.decoded(target.first.map(String.init) ?? "/")
        var query: [String: String] = [:]
        for pair in (target.count > 1 ? target[1] : "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            query[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        self.query = query
        self.headers = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            return (line[..<colon].lowercased(), String(value))
        }
    }

    /// The value of the first header of that name, which is in lower case.
    func header(_ name: String) -> String? { self.headers.first { $0.name == name }?.value }

    var contentLength: Int { self.header("content-length").flatMap { Int($0) } ?? 0 }

    /// The body, where it is JSON.
    var json: JSONValue? { try? JSONValue(parsing: self.body) }

    /// A model's name may hold slashes and colons, which a client may escape.
    private static func decoded(_ path: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
