/// A small pattern over composed Korean text.
///
/// `_` is an optional space. `A` is a syllable without final whose vowel can end a verb stem (해, 써, 봐, 되어).
/// `L` is a syllable that ends in ㄹ. `$` is the end of a clause. `!` stands where no Korean letter may
/// follow, so that "해야 한다는" is not "해야 한다". `<` stands where a word begins. `(a|b)` is a choice.
/// Everything else stands for itself.
struct KoreanPattern: Sendable {
    private enum Atom: Sendable, Equatable {
        case scalar(Unicode.Scalar)
        case optionalSpace
        case openSyllable
        case syllableInRieul
        case clauseEnd
        case noHangul
        case wordStart
    }

    private let atoms: [Atom]

    /// One pattern for every combination of choices.
    static func expanded(_ source: String) -> [KoreanPattern] {
        var sources = [""]
        var choices: [String]?
        for character in source {
            switch character {
            case "(": choices = [""]
            case "|": choices?.append("")
            case ")":
                let ends = choices ?? []
                sources = sources.flatMap { start in ends.map { start + $0 } }
                choices = nil
            default:
                if var open = choices, let last = open.popLast() {
                    open.append(last + String(character))
                    choices = open
                } else {
                    sources = sources.map { $0 + String(character) }
                }
            }
        }
        return sources.map { KoreanPattern(atoms: Self.atoms($0)) }
    }

    private static func atoms(_ source: String) -> [Atom] {
        source.unicodeScalars.map { scalar in
            switch scalar {
            case "_": .optionalSpace
            case "A": .openSyllable
            case "L": .syllableInRieul
            case "$": .clauseEnd
            case "!": .noHangul
            case "<": .wordStart
            default: .scalar(scalar)
            }
        }
    }

    /// The scalars that every match begins with, for an index: nil where there is a choice. The second
    /// one may stand behind a space.
    var start: (first: Unicode.Scalar?, second: Unicode.Scalar?) {
        let atoms = self.atoms.drop { $0 == .wordStart }
        let rest = atoms.dropFirst().drop { $0 == .optionalSpace }
        return (Self.scalar(atoms.first), Self.scalar(rest.first))
    }

    private static func scalar(_ atom: Atom?) -> Unicode.Scalar? {
        if case .scalar(let scalar) = atom { scalar } else { nil }
    }

    /// The end of a match that begins at `start`, or nil.
    func match(in text: [Unicode.Scalar], at start: Int) -> Int? {
        var index = start
        for atom in self.atoms {
            let scalar = index < text.count ? text[index] : nil
            switch atom {
            case .scalar(let expected):
                guard scalar == expected else { return nil }
                index += 1
            case .optionalSpace:
                if scalar == " " { index += 1 }
            case .openSyllable:
                guard let scalar, Self.isOpenStem(scalar) else { return nil }
                index += 1
            case .syllableInRieul:
                guard let scalar, Hangul.final(of: scalar) == 8 else { return nil }
                index += 1
            case .clauseEnd:
                guard Self.isClauseEnd(text, index) else { return nil }
            case .noHangul:
                if let scalar, Hangul.isSyllable(scalar) { return nil }
            case .wordStart:
                if index > 0, text[index - 1].isWordLike { return nil }
            }
        }
        return index
    }

    /// No final consonant and one of the vowels ㅏㅐㅑㅓㅔㅕㅘㅙㅝㅞ: "해야" has it, "분야" has not.
    private static func isOpenStem(_ scalar: Unicode.Scalar) -> Bool {
        guard Hangul.final(of: scalar) == 0, let vowel = Hangul.vowel(of: scalar) else { return false }
        switch vowel {
        case 0, 1, 2, 4, 5, 6, 9, 10, 14, 15: return true
        default: return false
        }
    }

    private static func isClauseEnd(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        var index = index
        if index < text.count, text[index] == " " { index += 1 }
        guard index < text.count else { return true }
        return "(（,;:：/·—–-|".unicodeScalars.contains(text[index])
    }
}
