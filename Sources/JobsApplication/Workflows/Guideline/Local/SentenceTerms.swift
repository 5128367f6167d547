/// The words of a sentence as numbers, for comparing sentences.
///
/// There is no morphological analyser: Korean words lose their particle and add their pairs of
/// syllables, English words lose their plainest endings.
struct SentenceTerms {
    private static let particles: [[Unicode.Scalar]] = [
        "에서는", "으로는", "에서", "으로", "까지", "부터", "에게", "에는", "은", "는", "이", "가", "을", "를", "에", "로", "와", "과", "도", "만",
        "의",
    ].map { Array($0.unicodeScalars) }
    private static let stopWords = Set(
        """
        a an the and or but of to in on at for with by from as is are was were be been being it its this that these
        those
        which who what when where how not no must shall should may can will would do does did has have had if then
        than so
        such any all each every other into onto up out about over under again there here their they them you your we
        our us
        he she his her i my me more most only own same also
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { Self.hash(Array($0.unicodeScalars)[...]) }
    )

    /// Numbers by hash, given in the order of first appearance.
    private var numbers: [UInt64: Int] = [:]

    /// The terms of a sentence with how often each occurs, in ascending order of their numbers.
    mutating func terms(of text: MatchText) -> [(term: Int, count: Double)] {
        var counts: [Int: Double] = [:]
        for word in text.scalars.split(whereSeparator: { !$0.isWordLike }) {
            for hash in Self.hashes(of: word) {
                counts[self.number(hash), default: 0] += 1
            }
        }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The numbers of the terms that occurred before; nothing is added.
    func known(in text: MatchText) -> Set<Int> {
        var found: Set<Int> = []
        for word in text.scalars.split(whereSeparator: { !$0.isWordLike }) {
            for hash in Self.hashes(of: word) {
                if let number = self.numbers[hash] { found.insert(number) }
            }
        }
        return found
    }

    private mutating func number(_ hash: UInt64) -> Int {
        if let number = self.numbers[hash] { return number }
        let number = self.numbers.count
        self.numbers[hash] = number
        return number
    }

    private static func hashes(of word: ArraySlice<Unicode.Scalar>) -> [UInt64] {
        guard let last = word.last, word.contains(where: Hangul.isSyllable) else {
            guard word.count > 1 else { return [] }
            let hash = Self.hash(word)
            return Self.stopWords.contains(hash) ? [] : [Self.hash(Self.stem(word))]
        }
        let stem = Hangul.isSyllable(last) ? Self.withoutParticle(word) : word
        var hashes = [Self.hash(stem)]
        if stem.count > 2 {
            for start in stem.indices.dropLast() { hashes.append(Self.hash(stem[start...start + 1])) }
        }
        return hashes
    }

    private static func withoutParticle(_ word: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        for particle in Self.particles where word.count >= particle.count + 2 {
            if word.suffix(particle.count).elementsEqual(particle) { return word.dropLast(particle.count) }
        }
        return word
    }

    private static func stem(_ word: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        for suffix in ["ing", "ed", "es", "s"] {
            let suffix = Array(suffix.unicodeScalars)
            if word.count >= suffix.count + 4, word.suffix(suffix.count).elementsEqual(suffix) {
                return word.dropLast(suffix.count)
            }
        }
        return word
    }

    /// FNV-1a: the standard hasher is seeded anew in every process, and the same document must give the
    /// same summary.
    private static func hash(_ word: ArraySlice<Unicode.Scalar>) -> UInt64 {
        word.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1.value)) &* 0x100_0000_01B3 }
    }
}
