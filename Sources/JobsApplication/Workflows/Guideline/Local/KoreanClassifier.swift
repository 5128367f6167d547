/// Tells what a Korean sentence demands. Korean says at the end what a sentence is about, so predicates
/// are compared by what they cover: a longer one that contains a shorter one speaks for both.
enum KoreanClassifier {
    private static let predicates = KoreanPatternIndex(KoreanRules.predicates.map(\.patterns))
    private static let adverbs = KoreanPatternIndex([
        KoreanRules.obligingAdverbs, KoreanRules.softeningAdverbs,
    ])
    private static let ends = KoreanPatternIndex([KoreanRules.unclearEnds, KoreanRules.questions])
    private static let leadIns = KoreanPatternIndex([KoreanRules.prohibitingLeadIns, KoreanRules.permittingLeadIns])
    private static let holders = KoreanPatternIndex([KoreanRules.holders, KoreanRules.heldDuties])
    private static let sources = KoreanPatternIndex([KoreanRules.reports, KoreanRules.bindingReports])

    static func classify(_ text: [Unicode.Scalar]) -> SentenceClass {
        let ends = Self.ends.matches(in: text)
        if ends.contains(where: { $0.group == 1 && Self.isAtEnd($0, of: text) }) { return .notNormative }
        let sources = Self.sources.matches(in: text).map(\.group)
        if sources.contains(0), !sources.contains(1) { return .notNormative }
        if let keyword = KoreanKeyword.atEnd(of: text) { return keyword }
        let matches = Self.predicates.matches(in: text)
        var findings = matches.map { Self.finding($0, in: text) }
        if let keyword = KoreanKeyword.inside(text) {
            findings.append(KoreanPolarity.Finding(meaning: keyword, range: text.count..<text.count))
        }
        let adverbs = Self.adverbs.matches(in: text).map(\.group)
        if let demand = Self.demand(in: findings, text) {
            return adverbs.contains(1) && demand != .ambiguous ? .recommendation : demand
        }
        if let release = Self.release(in: findings, text) { return release }
        let isOpen = !ends.contains { Self.isAtEnd($0, of: text) }
        if adverbs.contains(0), isOpen, Self.endsAsStatement(text) { return .obligation }
        guard let instruction = KoreanInstruction.classify(text) else { return .plain }
        return adverbs.contains(1) ? .recommendation : instruction
    }

    /// What a lead-in or heading says about the list below it: a ban, a permission, or nothing.
    static func leadIn(_ text: [Unicode.Scalar]) -> SentenceClass {
        let groups = Self.leadIns.matches(in: text).map(\.group)
        if groups.contains(1), !groups.contains(0) { return .permission }
        return groups.contains(0) ? (groups.contains(1) ? .ambiguous : .prohibition) : .plain
    }

    // MARK: - Predicates

    /// A predicate, as its verb and subject turn it.
    private static func finding(_ match: KoreanPatternIndex.Match, in text: [Unicode.Scalar]) -> KoreanPolarity.Finding
    {
        let result = KoreanRules.predicates[match.group].result
        let meaning = self.meaning(of: match, result, in: text)
        let isInability = result == .ambiguous && meaning == .prohibition
        return KoreanPolarity.Finding(meaning: meaning, range: match.range, isInability: isInability)
    }

    private static func meaning(
        of match: KoreanPatternIndex.Match,
        _ result: SentenceClass,
        in text: [Unicode.Scalar]
    ) -> SentenceClass {
        let start = match.range.lowerBound
        switch result {
        case .prohibition:
            if Self.isOmission(before: match, in: text) { return .doubleNegative }
            return KoreanPolarity.isPrevention(match.range, in: text) ? .ambiguous : .prohibition
        case .ambiguous:
            if Self.isOmission(before: match, in: text) { return .doubleNegative }
            return KoreanAbility.forbids(text, from: start) ? .prohibition : .ambiguous
        case .obligation:
            if KoreanPolarity.isPast(before: start, in: text) { return .plain }
            return KoreanPolarity.hasNegatedComplement(before: start, in: text) ? .ambiguous : .obligation
        case .permission:
            if Self.isExclusive(before: match, in: text) { return .prohibition }
            return KoreanPolarity.isRestricted(text[..<start]) ? .ambiguous : .permission
        default: return result
        }
    }

    /// The strongest demand among the predicates; exceptions ("… 경우는 제외한다") leave it standing.
    private static func demand(in found: [KoreanPolarity.Finding], _ text: [Unicode.Scalar]) -> SentenceClass? {
        let demand = KoreanPolarity.demand(of: found, in: text)
        if let demand, demand != .obligation { return demand }
        if Self.holders.matches(in: text).contains(where: { $0.group == 0 && Self.isAtEnd($0, of: text) }),
            Self.holders.matches(in: text).contains(where: { $0.group == 1 })
        {
            return .obligation
        }
        if demand == nil, let last = found.last, last.meaning == .permission,
            Self.hasCondition(in: text, before: last.range.lowerBound)
        {
            return .obligation
        }
        return demand
    }

    /// What a sentence without a demand leaves open. Only its main clause releases or permits: what follows
    /// "할 필요는 없으며" may demand in a way that no table knows.
    private static func release(in found: [KoreanPolarity.Finding], _ text: [Unicode.Scalar]) -> SentenceClass? {
        guard let last = found.last(where: { [.negatedObligation, .permission].contains($0.meaning) }) else {
            return found.contains { $0.meaning == .ambiguous } ? .ambiguous : nil
        }
        let isMain = found.last?.range == last.range && text.count - last.range.upperBound <= Self.longestEnding
        guard isMain, !KoreanPolarity.isProviso(before: last.range.lowerBound, in: text) else { return .ambiguous }
        return last.meaning
    }

    /// What may follow a pattern inside its own predicate: "않아도 | 됩니다".
    private static let longestEnding = 8

    /// "잊지 마세요", "생략할 수 없다": what must not be left out is demanded.
    private static func isOmission(before match: KoreanPatternIndex.Match, in text: [Unicode.Scalar]) -> Bool {
        // The pattern may begin inside the verb, at its last syllable.
        let end = min(match.range.lowerBound + 1, text.count)
        let lower = max(0, end - 8)
        return (lower..<end).contains { start in
            guard KoreanRules.omissions.contains(where: { text[start..<match.range.upperBound].starts(with: $0) })
            else {
                return false
            }
            // "잊으면 복구할 수 없다": another verb follows. "소홀히 해서는": an adverb does not.
            let between = text[start..<max(start, match.range.lowerBound)]
            return !between.contains(" ") || "게소등".unicodeScalars.contains(text[start])
        }
    }

    /// "관리자만 지울 수 있다": permitted to some, and so forbidden to the rest.
    private static func isExclusive(before match: KoreanPatternIndex.Match, in text: [Unicode.Scalar]) -> Bool {
        KoreanWords(text[..<match.range.lowerBound]).words.suffix(8).contains { word in
            if Self.onlyThen.end(word) { return true }
            let noun = word.prefix { $0 != "만" }
            let particle = word.dropFirst(noun.count)
            guard particle.elementsEqual("만".unicodeScalars) || particle.elementsEqual("만이".unicodeScalars) else {
                return false
            }
            return KoreanWords.isPerson(Self.dative.end(noun) ? noun.dropLast(2) : noun)
        }
    }

    private static let onlyThen = KoreanEndings("에만 때만 경우만")
    private static let dative = KoreanEndings("에게")

    private static func isAtEnd(_ match: KoreanPatternIndex.Match, of text: [Unicode.Scalar]) -> Bool {
        match.range.upperBound + 1 >= text.count
    }

    /// "승인을 받아야 병합할 수 있다": what must come first is demanded although the end permits.
    private static func hasCondition(in text: [Unicode.Scalar], before place: Int) -> Bool {
        for start in max(0, place - 40)..<place {
            for pattern in Self.conditions {
                guard let end = pattern.match(in: text, at: start), end <= place else { continue }
                return true
            }
        }
        return false
    }

    private static let conditions = KoreanPattern.expanded("A야(만|) ") + KoreanPattern.expanded("(후|뒤|다음)에야 ")

    /// An adverb binds only where a predicate follows; "반드시 확인 사항" is a noun, but still a demand.
    private static func endsAsStatement(_ text: [Unicode.Scalar]) -> Bool {
        guard let last = text.last else { return false }
        return Hangul.isSyllable(last) || last == ")" || last == ":"
    }
}
