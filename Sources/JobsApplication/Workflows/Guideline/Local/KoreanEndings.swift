/// A set of word endings, found by their last syllable: a document has many words and the tables are long.
struct KoreanEndings: Sendable {
    private var byLast: [Unicode.Scalar: [[Unicode.Scalar]]] = [:]

    /// Endings between white space.
    init(_ table: String) {
        for ending in table.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let scalars = Array(ending.unicodeScalars)
            if let last = scalars.last { self.byLast[last, default: []].append(scalars) }
        }
    }

    /// Whether a word ends in one of them.
    func end(_ word: some BidirectionalCollection<Unicode.Scalar>) -> Bool {
        guard let last = word.last, let endings = self.byLast[last] else { return false }
        return endings.contains { Self.ends(word, in: $0) }
    }

    /// Whether a stem is one of them; those of two and more syllables may also follow another word.
    func contain(_ stem: some BidirectionalCollection<Unicode.Scalar>) -> Bool {
        guard let last = stem.last, let endings = self.byLast[last] else { return false }
        return endings.contains { ending in
            ending.count == 1 ? stem.count == 1 : Self.ends(stem, in: ending)
        }
    }

    private static func ends(_ word: some BidirectionalCollection<Unicode.Scalar>, in ending: [Unicode.Scalar]) -> Bool
    {
        word.count >= ending.count && word.suffix(ending.count).elementsEqual(ending)
    }
}
