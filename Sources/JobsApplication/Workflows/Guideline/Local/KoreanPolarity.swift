/// Decides between several predicates of one sentence. A ban that is read as a duty, or the reverse, is worse
/// than a demand that is missed: where neither clearly is what the sentence comes to, it is left out.
enum KoreanPolarity {
    /// One predicate and what it says.
    struct Finding: Sendable {
        let meaning: SentenceClass
        let range: Range<Int>
        /// Whether it is a "cannot" that was taken for a ban; it may also tell what follows from an omission.
        var isInability = false
    }

    /// What the predicates come to: a demand, `.ambiguous` where they speak against each other, or nil for none.
    static func demand(of all: [Finding], in text: [Unicode.Scalar]) -> SentenceClass? {
        let found = all.enumerated().filter { !self.continues($0.element, all[..<$0.offset], text) }.map(\.element)
        let asked = found.filter { $0.meaning == .obligation }
        let bans = found.filter { $0.meaning == .prohibition }
        let isCare = asked.contains { self.asksForCare($0, in: text) }
        if let reason = found.last(where: { self.isDemand($0.meaning) && self.isReason($0, in: text) }) {
            // "안 되니 주의하세요" is about the ban; "안 되므로 싸야 한다", "거쳐야 하므로 오래 걸린다" are not.
            let isLast = !found.contains { self.isDemand($0.meaning) && $0.range.lowerBound >= reason.range.upperBound }
            if reason.meaning == .prohibition ? !isCare : isLast { return .ambiguous }
        }
        let duties = bans.isEmpty ? asked : asked.filter { !self.asksForCare($0, in: text) }
        let isDouble = found.contains { $0.meaning == .doubleNegative }
        if isDouble { return bans.isEmpty ? .doubleNegative : .ambiguous }
        if let ban = bans.last, let duty = duties.last { return self.main(ban, duty, in: text) }
        if !bans.isEmpty { return .prohibition }
        if found.contains(where: { $0.meaning == .recommendation }) { return .recommendation }
        return duties.isEmpty ? nil : .obligation
    }

    /// Whether a predicate only ends an earlier negation: "말아 | 주세요", "않으면 | 안 된다".
    private static func continues(_ found: Finding, _ earlier: ArraySlice<Finding>, _ text: [Unicode.Scalar]) -> Bool {
        guard let last = earlier.last(where: { $0.meaning == .prohibition || $0.meaning == .doubleNegative }) else {
            return false
        }
        let end = last.range.upperBound
        guard found.range.lowerBound > end else { return found.meaning == .obligation || found.meaning == .prohibition }
        return found.range.lowerBound - end <= 2 && !text[end..<found.range.lowerBound].contains(" ")
    }

    /// "나가서는 안 되며, 어기면 경위서를 내야 한다": what follows from a breach is not the rule.
    private static func main(_ ban: Finding, _ duty: Finding, in text: [Unicode.Scalar]) -> SentenceClass {
        if ban.range.upperBound > duty.range.upperBound {
            let isConsequence = self.hasCondition(text, from: duty.range.upperBound, to: ban.range.lowerBound)
            if ban.isInability { return isConsequence ? .obligation : .ambiguous }
            return isConsequence ? .ambiguous : .prohibition
        }
        let isConsequence = self.hasCondition(text, from: ban.range.upperBound, to: duty.range.lowerBound)
        return isConsequence && !ban.isInability ? .prohibition : .ambiguous
    }

    private static func isDemand(_ meaning: SentenceClass) -> Bool {
        meaning == .obligation || meaning == .prohibition || meaning == .doubleNegative
    }

    private static func hasCondition(_ text: [Unicode.Scalar], from start: Int, to end: Int) -> Bool {
        guard start < end else { return false }
        return KoreanWords(text[start..<end]).words.contains(where: self.conditions.end)
    }

    private static let conditions = KoreanEndings("면 경우 경우에는 경우에 때 때는 때에는 시 시에는 자는 사람은 분은")

    /// Whether a clause only gives the reason for the one behind it.
    private static func isReason(_ found: Finding, in text: [Unicode.Scalar]) -> Bool {
        // Shorter rests are endings of the same predicate: "안 되기 때문이다".
        guard text.count - found.range.upperBound > 4 else { return self.because.end(text[found.range]) }
        return self.reasons.end(text[found.range])
    }

    private static let because = KoreanEndings("때문")
    private static let reasons = KoreanEndings("므로 니 때문")

    /// "양해 바랍니다", "주의하세요" ask for nothing new beside a ban.
    private static func asksForCare(_ found: Finding, in text: [Unicode.Scalar]) -> Bool {
        let near = text[max(0, found.range.lowerBound - 6)..<found.range.upperBound]
        return self.care.contains { word in
            near.indices.contains { near[$0...].starts(with: word) }
        }
    }

    private static let care = ["유의", "주의", "조심", "양해", "협조", "이해", "양지", "명심", "참고"].map { Array($0.unicodeScalars) }

    // MARK: - Single predicates

    /// Whether what a predicate demands is itself a negation: "누설하지 않을 의무가 있다", "안 들어가야 한다",
    /// "이상이 없어야 한다". The tables know the plain ones; what remains is left out.
    static func hasNegatedComplement(before start: Int, in text: [Unicode.Scalar]) -> Bool {
        var lower = start
        while lower > 0, text[lower - 1].isWordLike { lower -= 1 }
        // "없애야", "말려야" are other verbs.
        if self.negatedStems.end(text[lower..<start]), !"애려라".unicodeScalars.contains(text[start]) { return true }
        guard let previous = KoreanWords(text[..<lower]).words.last else { return false }
        if self.negatedWords.contain(previous) { return true }
        // Verbs take objects, and "이상 없음을 확인해야 한다" denies nothing; nouns take what they demand.
        let isNoun = lower == start && start + 1 < text.count && text[start + 1] != "야"
        return isNoun && self.negatedComplements.end(previous)
    }

    private static let negatedStems = KoreanEndings("없 않 말 아니 아니하 못하 금지 불가 않음 않기 말기")
    private static let negatedWords = KoreanEndings("안 못 말")
    private static let negatedComplements = KoreanEndings(
        """
        않을 아니할 말아야할 않음을 아니함을 않음이 없음을 없는 없을 아닌 아닐 않는 금지를 금지가 금지는 금지 불가를 불허를
        않기를
        """
    )

    /// "닷새 안에 삭제하되, 소송 중인 경우는 예외로 한다": what is released there is only a part of what stands before.
    static func isProviso(before start: Int, in text: [Unicode.Scalar]) -> Bool {
        text[..<start].indices.dropFirst().contains { text[$0] == "," && text[$0 - 1] == "되" }
    }

    /// "미리 알렸어야 한다" regrets what was not done.
    static func isPast(before start: Int, in text: [Unicode.Scalar]) -> Bool {
        guard start > 0 else { return false }
        return Hangul.final(of: text[start - 1]) == 20 && text[start - 1] != "있"
    }

    /// "누수가 생기지 않도록 한다": nobody does the verb, so that it is as much a duty to prevent as a ban.
    static func isPrevention(_ match: Range<Int>, in text: [Unicode.Scalar]) -> Bool {
        let rest = text[match].drop { $0 == "지" || $0 == " " }
        guard rest.starts(with: self.lest) || rest.starts(with: self.lestShort) else { return false }
        var lower = match.lowerBound
        while lower > 0, text[lower - 1].isWordLike { lower -= 1 }
        return self.events.end(text[lower..<match.lowerBound])
    }

    private static let lest = Array("않도록".unicodeScalars)
    private static let lestShort = Array("않게".unicodeScalars)
    private static let events = KoreanEndings(
        """
        되 생기 쌓이 끼이 다치 젖 빠지 섞이 넘치 막히 얼 상하 썩 녹 발생하 흐르 일어나 닿 들리 떨어지 넘어지 쓰러지 미끄러지 깨지
        터지 쏟아지 번지 남 묻 끊기 풀리 더러워지 어긋나 끼 새어나가 무너지 퍼지 꺼지 벌어지 흔들리 새 튀 늦
        """
    )

    /// Whether a permission holds only in part: "지정된 곳에서만 …", "회원에 한하여 …" also forbid the rest, and
    /// which of both is meant is left to the reader.
    static func isRestricted(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        KoreanWords(text).words.suffix(8).contains { self.only.end($0) && !self.but.end($0) && $0.count > 1 }
    }

    private static let only = KoreanEndings("만 만이 만을 한하여 한해 한해서 한정하여")
    private static let but = KoreanEndings("지만 다만 얼마만 야만 미만")
}
