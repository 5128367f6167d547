/// Many patterns, found by the scalar they begin with, so that a sentence is read once whatever their number.
struct KoreanPatternIndex: Sendable {
    /// A place where a pattern holds.
    struct Match: Sendable, Equatable {
        let range: Range<Int>
        /// Which group of patterns it belongs to.
        let group: Int
    }

    private var byFirst: [Unicode.Scalar: [(KoreanPattern, Int)]] = [:]
    private var others: [(KoreanPattern, Int)] = []

    init(_ groups: [[KoreanPattern]]) {
        for (group, patterns) in groups.enumerated() {
            for pattern in patterns {
                if let first = pattern.first {
                    self.byFirst[first, default: []].append((pattern, group))
                } else {
                    self.others.append((pattern, group))
                }
            }
        }
    }

    /// All matches that do not lie inside a longer one, in the order in which they end.
    func matches(in text: [Unicode.Scalar]) -> [Match] {
        var found: [Match] = []
        for (start, scalar) in text.enumerated() where Hangul.isSyllable(scalar) {
            var longest: Match?
            for (pattern, group) in self.byFirst[scalar] ?? [] {
                self.keepLonger(&longest, pattern.match(in: text, at: start), start, group)
            }
            for (pattern, group) in self.others {
                self.keepLonger(&longest, pattern.match(in: text, at: start), start, group)
            }
            // What starts later and ends no later lies inside.
            if let longest, found.last.map({ longest.range.upperBound > $0.range.upperBound }) ?? true {
                found.append(longest)
            }
        }
        return found
    }

    private func keepLonger(_ longest: inout Match?, _ end: Int?, _ start: Int, _ group: Int) {
        guard let end, end > longest?.range.upperBound ?? start else { return }
        longest = Match(range: start..<end, group: group)
    }
}
