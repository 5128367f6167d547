/// Collects an answer as it comes, within limits.
struct ResponseBuffer {
    /// The largest body that is an answer at all, counted after decompression.
    static let maximumBodyBytes = 2 * 1024 * 1024
    static let maximumHeaderBytes = 64 * 1024

    private(set) var headers: [HTTPHeader] = []
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false
    private var headerBytes = 0

    /// Takes a piece of the body; false if that makes it too large.
    mutating func append(_ chunk: UnsafeRawBufferPointer) -> Bool {
        guard self.body.count + chunk.count <= Self.maximumBodyBytes else {
            self.isTooLarge = true
            return false
        }
        self.body.append(contentsOf: chunk)
        return true
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
            let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
            self.headers.append(HTTPHeader(name, value.trimmingWhitespace()))
        }
        return true
    }
}

extension StringProtocol {
    /// Without white space and line ends at both ends.
    func trimmingWhitespace() -> String {
        guard let first = self.firstIndex(where: { !$0.isWhitespace }),
            let last = self.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
