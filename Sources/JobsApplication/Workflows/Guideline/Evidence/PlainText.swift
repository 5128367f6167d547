/// A document of ASCII alone, in which places count bytes and scalars alike.
struct PlainText: Sendable {
    private let bytes: [UInt8]
    /// So many places and bytes are looked at, all quotes together, before they are left to the search by index: its one
    /// pass over the document is cheaper than many of these.
    private var patience: Int

    /// Nil for every other document.
    init?(_ document: String) {
        let bytes = Array(document.utf8)
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        self.bytes = bytes
        self.patience = 200_000 + bytes.count * 4
    }

    /// Where printable words stand as they are: at the first place from `place` on, else at the first of all. Nil also
    /// where that took too long, and an index has to be asked.
    mutating func find(_ words: String, from place: Int) -> (words: String, range: Range<Int>)? {
        let wanted = Array(words.utf8)
        guard !wanted.isEmpty, wanted.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        let end = min(self.bytes.count, place + wanted.count - 1)
        let start = self.first(wanted, in: place..<max(place, self.bytes.count)) ?? self.first(wanted, in: 0..<end)
        guard let start, self.patience > 0 else { return nil }
        return (words, start..<start + wanted.count)
    }

    /// Compares where the first and the last byte fit, which few places do.
    private mutating func first(_ wanted: [UInt8], in range: Range<Int>) -> Int? {
        guard let first = wanted.first, let last = wanted.last else { return nil }
        var patience = self.patience
        defer { self.patience = patience }
        return self.bytes.withUnsafeBufferPointer { bytes in
            var start = range.lowerBound
            while start + wanted.count <= range.upperBound, patience > 0 {
                patience -= 1
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
}
