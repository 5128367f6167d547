/// An English sentence as words and the signs that part clauses.
struct EnglishText: Sendable {
    /// Lower-case words; `,` `;` `:` `(` `)` and dashes stand as words of their own.
    let words: [String]

    init(_ sentence: MatchText) {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func flush() {
            if !word.isEmpty { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        let scalars = sentence.scalars
        for (index, scalar) in scalars.enumerated() {
            if scalar.isWordLike || scalar == MatchText.placeholder {
                word.append(scalar)
            } else if scalar == "'" || scalar == "-" || scalar == "_" || scalar == ".", !word.isEmpty,
                index + 1 < scalars.count, scalars[index + 1].isWordLike
            {
                word.append(scalar)
            } else {
                flush()
                if let sign = Self.sign(scalar) { words.append(sign) }
            }
        }
        flush()
        self.words = words
    }

    private static func sign(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case ",": ","
        case ";": ";"
        case ":": ":"
        case "(": "("
        case ")": ")"
        case "-", "–", "—": "-"
        default: nil
        }
    }

    /// The word at a place, or nothing past the ends.
    func word(_ index: Int) -> String {
        index >= 0 && index < self.words.count ? self.words[index] : ""
    }

    /// Whether the word begins a clause: at the start, after a sign, or after a conjunction or "please".
    func beginsClause(_ index: Int) -> Bool {
        var before = index - 1
        while before >= 0, EnglishRules.openers.contains(self.words[before]) { before -= 1 }
        if before < 0 { return true }
        return EnglishRules.clauseSigns.contains(self.words[before])
    }
}
