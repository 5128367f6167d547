/// A sentence as the rules look at it: lower case, plain apostrophes, single spaces, no emphasis marks,
/// and what is quoted replaced by one sign, because quoted words bind nobody.
struct MatchText: Sendable {
    /// Stands for a quotation or a code span.
    static let placeholder: Unicode.Scalar = "\u{FFFC}"
    private static let longestQuotation = 300
    /// Quotation marks around these are emphasis. Taking the word away would turn a ban into a duty.
    private static let negations: Set<String> = ["not", "never", "no"]

    private(set) var scalars: [Unicode.Scalar] = []
    private(set) var isQuestion = false
    private(set) var hasHangul = false
    /// Where the quotation that is being read began, and the sign that ends it.
    private var quotation: (start: Int, closer: Unicode.Scalar)?

    init(_ sentence: ArraySlice<Unicode.Scalar>) {
        self.scalars.reserveCapacity(sentence.count)
        for scalar in sentence { self.append(scalar) }
        self.trimEnd()
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if let quotation, scalar == quotation.closer {
            self.close(from: quotation.start)
            return
        }
        if self.quotation == nil, let closer = self.closer(for: scalar) {
            self.quotation = (self.scalars.count, closer)
        }
        if let quotation, self.scalars.count - quotation.start > Self.longestQuotation { self.quotation = nil }
        switch scalar {
        case "*", "~": return
        case "’", "‘", "ʼ", "＇", "`": self.scalars.append("'")
        default:
            if scalar.isSpace {
                if let last = self.scalars.last, last != " " { self.scalars.append(" ") }
            } else if scalar.isASCIILetter {
                self.scalars.append(Unicode.Scalar(UInt8(scalar.value | 0x20)))
            } else {
                if Hangul.isSyllable(scalar) { self.hasHangul = true }
                self.scalars.append(scalar)
            }
        }
    }

    private mutating func close(from start: Int) {
        self.quotation = nil
        let quoted = String(String.UnicodeScalarView(self.scalars[min(start + 1, self.scalars.count)...]))
        self.scalars.removeSubrange(start...)
        if Self.negations.contains(quoted) {
            self.scalars.append(contentsOf: quoted.unicodeScalars)
        } else {
            self.scalars.append(Self.placeholder)
        }
    }

    /// The sign that ends a quotation opened by this one. A right single quotation mark opens none: it is
    /// an apostrophe.
    private func closer(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case "\"": "\""
        case "“": "”"
        case "‘": "’"
        case "「": "」"
        case "『": "』"
        case "`": "`"
        default: nil
        }
    }

    private mutating func trimEnd() {
        while let last = self.scalars.last {
            if last == "?" || last == "？" { self.isQuestion = true }
            guard last.isSentenceEnd || last == " " || last == "'" || last == "\"" || last == "”" || last == "_" else {
                return
            }
            self.scalars.removeLast()
        }
    }

    /// Whether a run of scalars occurs anywhere.
    func contains(_ run: [Unicode.Scalar]) -> Bool {
        guard let first = run.first else { return true }
        return self.scalars.indices.contains { self.scalars[$0] == first && self.scalars[$0...].starts(with: run) }
    }
}
