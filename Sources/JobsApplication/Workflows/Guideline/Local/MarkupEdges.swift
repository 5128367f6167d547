/// Takes emphasis marks off the ends of a quote, where they are not part of what is said.
enum MarkupEdges {
    private static let marks = Set("*_`~".unicodeScalars)

    /// The range without marks that enclose it, or that lost their partner when sentences were split.
    static func stripped(_ range: Range<Int>, in source: SourceText) -> Range<Int> {
        var range = source.trimmed(range)
        // A few rounds take off every sane nesting; a line of ten thousand stars must not take forever.
        for _ in 0..<6 {
            guard let first = range.first, let last = range.last, first < last else { break }
            let opens = Self.marks.contains(source.scalars[first])
            let closes = Self.marks.contains(source.scalars[last])
            guard opens || closes else { break }
            let mark = source.scalars[opens ? first : last]
            let count = source.scalars[range].reduce(0) { $0 + ($1 == mark ? 1 : 0) }
            if opens, closes, source.scalars[last] == mark, Self.encloses(range, mark, count, in: source) {
                range = first + 1..<last
            } else if count % 2 == 1 {
                range = opens ? first + 1..<range.upperBound : range.lowerBound..<last
            } else if Self.isLonePair(range, mark, count, opens: opens, in: source) {
                range = opens ? first + 2..<range.upperBound : range.lowerBound..<last - 1
            } else {
                break
            }
            range = source.trimmed(range)
        }
        return range
    }

    /// Whether all marks of the range stand at its two ends.
    private static func encloses(_ range: Range<Int>, _ mark: Unicode.Scalar, _ count: Int, in source: SourceText)
        -> Bool
    {
        var ends = 0
        for index in range { if source.scalars[index] == mark { ends += 1 } else { break } }
        for index in range.reversed() { if source.scalars[index] == mark { ends += 1 } else { break } }
        return ends == count
    }

    /// `**` at one end without another mark anywhere.
    private static func isLonePair(
        _ range: Range<Int>,
        _ mark: Unicode.Scalar,
        _ count: Int,
        opens: Bool,
        in source: SourceText
    ) -> Bool {
        guard count == 2, range.count > 2 else { return false }
        let inner = opens ? range.lowerBound + 1 : range.upperBound - 2
        return source.scalars[inner] == mark
    }
}
