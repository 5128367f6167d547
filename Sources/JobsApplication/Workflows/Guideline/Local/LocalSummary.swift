/// A summary made of the document's own sentences, without a model.
struct LocalSummary {
    /// A graph of sentences grows with the square of their number.
    private static let maximumCandidates = 400
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

    /// All sentences, or where there are too many, the first ones of each section.
    private static func candidates(of outline: DocumentOutline) -> [Int] {
        let all = Array(outline.sentences.indices)
        guard all.count > Self.maximumCandidates else { return all }
        var sections: [[Int]] = []
        var last = -1
        for index in all {
            if outline.sentences[index].section != last { sections.append([]) }
            last = outline.sentences[index].section
            sections[sections.count - 1].append(index)
        }
        if sections.count > Self.maximumCandidates {
            // Evenly spread over the document.
            sections = (0..<Self.maximumCandidates).map { sections[$0 * sections.count / Self.maximumCandidates] }
        }
        var chosen: [Int] = []
        var depth = 0
        while chosen.count < Self.maximumCandidates {
            let layer = sections.compactMap { depth < $0.count ? $0[depth] : nil }
            if layer.isEmpty { break }
            chosen.append(contentsOf: layer.prefix(Self.maximumCandidates - chosen.count))
            depth += 1
        }
        return chosen.sorted()
    }
}
