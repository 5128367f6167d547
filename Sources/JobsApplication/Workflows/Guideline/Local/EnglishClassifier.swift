/// Tells what an English sentence demands.
///
/// Every word that can demand is judged where it stands: whether its clause is the sentence's own, who
/// its subject is, and whether it is denied. What all of them say together is the sentence's class.
struct EnglishClassifier {
    private let text: EnglishText
    private let words: [String]
    private let clauses: EnglishClauses
    private let commands: EnglishCommands

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
        self.clauses = EnglishClauses(text)
        self.commands = EnglishCommands(text, condition: self.clauses.condition)
    }

    private var classification: SentenceClass {
        if self.clauses.isAttributed { return .notNormative }
        var found: Set<SentenceClass> = []
        for index in self.words.indices where !self.clauses.condition.contains(index) {
            if let result = self.verdict(at: index), !self.clauses.isEmbedded(index) { found.insert(result) }
        }
        let isSoftened = EnglishDemands.softening.occurs(in: self.words)
        let isCommand = self.commands.exist
        if found.contains(.doubleNegative) { return .doubleNegative }
        if found.contains(.prohibition) { return isSoftened && !self.hasStrongModal ? .recommendation : .prohibition }
        if found.contains(.obligation) { return isSoftened && !self.hasStrongModal ? .recommendation : .obligation }
        if found.contains(.recommendation) { return .recommendation }
        if isCommand { return isSoftened ? .recommendation : self.commands.isNegative ? .prohibition : .imperative }
        if found.contains(.negatedObligation) { return .negatedObligation }
        if found.contains(.notNormative) || EnglishRules.past.occurs(in: self.words) { return .notNormative }
        if self.words.contains(where: EnglishRules.reports.contains) { return .notNormative }
        if found.contains(.ambiguous) { return .ambiguous }
        if found.contains(.permission) { return .permission }
        return ["ideally", "preferably"].contains(self.words[0]) ? .recommendation : .plain
    }

    private var hasStrongModal: Bool {
        self.words.contains("must") || self.words.contains("shall") || self.words.contains("mustn't")
    }

    /// What the word at a place says by itself; nil where it says nothing.
    private func verdict(at index: Int) -> SentenceClass? {
        let word = self.words[index]
        guard EnglishDemands.triggers.contains(word) else { return nil }
        let modals = EnglishModals(self.text, self.clauses)
        if let result = modals.verdict(at: index) { return result }
        if EnglishDemands.negated.length(in: self.words, at: index) > 0 {
            return self.isHidden(index) ? nil : .negatedObligation
        }
        if EnglishDemands.doubleNegative.length(in: self.words, at: index) > 0 { return .doubleNegative }
        let ban = EnglishDemands.prohibition.length(in: self.words, at: index)
        if ban > 0 { return self.ban(at: index, ban) }
        if let result = self.command(at: index) { return result }
        if word == "ensure", self.commands.begin(at: index) { return .obligation }
        let adjectives = EnglishPredicates(self.text, self.clauses)
        if let result = adjectives.verdict(at: index) { return result }
        if EnglishDemands.recommendation.length(in: self.words, at: index) > 0, self.recommends(at: index) {
            return .recommendation
        }
        if EnglishDemands.recommendingVerbs.contains(word), self.commands.begin(at: index) { return .recommendation }
        let duty = EnglishDemands.obligation.length(in: self.words, at: index)
        if duty > 0 { return self.duty(at: index, duty) }
        if ["prohibits", "forbids", "bans"].contains(word) { return self.rulebook(before: index) ? .prohibition : nil }
        if let result = self.consequence(at: index) ?? self.requirement(at: index) { return result }
        if EnglishDemands.ambiguous.length(in: self.words, at: index) > 0 { return .ambiguous }
        return EnglishDemands.permission.length(in: self.words, at: index) > 0 ? .permission : nil
    }

    /// "may need to" is no denial of a duty that stands elsewhere; a relative clause denies nothing either.
    private func isHidden(_ index: Int) -> Bool { EnglishRules.relatives.contains(self.text.word(index - 1)) }

    // MARK: - Bans

    private func ban(at index: Int, _ length: Int) -> SentenceClass? {
        let word = self.words[index]
        let last = self.words[index + length - 1]
        if ["refrain", "refrains", "desist"].contains(word) {
            // "We ask you to refrain from …", "should refrain from …".
            if self.words[..<index].contains("should") { return .recommendation }
            return self.clauses.isDenied(index) ? nil : .prohibition
        }
        if ["is", "are", "isn't", "aren't"].contains(word), ["to", "be"].contains(last) {
            let verb = self.text.word(index + length)
            if EnglishDemands.descriptions.contains(verb) || EnglishDemands.purposes.contains(self.text.word(index - 1))
            {
                return nil
            }
            let participle = verb == "be" ? self.text.word(index + length + 1) : ""
            if EnglishDemands.descriptions.contains(participle) || participle == "confused" { return nil }
            return self.isOmission(self.words[(index + length)...].prefix(2)) ? .doubleNegative : .prohibition
        }
        if ["care", "careful", "sure"].contains(word) {
            return ["take", "be", "make"].contains(self.text.word(index - 1)) ? .prohibition : nil
        }
        let opensNegation = ["under", "in", "at", "on", "for", "not"].contains(word)
        guard opensNegation else { return .prohibition }
        let rest = self.words[(index + length)...].prefix(14)
        if self.isOmission(rest) { return .doubleNegative }
        if rest.contains(where: { ["required", "obliged", "need", "have"].contains($0) }), !rest.contains("may") {
            return .negatedObligation
        }
        // "At no time did anybody …" tells what was.
        return rest.contains(where: { ["did", "was", "were", "had", "has", "can", "could"].contains($0) })
            ? nil : .prohibition
    }

    private func isOmission(_ words: ArraySlice<String>) -> Bool {
        words.contains(where: EnglishDemands.omissions.contains)
    }

    /// "Do not …", "Don't …", "Never …", "No smoking".
    private func command(at index: Int) -> SentenceClass? {
        let word = self.words[index]
        if word == "no", index == 0, self.words.count <= 12, self.isNotice { return .prohibition }
        let verb: Int
        switch word {
        case "don't", "never": verb = index + 1
        case "do" where self.text.word(index + 1) == "not" || self.text.word(index + 1) == "never": verb = index + 2
        default: return nil
        }
        let isCalled = self.text.word(index - 1) == "please"
        guard isCalled || self.text.beginsClause(index), verb < self.words.count else { return nil }
        let next = self.words[verb]
        if ["hesitate", "worry", "panic", "mind", "apply", "exist", "include", "contain"].contains(next) { return nil }
        if ["have", "need"].contains(next), self.text.word(verb + 1) == "to" { return .negatedObligation }
        if word == "never", EnglishVerbs.finiteVerbs.contains(next) { return nil }
        // "Never, under any circumstances, taste a chemical."
        if EnglishRules.clauseSigns.contains(next) {
            return next == "," && self.words[(verb + 1)...].contains(",") ? .prohibition : nil
        }
        if next == "only" || EnglishDemands.omissions.contains(next) { return .doubleNegative }
        return .prohibition
    }

    /// "Our code of conduct forbids …"; "the old rule that forbids …" only names one.
    private func rulebook(before index: Int) -> Bool {
        self.words[max(0, index - 6)..<index].contains(where: EnglishDemands.rulebooks.contains)
            && self.clauses.subject(of: index) == .plain
    }

    /// "No smoking", "No food or drink in the laboratory": a notice without a verb.
    private var isNotice: Bool {
        let noun = self.text.word(1)
        let isAct =
            noun.hasSuffix("ing") && noun.count > 5
            && !["warning", "building", "meeting", "evening", "morning"].contains(noun)
        let isThing = [
            "food", "drinks", "drink", "entry", "pets", "dogs", "phones", "parking", "admittance", "photography",
            "bicycles",
        ]
        return (isAct || isThing.contains(noun)) && !self.words.contains(where: EnglishVerbs.finiteVerbs.contains)
    }

    // MARK: - Advice and duties

    private func recommends(at index: Int) -> Bool {
        let word = self.words[index]
        // "the recommended version" names; "is recommended" recommends.
        if ["recommended", "encouraged", "discouraged", "advisable", "inadvisable", "preferable"].contains(word) {
            return self.isVerbal(index)
        }
        if ["unwise", "desirable", "undesirable"].contains(word) { return self.isVerbal(index) }
        guard self.text.word(index + 1) == "expected" || self.text.word(index + 2) == "expected" else { return true }
        guard ["is", "are", "be"].contains(word) else { return true }
        let verb = self.text.word(index + 3)
        return !EnglishDemands.forecasts.contains(verb) && self.clauses.text.hasPerson(before: index)
    }

    private func isVerbal(_ index: Int) -> Bool {
        if index == self.words.count - 1 { return true }
        var before = index - 1
        while before >= 0,
            EnglishRules.isAdverb(self.words[before])
        {
            before -= 1
        }
        return before >= 0 && EnglishRules.formsOfBe.contains(self.words[before])
    }

    private func duty(at index: Int, _ length: Int) -> SentenceClass? {
        let word = self.words[index]
        let before = self.text.word(index - 1)
        let last = self.words[index + length - 1]
        if ["have", "has", "need", "needs", "having"].contains(word), last == "to" {
            if EnglishRules.softeners.contains(before) || before == "do" || before == "to" { return nil }
            if word == "has" || word == "have", self.text.word(index + length) == "do" { return nil }
            switch self.clauses.subject(of: index) {
            case .negative, .partial: return .negatedObligation
            default: return .obligation
            }
        }
        if word == "make" || word == "see" || word == "take" || word == "be" {
            return self.text.beginsClause(index) ? .obligation : nil
        }
        if self.clauses.isDenied(index) || self.clauses.isDenied(index + 2) { return .negatedObligation }
        let next = self.text.word(index + length)
        // "are asked not to touch".
        if next == "not", self.text.word(index + length + 1) == "to" { return .prohibition }
        if ["is", "are"].contains(word), self.clauses.subject(of: index) == .negative { return .negatedObligation }
        return .obligation
    }

    /// "Failure to report … will be treated as a breach": what has consequences is demanded.
    private func consequence(at index: Int) -> SentenceClass? {
        let word = self.words[index]
        let opens = self.text.beginsClause(index) || self.text.word(index - 1) == "any"
        let isFailure = ["failure", "failing", "neglecting", "omitting"].contains(word) && opens
        let before = self.text.word(index - 1)
        let isFailing =
            ["fail", "fails"].contains(word) && EnglishRules.relatives.contains(before)
            || word == "failing" && ["anyone", "anybody", "person", "persons", "those"].contains(before)
        let isBy = self.text.word(index + 1) == "by" && self.words[index...].prefix(7).contains("to")
        guard isFailure || isFailing, self.text.word(index + 1) == "to" || isBy else { return nil }
        let rest = self.words[(index + 2)...]
        let follows = rest.contains {
            ["will", "shall", "may", "must", "constitutes", "incurs", "attracts"].contains($0)
        }
        let isBreach =
            (rest.contains("is") || rest.contains("counts"))
            && rest.contains {
                ["breach", "offence", "offense", "violation", "grounds", "misconduct", "punishable"].contains($0)
            }
        return follows || isBreach ? .obligation : nil
    }

    /// "Every exception requires written approval."
    private func requirement(at index: Int) -> SentenceClass? {
        let word = self.words[index]
        guard ["requires", "require", "needs", "need"].contains(word), index > 0 else { return nil }
        let before = self.text.word(index - 1)
        guard !EnglishRules.softeners.contains(before), !EnglishRules.clauseSigns.contains(before) else { return nil }
        let object = self.words[(index + 1)...].prefix(8)
        // "We require all suppliers to sign": of people, not "requires five minutes to start".
        let place = object.firstIndex(of: "to") ?? index
        let binds = word.hasPrefix("require") && place > index + 1 && self.text.hasPerson(before: place)
        guard binds || object.contains(where: EnglishDemands.requirements.contains) else { return nil }
        return self.clauses.subject(of: index) == .negative ? nil : .obligation
    }
}
