import JobsDomain
import Testing

@testable import JobsApplication

@Suite("A long text is divided where a reader would divide it, and nothing is lost")
struct TextDividerTests {
    private static func document(seed: UInt64) -> String {
        var random = SplitMix(seed: seed)
        let pieces = [
            "# 제목\n\n", "제3조(목적) ", "모든 변경은 승인을 받아야 한다. ", "Rotate keys every 90 days. ", "\r\n", "\n\n", "- item\n",
            String(repeating: "가", count: 300), String(repeating: "x", count: 500), "👩‍👩‍👧", "e\u{301}",
            "\u{1112}\u{1161}\u{11AB}",
        ]
        return (0..<200).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
    }

    @Test("the pieces put together are the text, and each fits", arguments: 0..<20)
    func losesNothing(seed: Int) {
        let text = Self.document(seed: UInt64(seed))
        let divider = TextDivider(text)
        for tokens in [5, 40, 300, 100_000] {
            let pieces = divider.pieces(ofAtMost: tokens)
            #expect(pieces.map { divider.text(of: $0) }.joined().utf8.elementsEqual(text.utf8))
            #expect(pieces.allSatisfy { !$0.isEmpty })
            for piece in pieces where tokens >= 40 {
                #expect(TokenEstimate.tokens(in: divider.text(of: piece)) <= tokens + 1)
            }
        }
    }

    @Test("it is divided before headings rather than within sections")
    func prefersHeadings() {
        let section = String(repeating: "Some rule of the section. ", count: 20)
        let text = "# One\n\n\(section)\n\n# Two\n\n\(section)\n\n# Three\n\n\(section)"
        let divider = TextDivider(text)
        let pieces = divider.pieces(ofAtMost: TokenEstimate.tokens(in: section) + 40).map { divider.text(of: $0) }
        #expect(pieces.count == 3)
        #expect(pieces.dropFirst().allSatisfy { $0.hasPrefix("# ") })
    }

    @Test("without headings it is divided between sentences")
    func dividesBetweenSentences() {
        let text = String(repeating: "모든 변경은 승인을 받아야 한다. ", count: 200)
        let divider = TextDivider(text)
        let pieces = divider.pieces(ofAtMost: 100).map { divider.text(of: $0) }
        #expect(pieces.count > 10)
        #expect(pieces.allSatisfy { $0.hasSuffix(". ") })
    }

    @Test("an endless line is divided between letters only")
    func spareLetters() {
        let text = String(repeating: "\u{1112}\u{1161}\u{11AB}", count: 1000)
        let divider = TextDivider(text)
        for piece in divider.pieces(ofAtMost: 50) {
            #expect(divider.text(of: piece).unicodeScalars.first == "\u{1112}")
        }
    }

    private struct SplitMix {
        private var state: UInt64

        init(seed: UInt64) { self.state = seed &+ 0x9E37_79B9_7F4A_7C15 }

        mutating func next() -> UInt64 {
            self.state &+= 0x9E37_79B9_7F4A_7C15
            var word = self.state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }
}

@Suite("A plan of parts is read again as it was kept")
struct PartsPlanTests {
    private func checkpoint(_ plan: PartsPlan, hash: SHA256Digest) -> Checkpoint {
        Checkpoint(path: plan.path(of: "s"), inputHash: hash, output: plan.encoded, isDegraded: false)
    }

    @Test("the newest revision counts, and parts keep their numbers")
    func keepsNumbers() throws {
        let hash = SHA256Digest(of: [1])
        var plan = PartsPlan(level: 0, ranges: [0..<10, 10..<30])
        let first = self.checkpoint(plan, hash: hash)
        plan.divide(2, into: [10..<20, 20..<30])
        #expect(plan.entries.map(\.number) == [1, 3, 4])
        let second = self.checkpoint(plan, hash: hash)
        #expect(first.path != second.path)
        let read = PartsPlan(of: "s", level: 0, inputHash: hash, length: 30, among: [second, first])
        #expect(read == plan)
        #expect(plan.path(of: "s", part: 3).text == "s/part-0003")
    }

    @Test("a plan of another text, level or step is none")
    func distrusts() {
        let hash = SHA256Digest(of: [1])
        let kept = [self.checkpoint(PartsPlan(level: 0, ranges: [0..<10]), hash: hash)]
        #expect(PartsPlan(of: "s", level: 0, inputHash: SHA256Digest(of: [2]), length: 10, among: kept) == nil)
        #expect(PartsPlan(of: "s", level: 1, inputHash: hash, length: 10, among: kept) == nil)
        #expect(PartsPlan(of: "t", level: 0, inputHash: hash, length: 10, among: kept) == nil)
        #expect(PartsPlan(of: "s", level: 0, inputHash: hash, length: 11, among: kept) == nil)
    }
}
