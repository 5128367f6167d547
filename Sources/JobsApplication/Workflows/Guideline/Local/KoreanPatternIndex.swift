/// Many patterns, found by the two scalars they begin with, so that a sentence is read once whatever their number.
struct KoreanPatternIndex: Sendable {
    /// A place where a pattern holds.
    struct Match: Sendable, Equatable {
        let range: Range<Int>
        /// Which group of patterns it belongs to.
        let group: Int
    }

    /// By the first two scalars; 0 stands for a choice.
    private var byStart: [UInt64: [(KoreanPattern, Int)]] = [:]

    init(_ groups: [[KoreanPattern]]) {
        for (group, patterns) in groups.enumerated() {
            for pattern in patterns {
                let start = pattern.start
                self.byStart[Self.key(start.first, start.second), default: []].append((pattern, group))
            }
        }
    }

    private static func key(_ first: Unicode.Scalar?, _ second: Unicode.Scalar?) -> UInt64 {
        UInt64(first?.value ?? 0) << 32 | UInt64(second?.value ?? 0)
    }

    /// All matches that do not lie inside a longer one, in the order in which they end.
    func matches(in text: [Unicode.Scalar]) -> [Match] {
        var found: [Match] = []
        for (start, scalar) in text.enumerated() where Hangul.isSyllable(scalar) {
            var longest: Match?
            let next = start + 1 < text.count ? text[start + 1] : nil
            let afterSpace = next == " " && start + 2 < text.count ? text[start + 2] : nil
            for first in [scalar, nil] {
                self.search(Self.key(first, nil), text, start, &longest)
                if let next { self.search(Self.key(first, next), text, start, &longest) }
                if let afterSpace { self.search(Self.key(first, afterSpace), text, start, &longest) }
            }
            // What starts later and ends no later lies inside.
            if let longest, found.last.map({ longest.range.upperBound > $0.range.upperBound }) ?? true {
                found.append(longest)
            }
        }
        return found
    }

    private func search(_ key: UInt64, _ text: [Unicode.Scalar], _ start: Int, _ longest: inout Match?) {
        for (pattern, group) in self.byStart[key] ?? [] {
            self.keepLonger(&longest, pattern.match(in: text, at: start), start, group)
        }
    }

    private func keepLonger(_ longest: inout Match?, _ end: Int?, _ start: Int, _ group: Int) {
        guard let end, end > start else { return }
        if let current = longest {
            // Of two that cover the same, the group that is asked first speaks.
            let isBetter = end > current.range.upperBound || end == current.range.upperBound && group < current.group
            guard isBetter else { return }
        }
        longest = Match(range: start..<end, group: group)
    }
}
