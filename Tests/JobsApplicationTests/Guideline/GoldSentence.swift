import Foundation
import JobsDomain
import Testing

@testable import JobsApplication

/// A sentence whose meaning people settled, for measuring the local rules against.
struct GoldSentence {
    /// The part of the sentences that the rules may be tuned on, or the part that only measures.
    enum Half: String, CaseIterable {
        case open
        case frozen
        /// Of Korean only: written when the rules had missed the frozen half narrowly, which was opened then.
        case second
        /// Of Korean only: written after the last change of the rules.
        case third
    }

    /// Every part that there is, by language.
    static let parts: [(language: String, half: Half)] = [
        ("ko", .open), ("ko", .frozen), ("ko", .second), ("ko", .third), ("en", .open), ("en", .frozen),
    ]

    enum Label: String {
        case must
        case mustNot = "must_not"
        case should
        case shouldNot = "should_not"
        case may
        case none

        var isDemand: Bool { self == .must || self == .mustNot }
    }

    let id: String
    /// The hard class, or nothing.
    let difficulty: String
    let label: Label
    let text: String

    init(_ line: JSONObject) throws {
        self.id = try #require(line["id"]?.string)
        self.difficulty = try #require(line["hard"]?.string)
        self.label = try #require(line["label"]?.string.flatMap(Label.init))
        self.text = try #require(line["text"]?.string)
    }

    /// The bytes of a file of the gold set.
    static func bytes(of file: String) throws -> [UInt8] {
        let name = "Gold/" + file
        let url = try #require(Bundle.module.url(forResource: name, withExtension: nil), "\(name) is missing")
        return Array(try Data(contentsOf: url))
    }

    static func all(_ language: String, _ half: Half) throws -> [GoldSentence] {
        let bytes = try Self.bytes(of: "\(language)-\(half.rawValue).jsonl")
        return try bytes.split(separator: UInt8(ascii: "\n")).map { line in
            try GoldSentence(#require(JSONValue(parsing: Array(line)).object))
        }
    }

    // MARK: - What the rules say

    /// What a document of this one sentence demands, found as in any document.
    var found: SentenceClass {
        let outline = DocumentOutline(self.text)
        var finder = DemandFinder(outline)
        if let demand = finder.find().first { return demand.meaning }
        // Without a demand the class tells why: permitted, released, told of the past …
        let classes = outline.sentences.map {
            ObligationClassifier.classify(MatchText(outline.source.scalars[$0.range]))
        }
        return classes.first { $0.isRequired == nil && $0 != .plain } ?? .plain
    }

    /// Whether the rules turn the meaning around: a duty to a ban or the reverse, a release or a permission to
    /// the opposite demand, a demand to its release.
    func isInverted(by found: SentenceClass) -> Bool {
        switch (self.label, found) {
        case (.must, .prohibition), (.should, .prohibition), (.may, .prohibition): true
        case (.mustNot, .obligation), (.mustNot, .imperative), (.mustNot, .doubleNegative): true
        case (.shouldNot, .obligation), (.shouldNot, .imperative), (.shouldNot, .doubleNegative): true
        case (.must, .negatedObligation), (.mustNot, .negatedObligation), (.mustNot, .permission): true
        case (.none, .obligation), (.none, .imperative), (.none, .doubleNegative):
            self.difficulty == "negated-obligation"
        default: false
        }
    }
}
