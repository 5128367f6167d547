/// A set of phrases, found by their first word.
struct EnglishPhrases: Sendable {
    /// How many words `*` may stand for.
    private static let longestGap = 6

    private var byFirst: [String: [[String]]] = [:]

    /// Phrases between commas; `a|b` in place of a word is a choice, `*` is one to six words of one clause.
    init(_ table: String) {
        for source in table.split(separator: ",") {
            var phrases: [[String]] = [[]]
            for part in source.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
                let choices = part.split(separator: "|")
                phrases = phrases.flatMap { start in choices.map { start + [String($0)] } }
            }
            for phrase in phrases {
                if let first = phrase.first { self.byFirst[first, default: []].append(phrase) }
            }
        }
    }

    var firstWords: Set<String> { Set(self.byFirst.keys) }

    /// The number of words that match at a place; 0 where none does.
    func length(in words: [String], at start: Int) -> Int {
        var longest = 0
        for phrase in self.byFirst[words[start]] ?? [] {
            if let end = Self.end(of: phrase[...], in: words, at: start) { longest = max(longest, end - start) }
        }
        return longest
    }

    private static func end(of phrase: ArraySlice<String>, in words: [String], at start: Int) -> Int? {
        var index = start
        for (place, part) in zip(phrase.indices, phrase) {
            if part == "*" {
                let rest = phrase[(place + 1)...]
                for gap in 1...Self.longestGap where index + gap <= words.count {
                    if EnglishRules.clauseSigns.contains(words[index + gap - 1]) { return nil }
                    if let end = Self.end(of: rest, in: words, at: index + gap) { return end }
                }
                return nil
            }
            guard index < words.count, words[index] == part else { return nil }
            index += 1
        }
        return index
    }

    /// The places where a phrase begins.
    func places(in words: [String]) -> [Int] {
        words.indices.filter { self.length(in: words, at: $0) > 0 }
    }

    func occurs(in words: [String]) -> Bool {
        words.indices.contains { self.length(in: words, at: $0) > 0 }
    }
}
