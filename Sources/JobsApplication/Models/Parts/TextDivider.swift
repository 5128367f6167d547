/// Divides a long text into pieces that fit, at the places where a reader would: before a heading, between
/// paragraphs, lines or sentences, and only where there is none of them between words or in one.
///
/// The pieces put together are the text: nothing is left out and nothing is said twice.
struct TextDivider {
    /// How good a place is to divide a text at; the raw value orders them.
    private enum Place: Int, Comparable {
        case anywhere, space, sentence, line, paragraph, heading

        static func < (lhs: Place, rhs: Place) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    private let scalars: [Unicode.Scalar]

    init(_ text: String) {
        self.scalars = Array(text.unicodeScalars)
    }

    /// The pieces' ranges in Unicode scalars, in order.
    ///
    /// - Parameter tokens: how many a piece may have by estimate; a single scalar may have more.
    func pieces(ofAtMost tokens: Int) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = 0
        while start < self.scalars.count {
            let end = self.end(of: start, tokens: max(tokens, 1))
            pieces.append(start..<end)
            start = end
        }
        return pieces
    }

    /// The text of a range.
    func text(of range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: self.scalars[range])
        return String(view)
    }

    private func end(of start: Int, tokens: Int) -> Int {
        var thousandths = 0
        var limit = start
        while limit < self.scalars.count {
            thousandths += TokenEstimate.thousandths(of: self.scalars[limit])
            if thousandths > tokens * 1000 { break }
            limit += 1
        }
        guard limit < self.scalars.count else { return limit }
        guard limit > start else { return start + 1 }
        // A piece is at least half full, so that a text with many headings does not become many pieces.
        var best = (place: Place.anywhere, end: limit)
        for end in stride(from: limit, to: start + (limit - start) / 2, by: -1) {
            let place = self.place(before: end)
            if place > best.place { best = (place, end) }
        }
        if best.place > .anywhere { return best.end }
        let space = stride(from: limit, to: start, by: -1).first { self.place(before: $0) > .anywhere }
        return space ?? self.betweenLetters(limit, after: start)
    }

    /// What kind of place lies before a scalar: the piece would end there.
    private func place(before end: Int) -> Place {
        let previous = self.scalars[end - 1]
        guard previous.isSpace else { return .anywhere }
        guard previous.isLineBreak else {
            let last = self.scalars[..<end].lastIndex { !$0.isSpace && !$0.isCloser }
            return last.map { self.scalars[$0].isSentenceEnd } == true ? .sentence : .space
        }
        // A carriage return and its line feed stay together.
        if previous == "\r", self.scalars[end] == "\n" { return .anywhere }
        if self.isHeading(at: end) { return .heading }
        let line = self.scalars[..<(end - 1)].last { $0 != "\r" && $0 != " " && $0 != "\t" }
        return line.map(\.isLineBreak) == true ? .paragraph : .line
    }

    /// Whether a heading begins there: in Markdown, or a chapter or article of a Korean regulation.
    private func isHeading(at start: Int) -> Bool {
        guard start < self.scalars.count else { return false }
        if self.scalars[start] == "#" { return true }
        guard self.scalars[start] == "제" else { return false }
        var index = start + 1
        while index < self.scalars.count, self.scalars[index].isASCIIDigit { index += 1 }
        guard index > start + 1, index < self.scalars.count else { return false }
        return ["편", "장", "절", "관", "조"].contains(self.scalars[index])
    }

    /// The last place up to a limit that does not take a letter from its accents or a syllable apart.
    private func betweenLetters(_ limit: Int, after start: Int) -> Int {
        var end = limit
        while end > start + 1, Self.joins(self.scalars[end]) || self.scalars[end - 1].value == 0x200D { end -= 1 }
        return Self.joins(self.scalars[end]) ? limit : end
    }

    private static func joins(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x300: false
        case 0x1160...0x11FF, 0x200D: true
        default: scalar.properties.isGraphemeExtend
        }
    }
}
