import JobsDomain

/// The sentences that a summary may choose from, with what speaks for each.
struct Candidates {
    private let sentences: [Sentence]
    private let texts: [String]
    private let ranking: SentenceRanking
    /// Higher is better; what tells the reader what the document is about.
    let contentScores: [Double]
    /// Higher is better; what the reader must not miss.
    let keyPointScores: [Double]

    init(_ sentences: [Sentence], of outline: DocumentOutline) {
        let matchTexts = sentences.map { MatchText(outline.source.scalars[$0.range]) }
        let ranking = SentenceRanking(matchTexts)
        let headings = HeadingTerms(of: Set(sentences.map(\.section)), in: outline)
        self.sentences = sentences
        self.texts = sentences.map { outline.text(of: $0) }
        self.ranking = ranking
        var content: [Double] = []
        var keyPoints: [Double] = []
        for (index, sentence) in sentences.enumerated() {
            let named = headings.share(in: matchTexts[index], of: sentence.section)
            let shape = Self.shape(of: sentence, matchTexts[index], in: outline)
            let base = ranking.scores[index] + shape + 0.15 * named
            let demand = sentence.isFragment ? nil : ObligationClassifier.classify(matchTexts[index]).isRequired
            let isProse = outline.blocks[sentence.block].kind == .paragraph
            let place = (index == 0 && isProse ? 0.8 : sentence.isLead ? 0.2 : 0) + (isProse ? 0.1 : 0)
            content.append(base + place + (demand == nil ? 0 : 0.1))
            keyPoints.append(base + (demand == true ? 0.45 : demand == false ? 0.2 : 0))
        }
        self.contentScores = content
        self.keyPointScores = keyPoints
    }

    /// Whole statements of a readable length are better than fragments of tables and endless lines.
    private static func shape(of sentence: Sentence, _ text: MatchText, in outline: DocumentOutline) -> Double {
        var score = 0.0
        let range = sentence.range
        let last = outline.source.scalars[range].last { !$0.isCloser }
        if !SentenceSplitter.isFinished(outline.source.scalars[range]) { score -= 0.3 }
        if last == ":" || last == "：" { score -= 0.5 }
        if outline.blocks[sentence.block].kind == .cell { score -= 0.3 }
        if range.count < 12 { score -= 0.3 }
        if range.count > 300 { score -= 0.3 }
        if sentence.isFragment { score -= 0.5 }
        // "Term: meaning" explains a word.
        if text.scalars.prefix(20).contains(":") { score -= 0.5 }
        if text.isQuestion { score -= 0.2 }
        // These lean on a neighbour: a list below, or the sentence before.
        if ListAnnouncement.isMade(by: text) { score -= 0.8 }
        if ExceptionMark.opens(text) { score -= 0.3 }
        return score
    }

    /// Picks the best sentences one by one, each against being too much like those before (maximal
    /// marginal relevance).
    ///
    /// - Returns: places in ascending order; fewer than asked for where sentences repeat.
    func choose(_ count: Int, by scores: [Double], diversity: Double) -> [Int] {
        var chosen: [Int] = []
        var likeness = [Double](repeating: 0, count: scores.count)
        var sections: [Int: Int] = [:]
        var isOpen = [Bool](repeating: true, count: scores.count)
        while chosen.count < count {
            var best: (index: Int, value: Double)?
            for index in scores.indices where isOpen[index] {
                let crowd = Double(sections[self.sentences[index].section] ?? 0) * 0.1
                let value = diversity * scores[index] - (1 - diversity) * likeness[index] - crowd
                // The earlier one wins a tie, so that the same document gives the same answer.
                if best.map({ value > $0.value }) ?? true { best = (index, value) }
            }
            guard let best else { break }
            isOpen[best.index] = false
            guard !chosen.contains(where: { self.texts[$0].isSameUTF8(as: self.texts[best.index]) }) else { continue }
            chosen.append(best.index)
            sections[self.sentences[best.index].section, default: 0] += 1
            for index in scores.indices {
                likeness[index] = max(likeness[index], self.ranking.similarity(index, best.index))
            }
        }
        return chosen.sorted()
    }
}
