/// Words by which a sentence announces the list below it.
enum ListAnnouncement {
    private static let words = ["다음", "아래", "각 호", "following", "below", "these"].map { Array($0.unicodeScalars) }

    static func isMade(by sentence: MatchText) -> Bool { Self.words.contains { sentence.contains($0) } }
}
