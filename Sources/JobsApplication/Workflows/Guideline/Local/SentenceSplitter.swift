/// Splits a block into sentences, Korean and English alike.
struct SentenceSplitter: Sendable {
    /// What a splitter found.
    struct Piece: Sendable, Equatable {
        let range: Range<Int>
        /// Whether it was cut only because it was too long.
        let isCut: Bool
    }

    private static let maximumLength = 2_000
    private static let abbreviations: Set<String> = [
        "e.g", "i.e", "eg", "ie", "vs", "cf", "no", "nos", "fig", "figs", "eq", "dr", "mr", "mrs", "ms", "prof", "st",
        "inc", "ltd", "co", "corp", "approx", "al", "ca", "sec", "art", "ch", "pp", "vol", "ed", "min", "max", "jan",
        "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "u.s", "u.k", "a.m", "p.m",
    ]
    /// Abbreviations that also end sentences.
    private static let softAbbreviations: Set<String> = [
        "etc", "no", "inc", "ltd", "co", "a.m", "p.m", "u.s", "u.k", "min", "max",
    ]
    private static let koreanEndings = Set("다요오함음됨임것까".unicodeScalars)
    /// Nouns that end like sentences; headings love them.
    private static let koreanNouns: Set<String> = [
        "개요", "필요", "주요", "중요", "수요", "소요", "리오", "디오", "책임", "위임", "모임", "레임", "다음", "처음", "소음", "마음",
    ]

    private let source: SourceText

    init(_ source: SourceText) {
        self.source = source
    }

    /// Whether a line says something to its end, so that the next line begins anew.
    static func isFinished(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let last = line.last(where: { !$0.isCloser && !$0.isSpace }) else { return false }
        return last.isSentenceEnd || last == ":" || last == "：" || last == ";" || Self.endsInKorean(line)
    }

    /// Whether a line ends with a syllable that ends Korean sentences.
    static func endsInKorean(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let end = line.lastIndex(where: { !$0.isCloser && !$0.isSpace }), Self.koreanEndings.contains(line[end])
        else { return false }
        let word = line[max(line.startIndex, end - 1)...end]
        return !Self.koreanNouns.contains(String(String.UnicodeScalarView(word)))
    }

    /// The sentences of a block; what has no letter or digit is left out.
    func sentences(in block: Range<Int>) -> [Piece] {
        var pieces: [Piece] = []
        var start = block.lowerBound
        var index = block.lowerBound
        var parenthesisEnd = block.lowerBound
        while index < block.upperBound {
            let scalar = self.source.scalars[index]
            if scalar.isCircledNumber, index > start {
                self.append(start..<index, to: &pieces)
                start = index + 1
            } else if scalar.isCircledNumber {
                start = index + 1
            } else if scalar == "`" || (scalar == "(" && index > start + 1), index >= parenthesisEnd {
                parenthesisEnd = self.close(of: scalar, after: index, in: block) ?? parenthesisEnd
            } else if scalar.isSentenceEnd, index >= parenthesisEnd,
                let end = self.sentenceEnd(at: index, start: start, in: block)
            {
                self.append(start..<end, to: &pieces)
                start = end
                index = end
                continue
            }
            index += 1
        }
        self.append(start..<block.upperBound, to: &pieces)
        return pieces
    }

    /// Where a bracket or code span ends; a full stop inside ends no sentence. Looks only a little ahead,
    /// because an author may forget to close it.
    private func close(of opening: Unicode.Scalar, after index: Int, in block: Range<Int>) -> Int? {
        let sign: Unicode.Scalar = opening == "(" ? ")" : "`"
        let limit = min(block.upperBound, index + 200)
        return (index + 1..<max(index + 1, limit)).first { self.source.scalars[$0] == sign }
    }

    /// The end of the sentence that a sign at `index` closes, or nil where it closes none.
    private func sentenceEnd(at index: Int, start: Int, in block: Range<Int>) -> Int? {
        let scalars = self.source.scalars
        var end = index + 1
        while end < block.upperBound, scalars[end].isSentenceEnd { end += 1 }
        let isSingleStop = end == index + 1 && scalars[index] == "."
        let afterSigns = end
        while end < block.upperBound, scalars[end].isCloser { end += 1 }
        guard end < block.upperBound else { return end }
        guard scalars[end].isSpace else {
            // Some Korean authors leave out the space: "한다.그리고".
            let isKorean =
                isSingleStop && end == afterSigns && index > block.lowerBound
                && Self.koreanEndings.contains(scalars[index - 1]) && Hangul.isSyllable(scalars[end])
            return isKorean || scalars[index] == "。" ? end : nil
        }
        guard scalars[index] == "." || scalars[index] == "…" else { return end }
        let next = (end..<block.upperBound).first { !scalars[$0].isSpace }.map { scalars[$0] }
        let nextIsSmall = next.map { $0.isASCIILetter && $0.value >= 0x61 } ?? false
        guard isSingleStop else { return nextIsSmall ? nil : end }
        return self.isAbbreviation(before: index, start: start, nextIsSmall: nextIsSmall) ? nil : end
    }

    private func isAbbreviation(before stop: Int, start: Int, nextIsSmall: Bool) -> Bool {
        let scalars = self.source.scalars
        var lower = stop
        while lower > start, stop - lower < 8, scalars[lower - 1].isWordLike || scalars[lower - 1] == "." { lower -= 1 }
        let word = scalars[lower..<stop]
        guard !word.isEmpty else { return false }
        // "1. 개요" inside a line: the number belongs to what follows.
        if word.allSatisfy(\.isASCIIDigit) { return scalars[start..<lower].allSatisfy(\.isSpace) && word.count <= 3 }
        if word.count == 1, let letter = word.first { return letter.isASCIILetter && letter.value < 0x61 }
        guard word.allSatisfy({ $0.isASCIILetter || $0 == "." }) else { return false }
        let name = String(String.UnicodeScalarView(word)).lowercased()
        if Self.softAbbreviations.contains(name) {
            // "No. 5" goes on; "The answer is no. Then …" does not.
            return nextIsSmall || (name == "no" && self.isFollowedByDigit(stop))
        }
        return Self.abbreviations.contains(name)
    }

    private func isFollowedByDigit(_ stop: Int) -> Bool {
        let next = self.source.scalars[(stop + 1)...].first { !$0.isSpace }
        return next?.isASCIIDigit ?? false
    }

    private func append(_ range: Range<Int>, to pieces: inout [Piece]) {
        let range = MarkupEdges.stripped(range, in: self.source)
        guard range.count > Self.maximumLength else {
            if self.source.scalars[range].contains(where: \.isWordLike) {
                pieces.append(Piece(range: range, isCut: false))
            }
            return
        }
        var start = range.lowerBound
        while start < range.upperBound {
            let end = self.cut(from: start, in: range)
            let piece = self.source.trimmed(start..<end)
            if self.source.scalars[piece].contains(where: \.isWordLike) {
                pieces.append(Piece(range: piece, isCut: true))
            }
            start = end
        }
    }

    /// Where an endless sentence is cut: at the last white space, else before a scalar that stands alone.
    private func cut(from start: Int, in range: Range<Int>) -> Int {
        let limit = start + Self.maximumLength
        guard limit < range.upperBound else { return range.upperBound }
        if let space = (start + 1..<limit).last(where: { self.source.scalars[$0].isSpace }) { return space }
        return (start + 1...limit).last { !self.source.scalars[$0].properties.isGraphemeExtend } ?? limit
    }
}
