/// Gathers lines to blocks: joins wrapped lines, tells headings from lists, drops code and tables' dividers.
struct BlockBuilder {
    private let source: SourceText
    private let lines: [DocumentLine]
    private(set) var blocks: [DocumentBlock] = []
    private(set) var headings: [Range<Int>?] = [nil]
    /// Whether the next line may continue the last block.
    private var isOpen = false
    /// Fence signs that no later line closes; searched once, so that reading stays linear.
    private var neverClosed: Set<Unicode.Scalar> = []

    init(_ source: SourceText) {
        self.source = source
        self.lines = Self.lines(of: source)
    }

    private static func lines(of source: SourceText) -> [DocumentLine] {
        var lines: [DocumentLine] = []
        var start = 0
        for (index, scalar) in source.scalars.enumerated() where scalar.isLineBreak {
            // The second half of CR LF makes one more blank line, which would end every paragraph.
            if scalar == "\n", index > 0, source.scalars[index - 1] == "\r" {
                start = index + 1
                continue
            }
            lines.append(DocumentLine(start..<index, in: source))
            start = index + 1
        }
        lines.append(DocumentLine(start..<source.scalars.count, in: source))
        return lines
    }

    mutating func read() {
        var index = 0
        while index < self.lines.count {
            let line = self.lines[index]
            switch line.kind {
            case .codeFence(let sign):
                index = self.endOfCode(openedAt: index, by: sign)
                self.isOpen = false
            case .blank:
                self.isOpen = false
            case .rule(let sign):
                self.readRule(sign, after: index)
            case .heading:
                self.appendHeading(line.content)
            case .article(let titleEnd):
                self.appendHeading(line.content.lowerBound..<titleEnd)
                self.append(.paragraph, titleEnd..<line.content.upperBound, indent: line.indent)
            case .numbered(let depth):
                if self.isHeading(at: index, depth: depth) {
                    self.appendHeading(line.visible)
                } else {
                    self.append(.listItem, line.content, indent: line.indent)
                }
            case .listItem:
                self.append(.listItem, line.content, indent: line.indent)
            case .tableRow:
                self.appendCells(line.content)
            case .text:
                self.readText(line, at: index)
            }
            index += 1
        }
        self.promoteTitle()
    }

    /// A lone short line before the first heading is the title, though nothing marks it as one.
    private mutating func promoteTitle() {
        guard self.blocks.count > 1, self.blocks[0].kind == .paragraph, self.blocks[1].kind == .heading,
            self.blocks[0].range.count <= 80, !SentenceSplitter.isFinished(self.source.scalars[self.blocks[0].range])
        else { return }
        self.blocks[0].kind = .heading
        self.headings[0] = self.blocks[0].range
    }

    /// The line of the closing fence, or the opening line itself where nothing closes it: an unclosed
    /// fence must not swallow the rest of a document.
    private mutating func endOfCode(openedAt opening: Int, by sign: Unicode.Scalar) -> Int {
        guard !self.neverClosed.contains(sign) else { return opening }
        for index in opening + 1..<max(opening + 1, self.lines.count) where self.lines[index].kind == .codeFence(sign) {
            return index
        }
        self.neverClosed.insert(sign)
        return opening
    }

    /// A line of `=` or `-` right below one line of text makes that line a heading.
    private mutating func readRule(_ sign: Unicode.Scalar, after index: Int) {
        defer { self.isOpen = false }
        guard sign == "=" || sign == "-", self.isOpen, let last = self.blocks.last, last.kind == .paragraph,
            index > 0, self.lines[index - 1].content == last.range, last.range.count <= 80
        else { return }
        self.blocks.removeLast()
        self.appendHeading(last.range)
    }

    /// A short numbered line that is no sentence and has no sibling next to it.
    private func isHeading(at index: Int, depth: Int) -> Bool {
        let line = self.lines[index]
        guard line.content.count <= 60, !SentenceSplitter.isFinished(self.source.scalars[line.content]) else {
            return false
        }
        if index > 0, case .numbered(depth) = self.lines[index - 1].kind { return false }
        guard index + 1 < self.lines.count else { return false }
        var next = index + 1
        while next < self.lines.count, self.lines[next].kind == .blank { next += 1 }
        guard next < self.lines.count else { return false }
        if case .numbered(let other) = self.lines[next].kind { return other > depth }
        return index == 0 || self.lines[index - 1].kind == .blank || depth > 1
    }

    private mutating func appendHeading(_ range: Range<Int>) {
        self.isOpen = false
        let range = MarkupEdges.stripped(self.source.trimmed(range), in: self.source)
        guard self.source.scalars[range].contains(where: \.isWordLike) else { return }
        self.headings.append(range)
        self.blocks.append(DocumentBlock(kind: .heading, range: range, section: self.headings.count - 1, indent: 0))
    }

    private mutating func append(_ kind: DocumentBlock.Kind, _ range: Range<Int>, indent: Int) {
        let range = self.source.trimmed(range)
        self.isOpen = !range.isEmpty && kind != .cell
        guard !range.isEmpty else { return }
        self.blocks.append(
            DocumentBlock(kind: kind, range: range, section: self.headings.count - 1, indent: indent)
        )
    }

    private mutating func appendCells(_ row: Range<Int>) {
        var start = row.lowerBound
        for index in row where self.source.scalars[index] == "|" {
            self.append(.cell, start..<index, indent: 0)
            start = index + 1
        }
        self.append(.cell, start..<row.upperBound, indent: 0)
    }

    private mutating func readText(_ line: DocumentLine, at index: Int) {
        let isImage = self.source.scalars[line.content].starts(with: "![".unicodeScalars)
        let isComment = self.source.scalars[line.content].starts(with: "<!--".unicodeScalars)
        guard !isImage, !isComment else { return }
        if self.isOpen, self.continuesLastBlock(line, at: index) {
            self.blocks[self.blocks.count - 1].range =
                self.blocks[self.blocks.count - 1].range.lowerBound..<line.content.upperBound
        } else {
            self.append(.paragraph, line.content, indent: line.indent)
        }
    }

    /// Whether the line before was broken by an editor rather than ended by its author.
    private func continuesLastBlock(_ line: DocumentLine, at index: Int) -> Bool {
        guard index > 0, let last = self.blocks.last, last.range.upperBound == self.lines[index - 1].content.upperBound,
            line.content.lowerBound == line.visible.lowerBound
        else { return false }
        let before = self.source.scalars[self.lines[index - 1].content]
        guard !SentenceSplitter.isFinished(before) else { return false }
        let first = self.source.scalars[line.content.lowerBound]
        if first.isASCIILetter, first.value >= 0x61 { return true }
        let width = before.reduce(0) { $0 + ($1.value >= 0x1100 ? 2 : 1) }
        return width >= 50
    }
}
