/// A document as the rules read it: Korean composed, and every place traceable to the original, so that
/// quotes stay exactly what the client sent.
struct SourceText: Sendable {
    /// The document with conjoining jamo composed to syllables (macOS writes them apart).
    let scalars: [Unicode.Scalar]
    private let original: [Unicode.Scalar]
    /// Where each composed scalar begins in the original; nil where both are the same.
    private let origins: [Int]?

    init(_ text: String) {
        let original = Array(text.unicodeScalars)
        self.original = original
        guard original.contains(where: Hangul.isConjoiningJamo) else {
            self.scalars = original
            self.origins = nil
            return
        }
        var scalars: [Unicode.Scalar] = []
        var origins: [Int] = []
        scalars.reserveCapacity(original.count)
        origins.reserveCapacity(original.count + 1)
        for (index, scalar) in original.enumerated() {
            if let last = scalars.last, let syllable = Hangul.composed(last, scalar) {
                scalars[scalars.count - 1] = syllable
            } else {
                scalars.append(scalar)
                origins.append(index)
            }
        }
        origins.append(original.count)
        self.scalars = scalars
        self.origins = origins
    }

    /// The range of the original that a range of ``scalars`` was made from.
    func origin(of range: Range<Int>) -> Range<Int> {
        guard let origins else { return range }
        return origins[range.lowerBound]..<origins[range.upperBound]
    }

    /// The original text of a range of ``scalars``, byte for byte.
    func verbatim(_ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(self.original[self.origin(of: range)]))
    }

    /// The range without the white space at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, self.scalars[lower].isSpace { lower += 1 }
        while upper > lower, self.scalars[upper - 1].isSpace { upper -= 1 }
        return lower..<upper
    }
}

extension Unicode.Scalar {
    /// White space of any kind, and the byte order mark that some editors leave in front.
    var isSpace: Bool {
        switch self.value {
        case 0x20, 0x09...0x0D: true
        case 0..<0x80: false
        case 0xFEFF: true
        default: self.properties.isWhitespace
        }
    }

    /// Unicode's property, which is looked up for other than ASCII only.
    var isWhiteSpace: Bool {
        switch self.value {
        case 0x20, 0x09...0x0D: true
        case 0..<0x80: false
        default: self.properties.isWhitespace
        }
    }

    var isLineBreak: Bool {
        switch self.value {
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    var isASCIILetter: Bool {
        (self.value | 0x20) >= 0x61 && (self.value | 0x20) <= 0x7A
    }

    var isASCIIDigit: Bool {
        self.value >= 0x30 && self.value <= 0x39
    }

    /// A letter or digit of any script.
    var isWordLike: Bool {
        if self.isASCII { return self.isASCIILetter || self.isASCIIDigit }
        if Hangul.isSyllable(self) { return true }
        return self.properties.isAlphabetic || self.properties.numericType != nil
    }

    /// What may stand between the end of a sentence and the white space after it.
    var isCloser: Bool {
        switch self {
        case "\"", "'", ")", "]", "}", "”", "’", "」", "』", "】", "》", "〉", "）", "*", "_", "`", "~": true
        default: false
        }
    }

    var isSentenceEnd: Bool {
        switch self {
        case ".", "?", "!", "。", "？", "！", "…", "．": true
        default: false
        }
    }

    /// Circled numbers, which count paragraphs in Korean regulations.
    var isCircledNumber: Bool {
        self.value >= 0x2460 && self.value <= 0x2473
    }
}
