/// One line of a document and what it is, judged by itself.
struct DocumentLine: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case blank
        /// A line of signs only: a rule, an underline, a table's divider.
        case rule(Unicode.Scalar)
        case codeFence(Unicode.Scalar)
        case heading
        /// `제3조(목적) …`: the title ends at the given place, text may follow.
        case article(titleEnd: Int)
        /// `1.` or `2.3`: a heading or a list item, which the neighbours decide. The depth counts the numbers.
        case numbered(depth: Int)
        case listItem
        case tableRow
        case text
    }

    let kind: Kind
    /// Without white space, marks and numbering.
    let content: Range<Int>
    /// From the first visible scalar to the last.
    let visible: Range<Int>
    /// White space before the line, a tab counting four.
    let indent: Int

    init(_ line: Range<Int>, in source: SourceText) {
        var reader = LineReader(line, in: source)
        self.visible = reader.visible
        self.indent = reader.indent
        self.kind = reader.readKind()
        self.content = reader.content
    }
}

/// Recognises the marks at the start of a line.
private struct LineReader {
    private static let hangulCounters = Set("가나다라마바사아자차카타파하".unicodeScalars)
    private static let divisions = Set("장절편관조".unicodeScalars)
    private static let bullets = Set("-*+•‣·○●▪◦※□■▶◆–—∙ㆍ".unicodeScalars)
    private static let ruleSigns = Set("-=_*|:+~#─━".unicodeScalars)

    private let scalars: [Unicode.Scalar]
    private var start: Int
    private var end: Int
    let visible: Range<Int>
    let indent: Int

    var content: Range<Int> { self.start..<max(self.start, self.end) }

    init(_ line: Range<Int>, in source: SourceText) {
        self.scalars = source.scalars
        self.visible = source.trimmed(line)
        self.start = self.visible.lowerBound
        self.end = self.visible.upperBound
        self.indent = source.scalars[line.lowerBound..<self.visible.lowerBound].reduce(0) { $0 + ($1 == "\t" ? 4 : 1) }
    }

    mutating func readKind() -> DocumentLine.Kind {
        self.skipQuoteMarks()
        guard self.start < self.end else { return .blank }
        let first = self.scalars[self.start]
        if first == "`" || first == "~", self.run(of: first) >= 3 { return .codeFence(first) }
        if Self.ruleSigns.contains(first), let rule = self.ruleSign() { return .rule(rule) }
        if first == "#", let heading = self.readHashHeading() { return heading }
        if first == "|" { return .tableRow }
        if let article = self.readArticle() { return article }
        if self.readBullet() { return .listItem }
        if let numbered = self.readNumbering() { return numbered }
        if self.isBold() || self.isEnglishDivision() { return .heading }
        return .text
    }

    private func scalar(_ offset: Int) -> Unicode.Scalar? {
        self.start + offset < self.end ? self.scalars[self.start + offset] : nil
    }

    private func run(of sign: Unicode.Scalar) -> Int {
        var count = 0
        while self.scalar(count) == sign { count += 1 }
        return count
    }

    private func digits(from offset: Int) -> Int {
        var count = 0
        while let scalar = self.scalar(offset + count), scalar.isASCIIDigit { count += 1 }
        return count
    }

    private mutating func skip(_ count: Int) {
        self.start += count
        while self.start < self.end, self.scalars[self.start].isSpace { self.start += 1 }
    }

    private mutating func skipQuoteMarks() {
        while self.scalar(0) == ">" { self.skip(1) }
    }

    private func ruleSign() -> Unicode.Scalar? {
        guard self.end - self.start >= 3 else { return nil }
        let line = self.scalars[self.start..<self.end]
        return line.allSatisfy { Self.ruleSigns.contains($0) || $0 == " " } ? line.first : nil
    }

    private mutating func readHashHeading() -> DocumentLine.Kind? {
        let count = self.run(of: "#")
        guard count <= 6, let next = self.scalar(count), next.isSpace else { return nil }
        self.skip(count)
        while self.end > self.start, self.scalars[self.end - 1] == "#" || self.scalars[self.end - 1].isSpace {
            self.end -= 1
        }
        return .heading
    }

    /// `제1장 총칙`, `제3조(목적) …`, `제3조의2(특례)`.
    private mutating func readArticle() -> DocumentLine.Kind? {
        guard self.scalar(0) == "제" else { return nil }
        var offset = 1
        if self.scalar(offset) == " " { offset += 1 }
        let digits = self.digits(from: offset)
        offset += digits
        guard digits > 0, let division = self.scalar(offset), Self.divisions.contains(division) else { return nil }
        offset += 1
        if self.scalar(offset) == "의" {
            let more = self.digits(from: offset + 1)
            if more > 0 { offset += 1 + more }
        }
        guard division == "조" else {
            // "제2장에서 정한 …" is a sentence about a chapter.
            if let next = self.scalar(offset), !next.isSpace { return nil }
            return self.end - self.start <= 60 ? .heading : nil
        }
        if self.scalar(offset) == " ", self.scalar(offset + 1) == "(" { offset += 1 }
        guard self.scalar(offset) == "(" else {
            if let next = self.scalar(offset), !next.isSpace { return nil }
            return .article(titleEnd: self.start + offset)
        }
        var close = offset
        while let scalar = self.scalar(close), scalar != ")" { close += 1 }
        guard self.scalar(close) == ")", close - offset <= 60 else { return nil }
        return .article(titleEnd: self.start + close + 1)
    }

    private mutating func readBullet() -> Bool {
        guard let first = self.scalar(0) else { return false }
        if first.isCircledNumber {
            self.skip(1)
            return true
        }
        if Self.bullets.contains(first), let next = self.scalar(1), next.isSpace {
            self.skip(2)
            self.skipTaskBox()
            return true
        }
        if Self.hangulCounters.contains(first), let mark = self.scalar(1), mark == "." || mark == ")",
            self.scalar(2)?.isSpace == true
        {
            self.skip(3)
            return true
        }
        if first.isASCIILetter, self.scalar(1) == ")", self.scalar(2)?.isSpace == true {
            self.skip(3)
            return true
        }
        return self.readParenthesizedNumber()
    }

    /// `(1) `, `1) `, `(a) `, `(가) `.
    private mutating func readParenthesizedNumber() -> Bool {
        let opening = self.scalar(0) == "(" ? 1 : 0
        var count = self.digits(from: opening)
        if count == 0, opening == 1, let letter = self.scalar(1),
            letter.isASCIILetter || Self.hangulCounters.contains(letter)
        {
            count = 1
        }
        guard count > 0, count <= 3, self.scalar(opening + count) == ")",
            self.scalar(opening + count + 1)?.isSpace == true
        else { return false }
        self.skip(opening + count + 1)
        return true
    }

    private mutating func skipTaskBox() {
        guard self.scalar(0) == "[", self.scalar(2) == "]", let mark = self.scalar(1),
            " xX".unicodeScalars.contains(mark)
        else { return }
        self.skip(3)
    }

    /// `1. `, `2.3 `, `2.3. `.
    private mutating func readNumbering() -> DocumentLine.Kind? {
        var offset = 0
        var depth = 0
        while true {
            let count = self.digits(from: offset)
            guard count > 0, count <= 3 else { break }
            depth += 1
            offset += count
            guard self.scalar(offset) == "." else { break }
            offset += 1
        }
        guard depth > 0, self.scalar(offset)?.isSpace == true else { return nil }
        // "3 reviewers …" is a sentence; "1." and "2.3" are numbering.
        guard depth > 1 || self.scalar(offset - 1) == "." else { return nil }
        self.skip(offset)
        return .numbered(depth: depth)
    }

    /// A line that is bold from end to end and no sentence: many documents write headings so.
    private mutating func isBold() -> Bool {
        guard self.end - self.start <= 64, self.scalar(0) == "*", self.scalar(1) == "*", self.end - self.start > 4,
            self.scalars[self.end - 1] == "*", self.scalars[self.end - 2] == "*"
        else { return false }
        let inner = self.scalars[self.start + 2..<self.end - 2]
        guard !inner.contains("*"), let last = inner.last, !last.isSentenceEnd, !SentenceSplitter.endsInKorean(inner)
        else { return false }
        self.start += 2
        self.end -= 2
        return true
    }

    /// `Article 5`, `Section 2.1 Scope`, `Chapter 3: Waste`.
    private func isEnglishDivision() -> Bool {
        guard self.end - self.start <= 80, !self.scalars[self.end - 1].isSentenceEnd else { return false }
        for word in ["article ", "section ", "chapter ", "part ", "appendix "] {
            let letters = Array(word.unicodeScalars)
            guard self.end - self.start > letters.count else { continue }
            let matches = letters.indices.allSatisfy { offset in
                let scalar = self.scalars[self.start + offset]
                return scalar == letters[offset] || scalar.value | 0x20 == letters[offset].value
            }
            if matches, let next = self.scalar(letters.count), next.isASCIIDigit { return true }
        }
        return false
    }
}
