/// How many columns of a terminal a text takes.
enum TerminalWidth {
    /// The beginning of a text that fits, letters never cut in two.
    static func prefix(_ text: String, columns: Int) -> String {
        var rest = columns
        var end = text.startIndex
        for index in text.indices {
            rest -= Self.columns(of: text[index])
            guard rest >= 0 else { break }
            end = text.index(after: index)
        }
        return String(text[..<end])
    }

    /// The end of a text that fits.
    static func suffix(_ text: String, columns: Int) -> String {
        var rest = columns
        var kept: [Character] = []
        for character in text.reversed() {
            rest -= Self.columns(of: character)
            guard rest >= 0 else { break }
            kept.append(character)
        }
        return String(kept.reversed())
    }

    static func columns(of text: String) -> Int { text.reduce(0) { $0 + Self.columns(of: $1) } }

    /// Two for what terminals show in two columns (Unicode Standard Annex 11: wide, full width, pictures).
    private static func columns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
        }
    }
}
