/// Where the clauses of an English sentence begin, and which words only tell of a condition, of what
/// somebody else says, or describe a thing: a demand in there is none of the sentence's own.
struct EnglishClauses {
    /// What a subject does to the demand after it.
    enum Subject {
        case plain
        /// "No visitor", "Nobody".
        case negative
        /// "Not every visitor".
        case partial
        /// "Only trained staff".
        case exclusive
    }

    let text: EnglishText
    let words: [String]
    /// The leading clause or phrase ("If …,", "Except on Sundays,").
    let condition: Range<Int>

    init(_ text: EnglishText) {
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
        // "Under no circumstances, …" and "On no account, …" are no conditions.
        if words[start...comma].contains("no"), !["if", "when", "where"].contains(words[start]) { return 0..<0 }
        return start..<comma
    }

    // MARK: - Embedding

    /// Whether the verb at a place belongs to a condition, a relative clause or a report.
    func isEmbedded(_ index: Int) -> Bool {
        if self.condition.contains(index) || self.isReduced(index) { return true }
        let nearest = max(0, index - 14)
        var verbs = 0
        var before = index - 1
        while before >= nearest {
            let word = self.words[before]
            if word == ";" || word == ":" { break }
            if word == "," || word == "-" || word == "(" || word == ")" { break }
            if EnglishVerbs.finiteVerbs.contains(word), before < index - 1 { verbs += 1 }
            if verbs == 0, self.embeds(from: before, verb: index) { return true }
            if EnglishRules.reports.contains(word), !self.isPassive(before) { return true }
            before -= 1
        }
        return false
    }

    /// "The form you have to fill in is blue": a relative clause without its "that".
    private func isReduced(_ index: Int) -> Bool {
        guard index >= 2, ["you", "we", "they", "i", "he", "she"].contains(self.words[index - 1]) else { return false }
        let previous = self.words[index - 2]
        guard !EnglishRules.clauseSigns.contains(previous), !EnglishRules.openers.contains(previous),
            !EnglishRules.subordinators.contains(previous), !EnglishRules.subordinators.contains(self.words[0]),
            !EnglishRules.relatives.contains(previous)
        else { return false }
        return self.words[(index + 1)...].contains(where: EnglishVerbs.finiteVerbs.contains)
    }

    /// Whether the word at `place` opens a clause whose verb stands at `verb`.
    private func embeds(from place: Int, verb: Int) -> Bool {
        let word = self.words[place]
        let between = self.words[(place + 1)..<verb]
        if EnglishRules.conditions.contains(word) { return between.count <= 4 }
        guard EnglishRules.relatives.contains(word) || EnglishRules.embedders.contains(word) else { return false }
        let previous = self.text.word(place - 1)
        if word == "that" {
            // "Ensure that …", "Note that …" introduce the demand itself.
            if ["ensure", "note", "remember", "aware", "sure"].contains(previous) { return false }
            if EnglishRules.reportsThat.contains(previous) { return true }
            let told = self.words[max(0, place - 4)..<max(0, place - 1)]
            if told.contains(where: { ["told", "tells", "informed", "warned", "reminded", "assured"].contains($0) }) {
                return true
            }
        }
        // "What you must do is …" is rare; "explains how staff must …" is not.
        if EnglishRules.embedders.contains(word) { return true }
        if between.allSatisfy(EnglishRules.isAdverb) { return place > 0 }
        if word == "where" || word == "when" { return between.count <= 4 && place > 0 }
        if word == "who" { return false }
        return between.first.map(EnglishRules.subjects.contains) ?? false
    }

    /// "It must not be assumed that …" reports nobody.
    private func isPassive(_ index: Int) -> Bool {
        EnglishRules.formsOfBe.contains(self.text.word(index - 1)) || self.text.word(index - 1) == "it"
    }

    /// "According to the supplier, …" and "…, she said": the whole sentence is somebody else's.
    var isAttributed: Bool {
        if let place = self.words.firstIndex(of: "according"), self.text.word(place + 1) == "to" {
            let source = self.words[(place + 2)...].prefix { !EnglishRules.clauseSigns.contains($0) }
            if place == 0 || self.text.word(place - 1) == ",",
                !source.contains(where: EnglishRules.bindingSources.contains)
            {
                return true
            }
        }
        if self.words.count > 3, self.words.starts(with: ["in"]),
            self.words.prefix(8).contains(where: { $0 == "opinion" || $0 == "view" })
        {
            return true
        }
        guard let comma = self.words.lastIndex(of: ","), comma > 2, self.words.count - comma <= 6 else { return false }
        return self.words[comma...].contains(where: EnglishRules.reports.contains)
            || self.words[comma...].contains("says")
    }

    // MARK: - Negation and subjects

    /// Whether "not" or the like stands close before, in the same clause.
    func isDenied(_ index: Int) -> Bool {
        for before in stride(from: index - 1, through: max(0, index - 3), by: -1) {
            let word = self.words[before]
            if EnglishRules.clauseSigns.contains(word) { return false }
            if EnglishRules.deniers.contains(word) {
                return !["only", "just", "merely"].contains(self.text.word(before + 1))
            }
        }
        if self.text.word(index - 3) == "by", self.text.word(index - 2) == "no" { return true }
        return false
    }

    /// The subject of the verb at a place.
    func subject(of verb: Int) -> Subject {
        let lower = (self.words[..<verb].lastIndex { $0 == ";" || $0 == ":" } ?? -1) + 1
        var start = lower
        if self.condition.lowerBound >= lower, !self.condition.isEmpty, self.condition.upperBound < verb {
            start = self.condition.upperBound + 1
        }
        // The clause nearest to the verb is judged first, then the one that its comma may have cut off.
        for opening in self.clauseStarts(from: start, to: verb) {
            let kind = self.kind(at: opening)
            guard kind != .plain else { continue }
            if self.reaches(from: opening, to: verb) { return kind }
        }
        return .plain
    }

    private func clauseStarts(from start: Int, to verb: Int) -> [Int] {
        var starts: [Int] = []
        for index in start..<max(start, verb)
        where index == start || EnglishRules.clauseSigns.contains(self.words[index - 1]) {
            var opening = index
            while opening < verb, EnglishRules.openers.contains(self.words[opening]) { opening += 1 }
            starts.append(opening)
            // A sentence of commas alone must not be searched from each of them.
            if starts.count == 6 { break }
        }
        return starts
    }

    private func kind(at index: Int) -> Subject {
        let word = self.text.word(index)
        let next = self.text.word(index + 1)
        if word == "only" { return next == "when" || next == "if" || next == "then" ? .plain : .exclusive }
        if word == "not" {
            if next == "until" || next == "one" || next == "a" { return .negative }
            return ["all", "every", "everyone", "everybody", "everything", "each"].contains(next) ? .partial : .plain
        }
        guard EnglishRules.negativeSubjects.contains(word) else { return .plain }
        // "No later than Friday you must": there "no" belongs to the date.
        return ["later", "sooner", "matter", "doubt", "less", "more", "fewer", "longer"].contains(next)
            ? .plain : .negative
    }

    /// Whether no other verb stands between a subject and the verb, apart from those that describe the subject.
    private func reaches(from opening: Int, to verb: Int) -> Bool {
        var isInside = false
        for index in opening..<verb {
            let word = self.words[index]
            if EnglishRules.clauseSigns.contains(word) {
                isInside.toggle()
            } else if EnglishRules.relatives.contains(word), index > opening {
                // Its own verb describes the subject.
                if index + 6 < verb || self.words[(index + 1)..<verb].contains(where: EnglishVerbs.finiteVerbs.contains)
                {
                    continue
                }
            } else if !isInside, EnglishVerbs.finiteVerbs.contains(word) {
                let describes = self.words[max(opening, index - 4)..<index].contains(
                    where: EnglishRules.relatives.contains
                )
                if !describes { return false }
            }
        }
        return true
    }
}
