/// Tells what a Korean sentence demands. Korean says at the end what a sentence is about, so predicates
/// are compared by what they cover: a longer one that contains a shorter one speaks for both.
enum KoreanClassifier {
    private static let predicates = KoreanPatternIndex(KoreanRules.predicates.map(\.patterns))
    private static let adverbs = KoreanPatternIndex([
        KoreanRules.obligingAdverbs, KoreanRules.softeningAdverbs,
    ])
    private static let ends = KoreanPatternIndex([KoreanRules.unclearEnds, KoreanRules.questions])
    private static let leadIns = KoreanPatternIndex([KoreanRules.prohibitingLeadIns, KoreanRules.permittingLeadIns])

    static func classify(_ text: [Unicode.Scalar]) -> SentenceClass {
        let ends = Self.ends.matches(in: text)
        if ends.contains(where: { $0.group == 1 && Self.isAtEnd($0, of: text) }) { return .notNormative }
        let matches = Self.predicates.matches(in: text)
        let found = matches.map { KoreanRules.predicates[$0.group].result }
        let adverbs = Self.adverbs.matches(in: text).map(\.group)
        // A denial in the middle ("필요는 없으나 기록해야 한다") leaves the last word to the end.
        if found.last == .negatedObligation { return .negatedObligation }
        for result in [SentenceClass.doubleNegative, .prohibition] where found.contains(result) { return result }
        if found.contains(.recommendation) { return .recommendation }
        let isOutcome = found.last == .permission && Self.hasCondition(in: text, before: matches.last)
        if found.contains(.obligation) || isOutcome { return adverbs.contains(1) ? .recommendation : .obligation }
        if found.contains(.permission) { return .permission }
        if found.contains(.ambiguous) { return .ambiguous }
        if found.contains(.negatedObligation) { return .negatedObligation }
        if adverbs.contains(0), !ends.contains(where: { Self.isAtEnd($0, of: text) }), Self.endsAsStatement(text) {
            return .obligation
        }
        return .plain
    }

    /// What a lead-in or heading says about the list below it: a ban, a permission, or nothing.
    static func leadIn(_ text: [Unicode.Scalar]) -> SentenceClass {
        let groups = Self.leadIns.matches(in: text).map(\.group)
        if groups.contains(1), !groups.contains(0) { return .permission }
        return groups.contains(0) ? (groups.contains(1) ? .ambiguous : .prohibition) : .plain
    }

    private static func isAtEnd(_ match: KoreanPatternIndex.Match, of text: [Unicode.Scalar]) -> Bool {
        match.range.upperBound + 1 >= text.count
    }

    /// "승인을 받아야 병합할 수 있다": what must come first is demanded although the end permits.
    private static func hasCondition(in text: [Unicode.Scalar], before match: KoreanPatternIndex.Match?) -> Bool {
        guard let match else { return false }
        for start in max(0, match.range.lowerBound - 30)..<match.range.lowerBound {
            for pattern in Self.conditions {
                guard let end = pattern.match(in: text, at: start), end <= match.range.lowerBound else { continue }
                return true
            }
        }
        return false
    }

    private static let conditions = KoreanPattern.expanded("A야(만|) ")

    /// An adverb binds only where a predicate follows; "반드시 확인 사항" is a noun, but still a demand.
    private static func endsAsStatement(_ text: [Unicode.Scalar]) -> Bool {
        guard let last = text.last else { return false }
        return Hangul.isSyllable(last) || last == ")" || last == ":"
    }
}
