/// The key words of RFC 2119 inside Korean sentences: "… 폐기한다(MUST)", "… 전송은 OPTIONAL이며".
enum KoreanKeyword {
    private static let words: [(word: [Unicode.Scalar], result: SentenceClass)] = [
        ("must not", SentenceClass.prohibition), ("shall not", .prohibition), ("should not", .recommendation),
        ("not recommended", .recommendation), ("must", .obligation), ("shall", .obligation), ("required", .obligation),
        ("should", .recommendation), ("recommended", .recommendation), ("may", .permission), ("optional", .permission),
    ].map { (word: Array($0.0.unicodeScalars), result: $0.1) }
    private static let copulas = ["이며", "이다", "입니다", "이고", "임", "으로 한다"].map { Array($0.unicodeScalars) }

    /// The key word in brackets at the end, which settles what the sentence says.
    static func atEnd(of text: [Unicode.Scalar]) -> SentenceClass? {
        guard text.last == ")", let opening = text.lastIndex(of: "(") else { return nil }
        let inner = text[(opening + 1)..<(text.count - 1)]
        return self.words.first { inner.elementsEqual($0.word) }?.result
    }

    /// A key word that is the predicate.
    static func inside(_ text: [Unicode.Scalar]) -> SentenceClass? {
        var index = 0
        while index < text.count {
            guard text[index].isASCIILetter else {
                index += 1
                continue
            }
            for (word, result) in self.words where text[index...].starts(with: word) {
                let rest = text[(index + word.count)...]
                if self.copulas.contains(where: { rest.starts(with: $0) }) { return result }
            }
            // On to the next word.
            while index < text.count, text[index].isASCIILetter { index += 1 }
        }
        return nil
    }
}
