/// Words that open an exception to the sentence before.
enum ExceptionMark {
    private static let words = ["단,", "다만", "except ", "exceptions"].map { Array($0.unicodeScalars) }

    static func opens(_ sentence: MatchText) -> Bool { Self.words.contains { sentence.scalars.starts(with: $0) } }
}
