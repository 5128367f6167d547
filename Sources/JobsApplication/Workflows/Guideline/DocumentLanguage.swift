/// The languages that prompts and rules are written in.
enum DocumentLanguage: Sendable, Equatable {
    case korean
    case english

    /// The language to talk to the client in: what was asked for, else what the document is written in.
    init(requested: String, document: String) {
        switch requested {
        case "ko": self = .korean
        case "en": self = .english
        default: self = DocumentLanguage.detected(in: document) ?? .korean
        }
    }

    /// What a document is written in, by the share of Hangul among its letters; nil where it has none.
    ///
    /// A Hangul syllable says as much as two or three Latin letters, and Korean documents are full of
    /// Latin names and code, so that a fifth is already Korean.
    static func detected(in text: String) -> DocumentLanguage? {
        var hangul = 0
        var letters = 0
        for scalar in text.unicodeScalars {
            if Hangul.isSyllable(scalar) || Hangul.isLeadingConsonant(scalar) {
                hangul += 1
                letters += 1
            } else if scalar.isASCII ? scalar.isASCIILetter : scalar.properties.isAlphabetic {
                // The vowels and finals of a decomposed syllable were counted with its first letter.
                if !Hangul.isConjoiningJamo(scalar) { letters += 1 }
            }
        }
        guard letters > 0 else { return nil }
        return hangul * 5 >= letters ? .korean : .english
    }
}
