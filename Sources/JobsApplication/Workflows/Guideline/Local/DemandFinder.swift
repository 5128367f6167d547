/// Finds what a document demands: sentence by sentence, except where a list only makes sense with the
/// sentence that leads into it.
///
/// Below "Do not:" the entry "Share passwords" is a ban although it reads like a command. Quoted alone it
/// would say the opposite, so that such a list is quoted whole, or not at all.
struct DemandFinder {
    private static let longestQuote = 1_500

    private let outline: DocumentOutline
    private var demands: [Demand] = []

    init(_ outline: DocumentOutline) {
        self.outline = outline
    }

    mutating func find() -> [Demand] {
        self.demands = []
        var index = 0
        while index < self.outline.blocks.count {
            let list = self.list(after: index)
            if !list.isEmpty, let meaning = self.leadIn(at: index, of: list) {
                self.readList(list, ledBy: index, meaning)
                index = list.upperBound
            } else {
                self.readSentences(of: index, commandsCount: true)
                index += 1
            }
        }
        return self.demands
    }

    // MARK: - Lists

    /// The entries that stand directly below a block and deeper than it.
    private func list(after index: Int) -> Range<Int> {
        let leader = self.outline.blocks[index]
        guard leader.kind != .cell else { return 0..<0 }
        var end = index + 1
        while end < self.outline.blocks.count {
            let block = self.outline.blocks[end]
            guard block.kind == .listItem, block.section == leader.section else { break }
            if leader.kind == .listItem, block.indent <= leader.indent { break }
            end += 1
        }
        return index + 1..<end
    }

    /// What a block says about the list below it; nil where it does not speak of it.
    private func leadIn(at index: Int, of list: Range<Int>) -> SentenceClass? {
        let block = self.outline.blocks[index]
        if block.kind == .heading {
            let meaning = Self.loose(MatchText(self.outline.source.scalars[block.range]))
            return meaning == .plain ? nil : meaning
        }
        guard let last = self.outline.sentencesOfBlock[index].last else { return nil }
        let sentence = self.outline.sentences[last]
        let text = MatchText(self.outline.source.scalars[sentence.range])
        guard self.announcesList(sentence, text), !sentence.isFragment else { return nil }
        let loose = Self.loose(text)
        let meaning = ObligationClassifier.classify(text)
        // "Do not do the following" is both; "the following is not forbidden" only looks like a ban.
        if meaning == .negatedObligation { return .permission }
        if loose == .plain { return meaning == .imperative ? nil : meaning }
        return meaning == .prohibition ? .prohibition : meaning.isRequired == nil ? loose : meaning
    }

    private func announcesList(_ sentence: Sentence, _ text: MatchText) -> Bool {
        if let last = self.outline.source.scalars[sentence.range].last(where: { !$0.isCloser }),
            last == ":" || last == "："
        {
            return true
        }
        return ListAnnouncement.isMade(by: text)
    }

    /// What single words say, where there is no whole sentence to judge.
    private static func loose(_ text: MatchText) -> SentenceClass {
        text.hasHangul ? KoreanClassifier.leadIn(text.scalars) : EnglishClassifier.leadIn(EnglishText(text))
    }

    private mutating func readList(_ list: Range<Int>, ledBy leader: Int, _ meaning: SentenceClass) {
        let isHeading = self.outline.blocks[leader].kind == .heading
        let sentences = list.flatMap { self.outline.sentencesOfBlock[$0] }.map { self.outline.sentences[$0] }
        let classes = sentences.map { ObligationClassifier.classify(MatchText(self.outline.source.scalars[$0.range])) }
        let areExplicit = classes.allSatisfy { $0.isRequired != nil && $0 != .imperative }
        let areDemands = classes.allSatisfy { $0.isRequired != nil }
        let hasExplicit = classes.contains { $0.isRequired != nil && $0 != .imperative }
        switch meaning {
        case .prohibition where isHeading && hasExplicit:
            self.readEntries(list, commandsCount: false)
        case .prohibition where !areExplicit, .recommendation where !areExplicit:
            self.appendWhole(list, ledBy: leader, meaning)
        case .obligation where !areDemands, .doubleNegative where !areDemands, .imperative where !areDemands:
            self.appendWhole(list, ledBy: leader, meaning)
        case .obligation, .doubleNegative, .imperative:
            self.readSentences(of: leader, commandsCount: true, exceptLast: true)
            self.readEntries(list, commandsCount: true)
        case .plain:
            self.readSentences(of: leader, commandsCount: true)
            self.readEntries(list, commandsCount: true)
        default:
            self.readSentences(of: leader, commandsCount: true, exceptLast: true)
            self.readEntries(list, commandsCount: false)
        }
    }

    private mutating func readEntries(_ list: Range<Int>, commandsCount: Bool) {
        for index in list { self.readSentences(of: index, commandsCount: commandsCount) }
    }

    /// Quotes the lead-in and its list in one piece, or the lead-in alone where the piece is too long.
    private mutating func appendWhole(_ list: Range<Int>, ledBy leader: Int, _ meaning: SentenceClass) {
        let block = self.outline.blocks[leader]
        var start = block.range.lowerBound
        if let last = self.outline.sentencesOfBlock[leader].last {
            self.readSentences(of: leader, commandsCount: true, exceptLast: true)
            start = self.outline.sentences[last].range.lowerBound
        }
        guard let lastBlock = list.last else { return }
        let whole = start..<self.outline.blocks[lastBlock].range.upperBound
        if whole.count <= Self.longestQuote {
            self.demands.append(Demand(range: whole, section: block.section, meaning: meaning))
        } else if block.kind != .heading {
            let sentence = start..<block.range.upperBound
            self.demands.append(Demand(range: sentence, section: block.section, meaning: meaning))
            self.readEntries(list, commandsCount: false)
        }
    }

    // MARK: - Sentences

    private mutating func readSentences(of block: Int, commandsCount: Bool, exceptLast: Bool = false) {
        var isAfterDemand = false
        for index in self.outline.sentencesOfBlock[block].dropLast(exceptLast ? 1 : 0) {
            let sentence = self.outline.sentences[index]
            let text = MatchText(self.outline.source.scalars[sentence.range])
            if isAfterDemand, ExceptionMark.opens(text) {
                // An exception belongs to the demand before it, and neither is true alone.
                let last = self.demands.count - 1
                self.demands[last].range = self.demands[last].range.lowerBound..<sentence.range.upperBound
                continue
            }
            let result: SentenceClass = sentence.isFragment ? .plain : ObligationClassifier.classify(text)
            let counts = commandsCount || result != .imperative
            guard counts, result.isRequired != nil else {
                isAfterDemand = false
                continue
            }
            self.demands.append(Demand(range: sentence.range, section: sentence.section, meaning: result))
            isAfterDemand = true
        }
    }
}
