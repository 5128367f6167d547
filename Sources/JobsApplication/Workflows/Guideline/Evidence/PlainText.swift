/// A document of ASCII alone, in which places count bytes and scalars alike.
struct PlainText: Sendable {
    private let bytes: [UInt8]

    /// Nil for every other document.
    init?(_ document: String) {
        let bytes = Array(document.utf8)
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        self.bytes = bytes
    }

    /// Where printable words stand as they are: at the first place from `place` on, else at the first of all.
    func find(_ words: String, from place: Int) -> (words: String, range: Range<Int>)? {
        let wanted = Array(words.utf8)
        guard !wanted.isEmpty, wanted.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        guard let start = self.first(wanted, from: place) ?? self.first(wanted, from: 0) else { return nil }
        return (words, start..<start + wanted.count)
    }

    /// Compares where the first and the last byte fit, which few places do.
    private func first(_ wanted: [UInt8], from place: Int) -> Int? {
        guard let first = wanted.first, let last = wanted.last else { return nil }
        return self.bytes.withUnsafeBufferPointer { bytes in
            var start = place
            var patience = Self.patience
            while start + wanted.count <= bytes.count, patience > 0 {
                if bytes[start] == first, bytes[start + wanted.count - 1] == last {
                    var length = 1
                    while length < wanted.count, bytes[start + length] == wanted[length] { length += 1 }
                    if length == wanted.count { return start }
                    patience -= length
                }
                start += 1
            }
            return nil
        }
    }

    /// So many bytes are compared for one quote before it is left to the search by index: a document and an answer can
    /// be made to be alike nearly everywhere.
    private static let patience = 1_000_000
}
