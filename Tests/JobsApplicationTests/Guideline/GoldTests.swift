import JobsDomain
import Testing

@testable import JobsApplication

@Suite("Local rules against sentences that people labelled")
struct GoldTests {
    /// The gates hold for each part by itself. Which of them the rules had not seen when they were first held against
    /// it, and what came of that, stands beside the sentences.
    @Test(arguments: GoldSentence.parts)
    func demandsAreFound(language: String, half: GoldSentence.Half) throws {
        let sentences = try GoldSentence.all(language, half)
        try #require(sentences.count > 100)
        var all = GoldFigures()
        var duties = GoldFigures()
        var bans = GoldFigures()
        var keyword = GoldFigures()
        var everything = GoldFigures()
        var inverted: [String] = []
        for sentence in sentences {
            let found = sentence.found
            let label = Self.demand(found)
            all.count(label, for: sentence.label)
            duties.count(label == .must ? .must : nil, for: sentence.label == .mustNot ? .none : sentence.label)
            bans.count(label == .mustNot ? .mustNot : nil, for: sentence.label == .must ? .none : sentence.label)
            if sentence.isInverted(by: found) { inverted.append("\(sentence.id) \(found): \(sentence.text)") }
            // The baselines are not even asked which demand it is.
            let demand: GoldSentence.Label = sentence.label.isDemand ? sentence.label : .must
            keyword.count(Self.hasKeyword(sentence.text) ? demand : nil, for: sentence.label)
            everything.count(demand, for: sentence.label)
        }
        print(
            """
            gold \(language)-\(half.rawValue): \(sentences.count) sentences, \(inverted.count) inverted
                            precision recall  F1     right/wrong/missed
              must and not  \(all.row)
              must          \(duties.row)
              must not      \(bans.row)
              keyword       \(keyword.row)
              everything    \(everything.row)
            """
        )
        #expect(all.precision >= 0.90)
        #expect(all.recall >= 0.75)
        #expect(inverted.isEmpty, "\(inverted.joined(separator: "\n"))")
        #expect(all.balance > keyword.balance)
        #expect(all.balance > everything.balance)
    }

    /// The sentences that judge are those whose hashes were committed before the rules were tuned.
    @Test func theFrozenHalvesAreTheOnesThatWereCommitted() throws {
        let list = String(decoding: try GoldSentence.bytes(of: "FROZEN.sha256"), as: UTF8.self)
        let entries = list.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(entries.count == 4)
        for entry in entries {
            try #require(entry.count == 2)
            let digest = SHA256Digest(of: try GoldSentence.bytes(of: entry[1]))
            #expect(digest.hexadecimalText == entry[0], "\(entry[1]) was changed")
        }
    }

    /// A sentence belongs to one half, by its text alone.
    @Test(arguments: GoldSentence.parts)
    func theHalvesAreCutByTheirTexts(language: String, half: GoldSentence.Half) throws {
        for sentence in try GoldSentence.all(language, half) where [.open, .frozen].contains(half) {
            let isEven = (SHA256Digest(of: Array(sentence.text.utf8)).bytes.first ?? 0) % 2 == 0
            #expect(isEven == (half == .frozen), "\(sentence.id)")
        }
    }

    private static func demand(_ found: SentenceClass) -> GoldSentence.Label? {
        switch found {
        case .obligation, .imperative, .doubleNegative: .must
        case .prohibition: .mustNot
        case .recommendation, .permission, .negatedObligation, .notNormative, .ambiguous, .plain: nil
        }
    }

    private static func hasKeyword(_ text: String) -> Bool {
        let text = text.lowercased()
        return text.contains("해야") || text.contains("must")
    }
}
