/// Judges adjectives that demand, forbid or permit: "is required", "are strictly prohibited", "is not allowed".
struct EnglishPredicates {
    private let text: EnglishText
    private let words: [String]
    private let clauses: EnglishClauses

    init(_ text: EnglishText, _ clauses: EnglishClauses) {
        self.text = text
        self.words = text.words
        self.clauses = clauses
    }

    func verdict(at index: Int) -> SentenceClass? {
        let word = self.words[index]
        let duty: (affirmed: SentenceClass, denied: SentenceClass)
        if EnglishDemands.obligingAdjectives.contains(word) {
            duty = (.obligation, .negatedObligation)
        } else if EnglishDemands.banning.contains(word) {
            duty = (.prohibition, .negatedObligation)
        } else if EnglishDemands.allowing.contains(word) {
            duty = (.permission, .prohibition)
        } else if EnglishDemands.releasing.contains(word) {
            duty = (word == "optional" || word == "voluntary" ? .permission : .negatedObligation, .doubleNegative)
        } else {
            return nil
        }
        guard let verb = self.verb(of: index) else { return self.headline(at: index, duty.affirmed) }
        if self.clauses.isEmbedded(verb) { return nil }
        // "Clean water is essential for life" praises; "A helmet is essential" demands.
        let isPraise = ["essential", "vital", "indispensable"].contains(word)
        if isPraise, ["for", "to", "in", "part"].contains(self.text.word(index + 1)) { return nil }
        var isDenied = self.clauses.isDenied(index)
        switch self.clauses.subject(of: verb) {
        case .negative: isDenied.toggle()
        case .partial: return EnglishDemands.obligingAdjectives.contains(word) ? .negatedObligation : .ambiguous
        case .exclusive where duty.affirmed == .permission: return .prohibition
        case .exclusive, .plain: break
        }
        // "may be required" is a guess, "would be prohibited" a supposition.
        let before = self.text.word(verb - 1)
        if ["may", "might", "could", "would", "can", "had", "should"].contains(before) { return nil }
        if self.text.word(verb - 2) == "may", before == "not" { return nil }
        return isDenied ? duty.denied : duty.affirmed
    }

    /// The form of "be" that makes an adjective what is said, and not part of a name ("prohibited items");
    /// nil where there is none. Forms of the past are none: "was required" binds nobody.
    private func verb(of index: Int) -> Int? {
        var before = index - 1
        let nearest = max(0, index - 5)
        while before >= nearest {
            let word = self.words[before]
            if EnglishRules.formsOfBe.contains(word) || word == "isn't" || word == "aren't" { break }
            let isAdverb =
                EnglishRules.isAdverb(word) || EnglishRules.deniers.contains(word)
                || ["no", "means", "by", "in", "under", "any", "circumstances"].contains(word)
            guard isAdverb else { return nil }
            before -= 1
        }
        guard before >= nearest else { return nil }
        // "has been prohibited": the clause's verb is "has".
        if self.words[before] == "been" {
            return ["has", "have"].contains(self.text.word(before - 1)) ? before : nil
        }
        if self.words[before] == "being", self.text.word(before - 1) != "is", self.text.word(before - 1) != "are" {
            return nil
        }
        return before
    }

    /// "Smoking prohibited.", "Masks mandatory in all wards.", "Pets not allowed.", "No dogs allowed.":
    /// a headline without a verb.
    private func headline(at index: Int, _ affirmed: SentenceClass) -> SentenceClass? {
        let next = self.text.word(index + 1)
        let isOpen = next == "" || ["in", "for", "on", "at", "beyond", "during", "before"].contains(next)
        guard isOpen, index > 0, !self.words.contains(where: EnglishVerbs.finiteVerbs.contains) else { return nil }
        let before = self.words[index - 1]
        guard !EnglishRules.subordinators.contains(before), !EnglishRules.relatives.contains(before), before != "than"
        else { return nil }
        let isDenied = self.words[..<index].contains("not") || self.words.first == "no"
        switch affirmed {
        case .prohibition: return isDenied ? .negatedObligation : .prohibition
        case .permission: return isDenied ? .prohibition : nil
        case .obligation: return isDenied ? .negatedObligation : .obligation
        default: return nil
        }
    }
}
