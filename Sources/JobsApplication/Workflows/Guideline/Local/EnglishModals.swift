/// Judges "must", "shall", "may", "should" and "is to": what they say turns with their subject, with
/// "not", and with the verb after them.
struct EnglishModals {
    private let text: EnglishText
    private let words: [String]
    private let clauses: EnglishClauses

    init(_ text: EnglishText, _ clauses: EnglishClauses) {
        self.text = text
        self.words = text.words
        self.clauses = clauses
    }

    func verdict(at index: Int) -> SentenceClass? {
        switch self.words[index] {
        case "must", "shall", "mustn't", "shan't": self.duty(at: index)
        case "may": self.permission(at: index)
        case "should", "shouldn't": self.advice(at: index)
        case "is", "are": self.isTo(at: index)
        default: nil
        }
    }

    // MARK: - Must and shall

    private func duty(at index: Int) -> SentenceClass? {
        let modal = self.words[index]
        // "You must, however, sign" and "must under no circumstances leave": the verb comes later.
        var verb = index + 1
        var isDenied = modal.hasSuffix("n't")
        while verb < self.words.count {
            let word = self.words[verb]
            if word == "not" || word == "never" || word == "neither" {
                isDenied = true
            } else if !EnglishRules.isAdverb(word) {
                break
            }
            verb += 1
        }
        // "Under no circumstances must …" is judged by its phrase.
        if self.isFronted(before: index) { return nil }
        if isDenied, self.words[(index + 1)..<verb].contains("only") { return .doubleNegative }
        switch self.clauses.subject(of: index) {
        case .partial: return .negatedObligation
        case .negative:
            if isDenied { return .ambiguous }
            return self.forbidden(verb, modal)
        case .plain, .exclusive: return isDenied ? self.forbidden(verb, modal) : self.demanded(verb, modal, index)
        }
    }

    private func isFronted(before index: Int) -> Bool {
        self.words[max(0, index - 6)..<index].contains {
            $0 == "circumstances" || $0 == "account" || $0 == "condition" || $0 == "conditions"
        } && self.words[max(0, index - 8)..<index].contains("no")
    }

    private func forbidden(_ verb: Int, _ modal: String) -> SentenceClass? {
        let word = self.text.word(verb)
        if EnglishDemands.omissions.contains(word) { return .doubleNegative }
        if modal == "shall",
            ["prevent", "preclude", "prohibit", "restrict", "limit", "affect", "oblige", "require"].contains(word)
        {
            return .negatedObligation
        }
        if word == "apply" || word == "mean" { return modal == "must" ? .prohibition : nil }
        if word == "need" || word == "have", self.text.word(verb + 1) == "to" { return .negatedObligation }
        if word == "be" {
            let next = self.predicate(after: verb)
            if ["required", "obliged", "obligated", "needed", "necessary", "expected"].contains(next) {
                return .negatedObligation
            }
            if ["prohibited", "forbidden", "barred", "banned"].contains(next) { return .negatedObligation }
            if ["exempt", "excused", "exempted", "omitted", "forgotten", "neglected", "overlooked", "skipped"].contains(
                next
            ) {
                return .doubleNegative
            }
            if modal != "must", ["construed", "deemed", "interpreted", "liable"].contains(next) { return nil }
        }
        return .prohibition
    }

    private func demanded(_ verb: Int, _ modal: String, _ index: Int) -> SentenceClass? {
        let word = self.text.word(verb)
        if EnglishDemands.conclusions.contains(word) { return .notNormative }
        if self.words[(index + 1)..<min(verb, self.words.count)].contains(where: {
            $0 == "surely" || $0 == "presumably" || $0 == "probably"
        }) {
            return .notNormative
        }
        if word == "have", self.isParticiple(self.predicate(after: verb)) {
            return self.isPerfectDuty(index) ? .obligation : .notNormative
        }
        if modal == "shall", EnglishDemands.definitions.contains(word) { return nil }
        if modal == "shall", self.words.starts(with: ["for", "the"]), self.text.word(2).hasPrefix("purpose") {
            return nil
        }
        if ["refrain", "avoid", "abstain", "desist"].contains(word) { return .prohibition }
        if word == "have", modal == "shall", ["right", "option"].contains(self.text.word(verb + 2)) {
            return .permission
        }
        if self.text.hasNegativeObject(after: verb) { return .prohibition }
        if ["come", "stem", "result"].contains(word), self.text.word(verb + 1) == "from" { return .notNormative }
        guard word == "be" else { return .obligation }
        let next = self.predicate(after: verb)
        // "The disk must be failing" concludes; "staff must be wearing a badge" demands.
        if next.hasSuffix("ing"), next.count > 5, !self.text.hasPerson(before: index) { return .notNormative }
        if ["this", "that", "it"].contains(self.text.word(index - 1)), ["the", "a"].contains(next) {
            return .notNormative
        }
        if ["avoided", "prohibited", "forbidden", "banned", "refused"].contains(next) { return .prohibition }
        if EnglishDemands.conclusionPredicates.contains(next) { return .notNormative }
        if modal == "shall" {
            if ["deemed", "construed", "called", "known", "interpreted"].contains(next) { return nil }
            if ["free", "entitled", "allowed", "permitted", "exempt"].contains(next) { return .permission }
        }
        let said = self.words[verb...].prefix(4)
        if said.contains(where: EnglishDemands.conclusionNouns.contains) { return .notNormative }
        return .obligation
    }

    private func predicate(after verb: Int) -> String {
        var next = verb + 1
        while EnglishRules.isAdverb(self.text.word(next)) { next += 1 }
        return self.text.word(next)
    }

    private func isParticiple(_ word: String) -> Bool {
        if ["the", "a", "an"].contains(word) { return false }
        let nouns = ["oxygen", "token", "kitchen", "garden", "women", "children", "linen", "screen", "green", "seven"]
        if word.count > 4, word.hasSuffix("en"), !nouns.contains(word) { return true }
        return word.count > 3 && word.hasSuffix("ed") && word != "need" && word != "advanced" && word != "unlimited"
            || [
                "been", "had", "done", "gone", "made", "taken", "given", "known", "seen", "left", "got", "gotten",
                "come",
                "become", "fallen", "written", "broken", "lost", "found", "held", "kept", "sent", "built", "read",
                "run",
                "set", "begun", "chosen", "forgotten", "meant", "paid", "stood", "spent", "told", "thought", "put",
                "hit",
                "cut", "shut", "let", "struck", "leaked", "slipped", "grown", "risen", "worn", "driven", "stolen",
                "met",
            ].contains(word)
    }

    /// "Applicants must have completed two years": of people, with nothing that points to a conclusion.
    private func isPerfectDuty(_ index: Int) -> Bool {
        let duties = [
            "completed", "passed", "attended", "held", "signed", "registered", "paid", "received", "lived", "obtained",
        ]
        return duties.contains(self.text.word(index + 2)) && self.text.hasPerson(before: index)
            && self.clauses.condition.isEmpty && !self.text.hasEvidence
    }

    // MARK: - May

    private func permission(at index: Int) -> SentenceClass? {
        let next = self.text.word(index + 1)
        // "by May 2026", "in May": the month.
        if next.unicodeScalars.first?.isASCIIDigit ?? true, next != "" { return nil }
        let before = self.text.word(index - 1)
        if ["in", "by", "of", "from", "until", "since", "early", "late", "mid", "last"].contains(before) { return nil }
        if before.unicodeScalars.first?.isASCIIDigit ?? false, next == "" || next == "," { return nil }
        if index == 0, EnglishVerbs.finiteVerbs.contains(next) { return nil }
        if self.words.first == "not", self.text.word(1) == "until" { return .prohibition }
        if self.isFronted(before: index) { return nil }
        if before == "alone" { return .prohibition }
        if before == "nor" || self.words.first == "neither" { return .prohibition }
        if ["want", "wish", "like", "prefer"].contains(next), before == "you" { return .recommendation }
        if self.words.starts(with: ["no", "more", "than"]) { return .prohibition }
        switch self.clauses.subject(of: index) {
        case .negative:
            if next == "not" { return .ambiguous }
            if EnglishDemands.omissions.contains(next) { return .doubleNegative }
            if next == "be", ["required", "obliged", "expected"].contains(self.text.word(index + 2)) {
                return .negatedObligation
            }
            return .prohibition
        case .partial: return .ambiguous
        case .exclusive: return next == "not" ? .ambiguous : .prohibition
        case .plain: break
        }
        if next == "only" { return .prohibition }
        if next == "not" || next == "never" { return self.mayNot(index) }
        // "may be opened only by the keeper".
        let clause = self.words[(index + 1)...].prefix { !EnglishRules.clauseSigns.contains($0) }
        if let only = clause.firstIndex(of: "only"), only <= index + 5,
            ["by", "after", "with", "if", "when", "in", "on", "to", "for", "at", "from", "where"].contains(
                self.text.word(only + 1)
            )
        {
            return .prohibition
        }
        return .permission
    }

    private func mayNot(_ index: Int) -> SentenceClass {
        var verb = index + 2
        while EnglishRules.adverbs.contains(self.text.word(verb)) { verb += 1 }
        let word = self.text.word(verb)
        if EnglishDemands.omissions.contains(word) { return .doubleNegative }
        let isPerson = self.text.hasPerson(before: index)
        if word == "be" {
            let next = self.predicate(after: verb)
            return EnglishDemands.guesses.contains(next) ? .ambiguous : .prohibition
        }
        // What a person may not "apply" for is a ban; what a rule may not "apply" to is a guess.
        let isPersonal = ["apply", "work", "show", "help", "always", "arrive", "contain"].contains(word) && isPerson
        return EnglishDemands.guesses.contains(word) && !isPersonal ? .ambiguous : .prohibition
    }

    // MARK: - Should

    private func advice(at index: Int) -> SentenceClass? {
        // "Should you need help, …" asks; "should have been" looks back.
        if index == 0 { return nil }
        if self.isFronted(before: index) { return nil }
        var verb = index + 1
        while EnglishRules.adverbs.contains(self.text.word(verb)) { verb += 1 }
        let word = self.text.word(verb)
        if word == "have", self.isParticiple(self.predicate(after: verb)) { return .notNormative }
        if word == "need" || word == "have", self.text.word(verb + 1) == "to" { return nil }
        let isForecast = ["take", "arrive", "appear", "look", "suffice", "last", "work"].contains(word)
        if isForecast, !self.text.hasPerson(before: index) { return nil }
        if word == "be",
            ["enough", "sufficient", "able", "necessary", "fine", "obvious"].contains(self.predicate(after: verb))
        {
            return nil
        }
        return .recommendation
    }

    // MARK: - Is to

    /// "The form is to be signed", "Every guest is to sign in".
    private func isTo(at index: Int) -> SentenceClass? {
        var place = index + 1
        while EnglishRules.adverbs.contains(self.text.word(place)), self.text.word(place) != "not" { place += 1 }
        guard self.text.word(place) == "to" else { return nil }
        let verb = self.text.word(place + 1)
        let participle = verb == "be" ? self.text.word(place + 2) : ""
        if EnglishDemands.descriptions.contains(verb) || EnglishDemands.descriptions.contains(participle) { return nil }
        let subject = self.words[max(0, index - 8)..<index]
        if subject.contains(where: EnglishDemands.purposes.contains) { return nil }
        if ["there", "it", "this", "that", "what"].contains(self.text.word(index - 1)) { return nil }
        let isState = ["remain", "stay", "bear", "contain", "carry"].contains(verb)
        guard verb == "be" && participle != "" || isState || self.text.hasPerson(before: index) else { return nil }
        switch self.clauses.subject(of: index) {
        case .negative: return self.isOmitted(place + 1) ? .doubleNegative : .prohibition
        case .exclusive: return .prohibition
        case .partial: return .negatedObligation
        case .plain:
            if self.words[index...place].contains("never") { return .prohibition }
            return participle == "avoided" || verb == "refrain" ? .prohibition : .obligation
        }
    }

    private func isOmitted(_ verb: Int) -> Bool { EnglishDemands.omissions.contains(self.text.word(verb)) }
}
