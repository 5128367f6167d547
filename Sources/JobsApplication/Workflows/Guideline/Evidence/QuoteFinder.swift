/// Finds in a document what a model says it has read there.
///
/// Quotes are looked for as they are, then folded (``FoldedText``), then by their longest piece where an
/// ellipsis stands for what was left out. Of several places the first one after the previous quote's counts,
/// because models go through a document from its beginning; else the first one of all.
struct QuoteFinder {
    /// Shorter pieces of a quote stand in too many places to prove anything.
    private static let shortestPiece = 12

    /// So many scalars are compared for one quote before it is given up. No quote from an ordinary document
    /// needs a hundredth of it; it bounds what a document and an answer made for the purpose can cost.
    private static let patience = 1_000_000

    private var plain: PlainText?
    private lazy var original = Array(self.document.unicodeScalars)
    private lazy var folded = FoldedText(self.original)
    private lazy var index = GramIndex(self.folded.scalars)
    private let document: String
    /// Where the previous quote ended.
    private var place = 0

    init(_ document: String) {
        self.document = document
        self.plain = PlainText(document)
    }

    /// The document's own words at the place that was found, else the quote as it came, unverified.
    mutating func find(_ quote: String) -> SourceQuote {
        // Most quotes of most documents need nothing of what it takes to find the others.
        if let (words, range) = self.plain?.find(quote.trimmed, from: self.place) {
            self.place = range.upperBound
            return SourceQuote(text: words, range: range)
        }
        guard let range = self.range(of: quote) else { return SourceQuote(unverified: quote) }
        self.place = range.upperBound
        let words = String(String.UnicodeScalarView(self.original[range]))
        return SourceQuote(text: words, range: range)
    }

    private mutating func range(of quote: String) -> Range<Int>? {
        let wanted = FoldedText(quote.unicodeScalars).trimmed
        if let range = self.range(of: wanted, preferring: Array(quote.trimmed.unicodeScalars)) { return range }
        guard let piece = Self.longestPiece(of: wanted) else { return nil }
        return self.range(of: piece, preferring: Array(piece))
    }

    /// - Parameters:
    ///   - wanted: folded.
    ///   - exact: what the document says at the best place of all.
    private mutating func range(of wanted: ArraySlice<Unicode.Scalar>, preferring exact: [Unicode.Scalar]) -> Range<
        Int
    >? {
        guard !wanted.isEmpty, wanted.count <= self.folded.scalars.count else { return nil }
        let wanted = Array(wanted)
        if wanted.count < GramIndex.length {
            return self.range(of: wanted, preferring: exact, among: self.folded.scalars.indices, offset: 0)
        }
        let (places, offset) = self.index.rarest(of: wanted)
        return self.range(of: wanted, preferring: exact, among: places, offset: offset)
    }

    /// Compares at each candidate less `offset`: first from the previous quote's end on, then from the
    /// beginning. Every place where a quote stands as it is, is also one where it stands folded.
    private mutating func range<Places: RandomAccessCollection<Int>>(
        of wanted: [Unicode.Scalar],
        preferring exact: [Unicode.Scalar],
        among candidates: Places,
        offset: Int
    ) -> Range<Int>? where Places.Index == Int {
        let start = self.folded.firstIndex(atOrAfter: self.place) + offset
        let split = Self.firstIndex(in: candidates, atOrAfter: start)
        var folded: Range<Int>?
        var patience = Self.patience
        for candidates in [candidates[split...], candidates[..<split]] {
            for candidate in candidates {
                let start = candidate - offset
                let same = self.commonLength(wanted, at: start)
                patience -= same + 1
                if same == wanted.count {
                    let range = self.folded.origin(of: start..<start + same)
                    patience -= range.count
                    if self.original[range].elementsEqual(exact) { return range }
                    if folded == nil, Self.isReadable(range, as: wanted) { folded = range }
                }
                if patience < 0 { return folded }
            }
        }
        return folded
    }

    /// How many scalars of a run stand at a place.
    private mutating func commonLength(_ wanted: [Unicode.Scalar], at start: Int) -> Int {
        guard start >= 0, start + wanted.count <= self.folded.scalars.count else { return 0 }
        var length = 0
        while length < wanted.count, self.folded.scalars[start + length] == wanted[length] { length += 1 }
        return length
    }

    private static func firstIndex<Places: RandomAccessCollection<Int>>(
        in places: Places,
        atOrAfter place: Int
    ) -> Int where Places.Index == Int {
        var low = places.startIndex
        var high = places.endIndex
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether a place is about as long as what was looked for. A hundred thousand spaces between two words
    /// would otherwise come back with every item that quotes the two words.
    private static func isReadable(_ range: Range<Int>, as wanted: [Unicode.Scalar]) -> Bool {
        range.count <= wanted.count * 4 + 100
    }

    /// The longest of the pieces between ellipses, if there is an ellipsis and the piece says enough.
    private static func longestPiece(of wanted: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar>? {
        var longest = wanted.prefix(0)
        var rest = wanted
        while let ellipsis = Self.ellipsis(in: rest) {
            let piece = Self.stripped(rest[..<ellipsis.lowerBound])
            if piece.count > longest.count { longest = piece }
            rest = rest[ellipsis.upperBound...]
        }
        guard rest.startIndex > wanted.startIndex else { return nil }
        let piece = Self.stripped(rest)
        if piece.count > longest.count { longest = piece }
        return longest.count >= Self.shortestPiece ? longest : nil
    }

    /// The first run of at least three full stops.
    private static func ellipsis(in text: ArraySlice<Unicode.Scalar>) -> Range<Int>? {
        var start = text.startIndex
        while let first = text[start...].firstIndex(of: ".") {
            let end = text[first...].firstIndex { $0 != "." } ?? text.endIndex
            if end - first >= 3 { return first..<end }
            start = end
        }
        return nil
    }

    /// Without the spaces and the brackets of "[…]" at its ends.
    private static func stripped(_ piece: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        let frame: Set<Unicode.Scalar> = [" ", "[", "]", "(", ")"]
        guard let first = piece.firstIndex(where: { !frame.contains($0) }),
            let last = piece.lastIndex(where: { !frame.contains($0) })
        else { return piece.prefix(0) }
        return piece[first...last]
    }
}
