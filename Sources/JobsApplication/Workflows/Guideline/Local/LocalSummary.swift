/// A summary made of the document's own sentences, without a model.
struct LocalSummary {
    /// A graph of sentences grows with the square of their number.
    private static let maximumCandidates = 400
    /// How many sentences of a long document are ranked against each other at first.
    private static let maximumPart = 50
    /// How many sentences are looked at in all; a book is sampled.
    private static let maximumRanked = 4_000
    private static let maximumTitleLength = 120
    /// How much centrality counts against being unlike what was chosen before.
    private static let diversity = 0.7

    let summary: Summary

    init(of input: GuidelineInput, language: String) {
        let outline = DocumentOutline(input.text)
        // What is said about a document is said in its own language; only one without letters leaves a choice.
        let spoken = DocumentLanguage.detected(in: input.text) ?? DocumentLanguage(requested: language, document: "")
        let title = Self.title(of: input, outline, spoken)
        guard !outline.sentences.isEmpty else {
            let statement = HonestAnswer.noSentence(spoken)
            self.summary = Summary(title: title, content: statement, keyPoints: [statement])
            return
        }
        let candidates = Self.candidates(of: outline)
        let ranked = Candidates(candidates.map { outline.sentences[$0] }, of: outline)
        let contentCount = min(6, max(3, candidates.count / 12))
        let content =
            outline.sentences.count <= 6
            ? Array(candidates.indices.prefix(3))
            : ranked.choose(contentCount, by: ranked.contentScores, diversity: Self.diversity)
        let keyCount = min(10, max(3, candidates.count / 4))
        let points = ranked.choose(keyCount, by: ranked.keyPointScores, diversity: Self.diversity)
        self.summary = Summary(
            title: title,
            content: content.map { outline.text(of: outline.sentences[candidates[$0]]) }.joined(separator: " "),
            keyPoints: points.map { outline.text(of: outline.sentences[candidates[$0]]) }
        )
    }

    /// The client's title, else the first heading, else the beginning of the first sentence.
    private static func title(
        of input: GuidelineInput,
        _ outline: DocumentOutline,
        _ language: DocumentLanguage
    ) -> String {
        if let title = input.title?.trimmed, !title.isEmpty { return title }
        if let heading = outline.headings.indices.lazy.compactMap({ outline.heading(of: $0) }).first {
            return heading.shortened(to: Self.maximumTitleLength)
        }
        if let sentence = outline.sentences.first {
            return outline.text(of: sentence).shortened(to: Self.maximumTitleLength)
        }
        return HonestAnswer.noTitle(language)
    }

    /// All sentences, or where there are too many, the best of each section, ranked among their neighbours.
    private static func candidates(of outline: DocumentOutline) -> [Int] {
        let all = Array(outline.sentences.indices)
        guard all.count > Self.maximumCandidates else { return all }
        let parts = Self.parts(of: outline)
        let total = parts.reduce(0) { $0 + $1.count }
        var scored: [(index: Int, score: Double)] = []
        for part in parts {
            let quota = max(1, Self.maximumCandidates * part.count / total)
            let scores = Candidates(part.map { outline.sentences[$0] }, of: outline).contentScores
            scored += Self.best(quota, of: zip(part, scores).map { (index: $0, score: $1) })
        }
        return Self.best(Self.maximumCandidates, of: scored).map(\.index).sorted()
    }

    /// The highest scores; the earlier sentence wins a tie.
    private static func best(_ count: Int, of scored: [(index: Int, score: Double)]) -> [(index: Int, score: Double)] {
        guard scored.count > count else { return scored }
        let sorted = scored.sorted { $0.score > $1.score || $0.score == $1.score && $0.index < $1.index }
        return Array(sorted.prefix(count))
    }

    /// Sections, long ones in pieces; evenly spread over the document where there are too many.
    private static func parts(of outline: DocumentOutline) -> [[Int]] {
        var parts: [[Int]] = []
        var last = -1
        for index in outline.sentences.indices {
            let section = outline.sentences[index].section
            if section != last || parts[parts.count - 1].count == Self.maximumPart { parts.append([]) }
            last = section
            parts[parts.count - 1].append(index)
        }
        let share = Double(Self.maximumRanked) / Double(max(1, outline.sentences.count))
        let count = min(parts.count, Self.maximumCandidates, max(1, Int(share * Double(parts.count))))
        return (0..<count).map { parts[$0 * parts.count / count] }
    }
}
