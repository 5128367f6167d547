/// Tells what an English sentence demands.
struct EnglishClassifier {
    private let text: EnglishText
    private let words: [String]
    /// The leading clause that only names a condition or place ("If …,"): its verbs demand nothing.
    private let condition: Range<Int>

    static func classify(_ text: EnglishText) -> SentenceClass {
        guard !text.words.isEmpty else { return .plain }
        return EnglishClassifier(text).classification
    }

    /// What a lead-in or heading says about the list below it: a ban, a permission, or nothing.
    static func leadIn(_ text: EnglishText) -> SentenceClass {
        if EnglishRules.prohibitingLeadIns.occurs(in: text.words) {
            let isMixed = EnglishRules.permittingLeadIns.places(in: text.words).contains { text.word($0 + 1) != "not" }
            return isMixed ? .ambiguous : .prohibition
        }
        return EnglishRules.permittingLeadIns.occurs(in: text.words) ? .permission : .plain
    }

    private init(_ text: EnglishText) {
        self.text = text
        self.words = text.words
        self.condition = Self.condition(of: text.words)
    }

    private static func condition(of words: [String]) -> Range<Int> {
        var start = 0
        while start < words.count, EnglishRules.openers.contains(words[start]) { start += 1 }
        guard start < words.count, EnglishRules.subordinators.contains(words[start]),
            let comma = words[start...].firstIndex(of: ",")
        else { return 0..<0 }
        return start..<comma
    }

    private var classification: SentenceClass {
        let denial = self.denial
        if denial != nil, !self.demandsElsewhere(than: denial) { return .negatedObligation }
        if EnglishRules.past.occurs(in: self.words) || self.isReported { return .notNormative }
        if self.occurs(EnglishRules.doubleNegative) { return .doubleNegative }
        if self.isProhibition { return .prohibition }
        if self.isRecommendation { return .recommendation }
        if self.isObligation { return .obligation }
        if self.occurs(EnglishRules.ambiguous) { return .ambiguous }
        if self.isPermission { return .permission }
        return self.isImperative ? .imperative : .plain
    }

    /// Whether a phrase begins outside the condition.
    private func occurs(_ phrases: EnglishPhrases) -> Bool {
        phrases.places(in: self.words).contains { !self.condition.contains($0) }
    }

    // MARK: - Denials and reports

    /// Where the sentence says that something is not demanded or not forbidden.
    private var denial: Int? {
        if let place = EnglishRules.negated.places(in: self.words).first(where: { !self.condition.contains($0) }) {
            // "do not have to" in a relative clause describes; it is a denial all the same.
            return place
        }
        return self.words.indices.first { index in
            guard !self.condition.contains(index), EnglishRules.demanding.contains(self.words[index]) else {
                return false
            }
            for before in stride(from: index - 1, through: max(0, index - 3), by: -1) {
                if EnglishRules.clauseSigns.contains(self.words[before]) { return false }
                if EnglishRules.deniers.contains(self.words[before]) { return true }
            }
            return false
        }
    }

    /// "You need not sign, but you must read it": the other clause still demands.
    private func demandsElsewhere(than denial: Int?) -> Bool {
        guard let denial else { return false }
        let before = self.words[..<denial].lastIndex { EnglishRules.clauseSigns.contains($0) } ?? -1
        let after = self.words[denial...].firstIndex { EnglishRules.clauseSigns.contains($0) } ?? self.words.count
        return self.words.indices.contains { index in
            guard index <= before || index >= after, !self.condition.contains(index) else { return false }
            let word = self.words[index]
            return word == "must" || word == "shall" || (word.hasPrefix("ha") && self.isHaveTo(index))
        }
    }

    private func isHaveTo(_ index: Int) -> Bool {
        ["have", "has"].contains(self.words[index]) && self.text.word(index + 1) == "to"
            && !EnglishRules.softeners.contains(self.text.word(index - 1))
    }

    private var isReported: Bool {
        self.words.indices.contains { index in
            // "It must not be assumed that …" reports nobody.
            if EnglishRules.formsOfBe.contains(self.text.word(index - 1)) { return false }
            if EnglishRules.reports.contains(self.words[index]) { return true }
            guard EnglishRules.reportsThat.contains(self.words[index]) else { return false }
            return ["that", "us", "them", "me", "him", "her"].contains(self.text.word(index + 1))
                || self.text.word(index + 2) == "that"
        }
    }

    // MARK: - Demands

    private var isProhibition: Bool {
        for index in self.words.indices where !self.condition.contains(index) {
            if EnglishRules.prohibition.length(in: self.words, at: index) > 0 { return true }
            switch self.words[index] {
            case "may":
                if self.text.word(index + 1) == "not", self.isBan(mayNotAt: index) { return true }
                if self.hasNegativeSubject(before: index) { return true }
            case "must", "shall":
                if self.hasNegativeSubject(before: index) { return true }
            case "don't":
                if self.text.beginsClause(index), !["hesitate", "worry"].contains(self.text.word(index + 1)) {
                    return true
                }
            case "do":
                if self.text.word(index + 1) == "not", self.text.beginsClause(index),
                    !["hesitate", "worry"].contains(self.text.word(index + 2))
                {
                    return true
                }
            case "never":
                if self.text.beginsClause(index) { return true }
            default:
                if EnglishRules.banning.contains(self.words[index]), self.isPredicate(index) { return true }
            }
        }
        return false
    }

    private func isBan(mayNotAt index: Int) -> Bool {
        let next = self.text.word(index + 2)
        if next == "be" { return !EnglishRules.guesses.contains(self.text.word(index + 3)) }
        return !EnglishRules.guesses.contains(next)
    }

    /// "No visitor may …", "Nobody from outside shall …", within one clause.
    private func hasNegativeSubject(before index: Int) -> Bool {
        for before in stride(from: index - 1, through: max(0, index - 8), by: -1) {
            let word = self.words[before]
            if EnglishRules.clauseSigns.contains(word) { return false }
            if ["no", "nobody", "none", "neither", "nothing"].contains(word) {
                // "No later than Friday you must": there "no" belongs to the date.
                let next = self.text.word(before + 1)
                return self.text.beginsClause(before) && next != "later" && next != "sooner" && next != "matter"
            }
        }
        return false
    }

    /// Whether an adjective is what is said ("is strictly prohibited"), and not part of a name
    /// ("prohibited items").
    private func isPredicate(_ index: Int) -> Bool {
        var before = index - 1
        while before >= 0, EnglishRules.adverbs.contains(self.words[before]) { before -= 1 }
        if before >= 0, EnglishRules.formsOfBe.contains(self.words[before]) {
            return !(before > 0 && EnglishRules.relatives.contains(self.words[before - 1]))
        }
        // "Smoking prohibited": a headline without a verb.
        let isLast = index == self.words.count - 1
        let isCondition =
            before >= 0 && (EnglishRules.subordinators.contains(self.words[before]) || self.words[before] == "where")
        return isLast && before >= 0 && !isCondition
            && !EnglishVerbs.finiteVerbs.contains(where: { self.words.contains($0) })
    }

    private var isRecommendation: Bool {
        for index in self.words.indices where !self.condition.contains(index) {
            if EnglishRules.recommendation.length(in: self.words, at: index) > 0 {
                let word = self.words[index]
                // "Should you need help, …" asks; "files that should be kept" describes.
                if word == "should", index == 0 || EnglishRules.relatives.contains(self.text.word(index - 1)) {
                    continue
                }
                // "the recommended version" names; "is recommended" recommends.
                if word == "recommended" || word == "encouraged" || word == "discouraged", !self.isVerbal(index) {
                    continue
                }
                return true
            }
            if EnglishRules.recommendingVerbs.contains(self.words[index]), self.beginsCommand(index) { return true }
        }
        return false
    }

    private func isVerbal(_ index: Int) -> Bool {
        if index == self.words.count - 1 { return true }
        var before = index - 1
        while before >= 0,
            EnglishRules.adverbs.contains(self.words[before]) || self.words[before].hasSuffix("ly")
                || self.words[before] == "not"
        {
            before -= 1
        }
        return before >= 0 && EnglishRules.formsOfBe.contains(self.words[before])
    }

    private var isObligation: Bool {
        for index in self.words.indices where !self.condition.contains(index) {
            let word = self.words[index]
            if EnglishRules.obligation.length(in: self.words, at: index) > 0, self.binds(index, word) { return true }
            if self.requiresConsent(index, word) { return true }
            if word == "ensure", self.beginsCommand(index) { return true }
            if EnglishRules.obligingAdjectives.contains(word), self.isPredicate(index) { return true }
            if word == "required", self.text.word(index + 1) == "to", self.text.word(index - 1) != "as" { return true }
            // "Only trained staff may enter" is a demand on everybody else.
            if word == "only", self.text.beginsClause(index), self.words[index...].prefix(8).contains("may") {
                return true
            }
        }
        return false
    }

    private func binds(_ index: Int, _ word: String) -> Bool {
        let before = self.text.word(index - 1)
        if EnglishRules.relatives.contains(before) { return before == "that" && self.isAfterEnsure(index - 1) }
        switch word {
        case "have", "has", "need", "needs":
            return !EnglishRules.softeners.contains(before) && !self.isConditional(index)
        case "make": return self.text.beginsClause(index)
        default: return !self.isConditional(index)
        }
    }

    /// "Every exception requires written approval."
    private func requiresConsent(_ index: Int, _ word: String) -> Bool {
        guard ["requires", "require", "needs", "need"].contains(word), index > 0 else { return false }
        let before = self.text.word(index - 1)
        let isOpen = !EnglishRules.softeners.contains(before) && !EnglishRules.clauseSigns.contains(before)
        return isOpen && !self.isConditional(index) && !self.hasNegativeSubject(before: index)
            && self.words[index...].prefix(6).contains(where: EnglishRules.requirements.contains)
    }

    private func isAfterEnsure(_ index: Int) -> Bool { self.text.word(index - 1) == "ensure" }

    /// Whether the nearest words before open a condition: "if you have to", "unless staff must".
    private func isConditional(_ index: Int) -> Bool {
        for before in stride(from: index - 1, through: max(0, index - 4), by: -1) {
            let word = self.words[before]
            if EnglishRules.clauseSigns.contains(word) { return false }
            if ["if", "unless", "when", "whenever", "whether"].contains(word) { return true }
        }
        return false
    }

    private var isPermission: Bool {
        EnglishRules.permission.places(in: self.words).contains { index in
            guard !self.condition.contains(index) else { return false }
            // "by May 2026": the month.
            return self.words[index] != "may"
                || !(self.text.word(index + 1).unicodeScalars.first?.isASCIIDigit ?? false)
        }
    }

    // MARK: - Commands

    private var isImperative: Bool {
        self.words.indices.contains { index in
            // Commands stand first, or right after the condition; anything later is a list of nouns.
            guard index == 0 || self.isRightAfterOpening(index) else { return false }
            let word = self.words[index]
            return (EnglishVerbs.plain.contains(word) || EnglishVerbs.nounsToo.contains(word))
                && self.beginsCommand(index)
        }
    }

    private func isRightAfterOpening(_ index: Int) -> Bool {
        var before = index - 1
        while before >= 0, EnglishRules.openers.contains(self.words[before]) { before -= 1 }
        if before < 0 { return true }
        return self.words[before] == "," && self.condition.upperBound == before && !self.condition.isEmpty
            || self.words[before] == ":" && before <= 3
    }

    private func beginsCommand(_ index: Int) -> Bool {
        guard self.isRightAfterOpening(index), index + 1 < self.words.count else { return false }
        let next = self.words[index + 1]
        if EnglishVerbs.objectStarters.contains(next) { return true }
        if next == "of" || EnglishVerbs.finiteVerbs.contains(next) || EnglishRules.clauseSigns.contains(next) {
            return false
        }
        guard EnglishVerbs.nounsToo.contains(self.words[index]) else { return true }
        // "Test results are kept" has its verb later; "Label containers clearly" has none.
        let clause = self.words[(index + 1)...].prefix {
            !["that", "which", "who", "if", "when", "unless", "before", "until", "after", ",", ";"].contains($0)
        }
        return clause.count >= 2 && !clause.contains { EnglishVerbs.finiteVerbs.contains($0) }
    }
}
