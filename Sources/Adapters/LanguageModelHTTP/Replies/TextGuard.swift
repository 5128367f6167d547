import JobsDomain

/// Notices a model that writes on without end, which small models under a grammar do.
struct TextGuard: Sendable {
    /// So many white-space characters in a row stand in no answer.
    static let maximumBlanks = 200
    /// So many equal pieces in a row stand in no answer.
    static let maximumRepetitions = 100

    private var blanks = 0
    private var latest = ""
    private var repetitions = 0

    /// Looks at the next piece of a streamed answer; returns what is wrong with the whole so far.
    mutating func check(_ piece: String) -> ReplyDefect? {
        for scalar in piece.unicodeScalars {
            self.blanks = Self.isBlank(scalar) ? self.blanks + 1 : 0
            if self.blanks >= Self.maximumBlanks { return .blank }
        }
        self.repetitions = piece.isSameUTF8(as: self.latest) ? self.repetitions + 1 : 1
        self.latest = piece
        return self.repetitions >= Self.maximumRepetitions ? .repeating : nil
    }

    /// White space; properties of Unicode are looked up only where a glance does not tell.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20: true
        case ..<0x80: false
        default: scalar.properties.isWhitespace
        }
    }
}
