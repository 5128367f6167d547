/// Tells commands ("Label containers clearly") from sentences that begin with a noun ("Label colours vary").
struct EnglishCommands {
    private let text: EnglishText
    private let words: [String]
    private let condition: Range<Int>

    init(_ text: EnglishText, condition: Range<Int>) {
        self.text = text
        self.words = text.words
        self.condition = condition
    }

    /// Whether the main clause is a command.
    var exist: Bool {
        self.words.indices.contains { index in
            // A command stands first, or right after the condition; anything later is a list of nouns.
            self.isRightAfterOpening(index) && self.isCommand(index)
        }
    }

    /// "Make no copies", "Tell nobody": the object forbids what the verb commands.
    var isNegative: Bool {
        guard let verb = self.words.indices.first(where: { self.begin(at: $0) }) else { return false }
        return self.text.hasNegativeObject(after: verb)
    }

    /// Whether a verb at a place opens a command.
    func begin(at index: Int) -> Bool { self.isRightAfterOpening(index) && self.isCommand(index) }

    private func isRightAfterOpening(_ index: Int) -> Bool {
        var before = index - 1
        while before >= 0, EnglishRules.openers.contains(self.words[before]) || self.words[before] == "ideally" {
            if self.words[before] == "please" { return true }
            before -= 1
        }
        if before < 0 { return true }
        if self.words[before] == ",", before > 0, EnglishRules.openers.contains(self.words[before - 1]) {
            return before == 1
        }
        guard self.words[before] == "," || self.words[before] == ":" else { return false }
        if self.words[before] == ":" { return before <= 3 }
        if before == 1 && ["ideally", "preferably"].contains(self.words[0]) { return true }
        guard !self.condition.isEmpty, before >= self.condition.upperBound else { return false }
        // After a second comma the verb must show itself by its object: the first may be part of a list.
        let comesFirst = self.condition.upperBound == before
        return comesFirst || EnglishVerbs.determiners.contains(self.text.word(index + 1))
    }

    private func isCommand(_ index: Int) -> Bool {
        guard index + 1 < self.words.count else { return false }
        let word = self.words[index]
        let next = self.words[index + 1]
        let isNounToo = EnglishVerbs.nounsToo.contains(word)
        let isKnown = isNounToo || EnglishVerbs.plain.contains(word)
        if EnglishVerbs.determiners.contains(next) { return isKnown || self.canBeVerb(word) }
        guard isKnown else { return false }
        if EnglishVerbs.objectStarters.contains(next) { return true }
        if next == "of" { return word == "dispose" || word == "beware" }
        if EnglishVerbs.finiteVerbs.contains(next) || EnglishRules.clauseSigns.contains(next) {
            return false
        }
        // "Wear on the bearings is normal": the verb comes later.
        if !isNounToo, EnglishVerbs.particles.contains(next) {
            let clause = self.words[(index + 1)..<self.clauseEnd(from: index + 1)]
            if clause.contains(where: { ["is", "are", "was", "were"].contains($0) }) { return false }
        }
        if !isNounToo || ["please", "always", "kindly"].contains(self.text.word(index - 1)) { return true }
        return self.isVerb(followedFrom: index + 1)
    }

    /// A base form, as far as its shape tells: before "the", only verbs and small words stand first.
    private func canBeVerb(_ word: String) -> Bool {
        guard !EnglishVerbs.notVerbs.contains(word), word.unicodeScalars.allSatisfy(\.isASCIILetter) else {
            return false
        }
        if word.hasSuffix("ing") && word.count > 4 || word.hasSuffix("ed") || word.hasSuffix("ly") { return false }
        return word.count > 2 && (!word.hasSuffix("s") || word.hasSuffix("ss"))
    }

    /// Whether what follows a word that may be noun or verb is its object: one group of nouns, and then
    /// no verb. "Record unusual readings in the log" has one; in "Check valves open at 0.3 bar" another
    /// word stands between the plural and the preposition, and that is the verb.
    private func isVerb(followedFrom start: Int) -> Bool {
        let clause = self.words[start..<self.clauseEnd(from: start)]
        // "Report before 9": the conjunction comes at once.
        guard let first = clause.first else { return true }
        guard !clause.contains(where: { EnglishVerbs.finiteVerbs.contains($0) }) else { return false }
        if EnglishVerbs.particles.contains(first) { return clause.count > 1 }
        let group = clause.prefix {
            !EnglishVerbs.particles.contains($0) && !($0.hasSuffix("ly") && EnglishRules.isAdverb($0)) && $0 != "of"
        }
        let isWholeClause = group.count == clause.count
        guard let last = group.last else { return clause.count > 1 }
        if EnglishVerbs.thirdPersons.contains(last), group.count > 1 { return false }
        // A bare pair of nouns is a heading.
        if isWholeClause, group.count < 2, start + 1 >= self.words.count { return false }
        // "Report figures show a fall": a determiner comes only after the verb.
        if let place = group.dropFirst().firstIndex(where: EnglishVerbs.determiners.contains) {
            return !group[..<place].contains { Self.isPlural($0) }
        }
        // A word after the plural is its verb.
        guard let plural = group.firstIndex(where: Self.isPlural) else { return true }
        return plural == group.indices.last
    }

    /// Where the next clause begins. "Return to work after illness is phased" goes on after its noun.
    private func clauseEnd(from start: Int) -> Int {
        var index = start
        while index < self.words.count {
            let word = self.words[index]
            if Self.clauseOpeners.contains(word) { return index }
            let next = self.text.word(index + 1)
            let isConjunction = ["before", "until", "after", "once"].contains(word)
            if isConjunction, EnglishRules.subjects.contains(next) || index == start { return index }
            index += 1
        }
        return index
    }

    private static let clauseOpeners = EnglishVerbs.words(
        """
        that which who if when whenever unless so because where whether , ; : ( -
        """
    )

    private static func isPlural(_ word: String) -> Bool {
        word.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") && !word.hasSuffix("us") && !word.hasSuffix("is")
    }
}
