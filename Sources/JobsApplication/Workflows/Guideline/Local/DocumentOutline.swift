/// A document taken apart: headings, blocks, sentences, all as ranges of one source.
struct DocumentOutline: Sendable {
    let source: SourceText
    let blocks: [DocumentBlock]
    /// In source order.
    let sentences: [Sentence]
    /// The sentences of each block.
    let sentencesOfBlock: [Range<Int>]
    /// The heading of each section; nil for what stands before the first heading.
    let headings: [Range<Int>?]

    init(_ text: String) {
        let source = SourceText(text)
        var builder = BlockBuilder(source)
        builder.read()
        self.source = source
        self.blocks = builder.blocks
        self.headings = builder.headings
        let splitter = SentenceSplitter(source)
        let read = Self.sentences(in: builder.blocks, splitter, headingsCount: false)
        // Some documents are headings only; then these are what there is to say.
        let chosen = read.0.isEmpty ? Self.sentences(in: builder.blocks, splitter, headingsCount: true) : read
        self.sentences = chosen.0
        self.sentencesOfBlock = chosen.1
    }

    func text(of sentence: Sentence) -> String { self.source.verbatim(sentence.range) }

    /// The heading of a section as it is written, or nil where it has none.
    func heading(of section: Int) -> String? {
        self.headings[section].map { self.source.verbatim($0) }
    }

    private static func sentences(
        in blocks: [DocumentBlock],
        _ splitter: SentenceSplitter,
        headingsCount: Bool
    ) -> ([Sentence], [Range<Int>]) {
        var sentences: [Sentence] = []
        var ranges: [Range<Int>] = []
        var lastSection = -1
        for (index, block) in blocks.enumerated() {
            let start = sentences.count
            if block.kind != .heading || headingsCount {
                for piece in splitter.sentences(in: block.range) {
                    sentences.append(
                        Sentence(
                            range: piece.range,
                            block: index,
                            section: block.section,
                            isLead: block.section != lastSection,
                            isFragment: piece.isCut
                        )
                    )
                    lastSection = block.section
                }
            }
            ranges.append(start..<sentences.count)
        }
        return (sentences, ranges)
    }
}
