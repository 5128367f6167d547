/// Names one state of a representation (RFC 9110 section 8.8.3): equal tags mean equal bytes.
struct EntityTag: Equatable {
    /// With its quotation marks.
    let text: String

    /// The tag of these very bytes, which are all that the client sees: nothing that changes an answer can be
    /// forgotten. The hash is FNV-1a of 64 bits, a nanosecond a byte. It need not resist forgery, for who could
    /// bring two states of a job to one hash deceives nobody but the readers of that job.
    ///
    /// - Parameter language: of the representation, where it has one.
    init(of bytes: [UInt8], language: Language?) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        bytes.withUnsafeBufferPointer { buffer in
            for byte in buffer { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        let digits = String(hash, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.utf8.count) + digits
        self.text = "\"\(padded)\(language.map { "-\($0.rawValue)" } ?? "")\""
    }

    /// Whether an `If-None-Match` header has the tag, by weak comparison. A malformed header has none.
    func isListed(in header: String?) -> Bool {
        guard let header else { return false }
        var rest = header.utf8[...]
        rest.dropBlanks()
        if rest.first == UInt8(ascii: "*") {
            rest.removeFirst()
            rest.dropBlanks()
            return rest.isEmpty
        }
        var isListed = false
        while true {
            // Empty elements are allowed in lists (RFC 9110 section 5.6.1).
            while rest.first == UInt8(ascii: ",") {
                rest.removeFirst()
                rest.dropBlanks()
            }
            if rest.isEmpty { return isListed }
            if rest.starts(with: "W/".utf8) { rest.removeFirst(2) }
            guard rest.first == UInt8(ascii: "\""), let end = rest.dropFirst().firstIndex(of: UInt8(ascii: "\"")) else {
                return false
            }
            let tag = rest[...end]
            guard tag.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return false }
            isListed = isListed || tag.elementsEqual(self.text.utf8)
            rest = rest[rest.index(after: end)...]
            rest.dropBlanks()
            guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return false }
        }
    }
}

extension Substring.UTF8View {
    /// Drops spaces and tabs at the front.
    fileprivate mutating func dropBlanks() {
        self = self.drop { $0 == 0x20 || $0 == 0x09 }
    }
}
