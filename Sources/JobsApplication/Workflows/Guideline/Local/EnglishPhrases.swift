/// A set of phrases, found by their first word.
struct EnglishPhrases: Sendable {
    private var byFirst: [String: [[String]]] = [:]

    /// Phrases between commas; `a|b` in place of a word is a choice.
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

    /// The number of words that match at a place; 0 where none does.
    func length(in words: [String], at start: Int) -> Int {
        var longest = 0
        for phrase in self.byFirst[words[start]] ?? [] where phrase.count > longest {
            guard start + phrase.count <= words.count else { continue }
            if phrase.indices.allSatisfy({ phrase[$0] == words[start + $0] }) { longest = phrase.count }
        }
        return longest
    }

    /// The places where a phrase begins.
    func places(in words: [String]) -> [Int] {
        words.indices.filter { self.length(in: words, at: $0) > 0 }
    }

    func occurs(in words: [String]) -> Bool {
        words.indices.contains { self.length(in: words, at: $0) > 0 }
    }
}
