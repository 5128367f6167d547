/// The value of a `Host` field or the authority of a target.
enum HostName {
    /// Whether it is written as RFC 3986 writes a host, with a port or without.
    static func isValid(_ text: some StringProtocol) -> Bool {
        guard let end = self.endOfName(text), end != text.utf8.startIndex else { return false }
        let port = text.utf8[end...]
        return port.count <= 6 && port.dropFirst().allSatisfy { (48...57).contains($0) }
    }

    /// Whether one of the patterns means it; a pattern is a name, or `*.` and a name.
    static func matches(_ text: some StringProtocol, patterns: [String]) -> Bool {
        guard let end = self.endOfName(text) else { return false }
        let name = self.canonical(text[..<end])
        return patterns.contains { pattern in
            let pattern = self.canonical(pattern)
            return pattern.hasPrefix("*.") ? name.hasSuffix(pattern.dropFirst()) && name != pattern : name == pattern
        }
    }

    /// Where the name ends and nothing or a colon follows; nil where the name has a character it must not have.
    private static func endOfName(_ text: some StringProtocol) -> String.Index? {
        let bytes = text.utf8
        if bytes.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: "]"), IPAddress(text[text.index(after: text.startIndex)..<end]) != nil
            else { return nil }
            let after = text.index(after: end)
            return after == text.endIndex || text[after] == ":" ? after : nil
        }
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: ":") { return index }
            guard self.isAllowed(byte) else { return nil }
        }
        return bytes.endIndex
    }

    /// Unreserved characters, `sub-delims` and the percent sign of RFC 3986.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "%"),
            UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "="):
            true
        default: false
        }
    }

    private static func canonical(_ name: some StringProtocol) -> String {
        let name = name.lowercased()
        return name.last == "." ? String(name.dropLast()) : name
    }
}
