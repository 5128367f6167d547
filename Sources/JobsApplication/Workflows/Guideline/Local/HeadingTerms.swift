/// The words of headings: a sentence that takes them up says what its section is about.
struct HeadingTerms {
    private var numbering = SentenceTerms()
    private var termsOfSection: [Int: Set<Int>] = [:]

    /// Reads the headings of the given sections; the title stands in for a section without one.
    init(of sections: Set<Int>, in outline: DocumentOutline) {
        let title = outline.headings.lazy.compactMap { $0 }.first
        for section in sections.sorted() {
            guard let range = outline.headings[section] ?? title else { continue }
            let terms = self.numbering.terms(of: MatchText(outline.source.scalars[range]))
            self.termsOfSection[section] = Set(terms.map(\.term))
        }
    }

    /// How much of its section's heading a sentence takes up, between 0 and 1.
    func share(in sentence: MatchText, of section: Int) -> Double {
        guard let wanted = self.termsOfSection[section], !wanted.isEmpty else { return 0 }
        return Double(self.numbering.known(in: sentence).intersection(wanted).count) / Double(wanted.count)
    }
}
