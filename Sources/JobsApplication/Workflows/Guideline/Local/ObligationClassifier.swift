/// Tells what a sentence demands, by rules, in Korean and English.
enum ObligationClassifier {
    static func classify(_ sentence: MatchText) -> SentenceClass {
        guard !sentence.isQuestion else { return .notNormative }
        guard sentence.hasHangul else { return EnglishClassifier.classify(EnglishText(sentence)) }
        let korean = KoreanClassifier.classify(sentence.scalars)
        guard korean == .plain, Self.isMostlyLatin(sentence.scalars) else { return korean }
        return EnglishClassifier.classify(EnglishText(sentence))
    }

    /// Whether the few Korean letters are names in an English sentence.
    private static func isMostlyLatin(_ scalars: [Unicode.Scalar]) -> Bool {
        var hangul = 0
        var latin = 0
        for scalar in scalars {
            if Hangul.isSyllable(scalar) { hangul += 1 } else if scalar.isASCIILetter { latin += 1 }
        }
        return hangul * 5 < latin
    }
}
