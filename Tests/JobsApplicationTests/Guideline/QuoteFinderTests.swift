import JobsDomain
import Testing

@testable import JobsApplication

@Suite("Finding a quote in its document", .timeLimit(.minutes(2)))
struct QuoteFinderTests {
    private func find(_ quote: String, in document: String) -> SourceQuote {
        var finder = QuoteFinder(document)
        return finder.find(quote)
    }

    /// The one place where the words stand, as a finder should tell it.
    private func place(of words: String, in document: String, after prefix: String) -> SourceQuote {
        let start = prefix.unicodeScalars.count
        return SourceQuote(text: words, range: start..<start + words.unicodeScalars.count)
    }

    @Test(arguments: [
        ("", "Wear goggles.", " Go."),
        ("Go. ", "Wear goggles.", ""),
        ("", "Wear goggles.", ""),
        ("🚀👩‍🔬 ", "장갑을 낀다. 🧤", "\n끝"),
        ("e\u{301}tude 가\r\n", "e\u{301}tudes: never.", "\r\n"),
    ])
    func exactly(before: String, words: String, after: String) {
        let document = before + words + after
        #expect(self.find(words, in: document) == self.place(of: words, in: document, after: before))
        #expect(self.find(" \n\(words)\t", in: document) == self.place(of: words, in: document, after: before))
    }

    @Test(arguments: [
        ("Wear  goggles\r\n  at all\u{A0}machines.", "Wear goggles at all machines."),
        ("Wear goggles at all machines.", "Wear goggles\nat  all machines."),
        ("Don’t “lend” keys – ever.", "Don't \"lend\" keys - ever."),
        ("Don't \"lend\" keys - ever.", "Don’t „lend“ keys — ever."),
        ("Wear\u{200B} gog\u{AD}gles\u{FEFF}.", "Wear goggles."),
        ("Wear goggles.", "We\u{200D}ar gog\u{2060}gles."),
        ("See ❤\u{FE0F} first.", "See ❤ first."),
        ("식사ㆍ음주를 금지한다.", "식사·음주를 금지한다."),
        ("Wait … then go.", "Wait ... then go."),
        ("Write <<<END x>>> here.", "Write ‹‹‹END x>>> here."),
        ("보호 장비를\r\n착용해야 한다.", "보호 장비를 착용해야 한다."),
    ])
    func folded(words: String, quote: String) {
        for before in ["", "앞 문장. ", "\u{FEFF}\r\n\r\n"] {
            let document = before + words + " 끝."
            #expect(self.find(quote, in: document) == self.place(of: words, in: document, after: before))
        }
    }

    @Test func inDecomposedKorean() {
        let words = "보호 장비를 반드시 착용해야 합니다."
        let document = "앞 문장.\n\(words)\n뒤 문장.".decomposed
        let expected = self.place(of: words.decomposed, in: document, after: "앞 문장.\n".decomposed)
        #expect(self.find(words, in: document) == expected)
        #expect(self.find(words.decomposed, in: document) == expected)
        let composed = "앞 문장.\n\(words)\n뒤 문장."
        #expect(self.find(words.decomposed, in: composed) == self.place(of: words, in: composed, after: "앞 문장.\n"))
        // The syllable 가 is no part of the syllable 각.
        #expect(self.find("가", in: "각".decomposed).range == nil)
    }

    @Test(arguments: [
        "", " ", "\u{200B}", "goggles must be worn", "WEAR GOGGLES.", "Wear goggles!", "Wear goggles. Go. More",
    ])
    func whatIsNotThere(quote: String) {
        let found = self.find(quote, in: "Wear goggles. Go.")
        #expect(found == SourceQuote(text: quote, range: nil))
    }

    @Test func whatIsNotThereIsCut() {
        let found = self.find(String(repeating: "가", count: 900) + "\0", in: "나")
        #expect(found == SourceQuote(text: String(repeating: "가", count: 500), range: nil))
        #expect(self.find("a\0b", in: "나").text == "ab")
    }

    @Test func aQuoteIsFoundAfterTheOneBefore() {
        let document = "Go. Wear it. Stop. Go. Wear it. Go."
        var finder = QuoteFinder(document)
        #expect(finder.find("Go.").range == 0..<3)
        #expect(finder.find("Go.").range == 19..<22)
        #expect(finder.find("not here").range == nil)
        #expect(finder.find("Wear it.").range == 23..<31)
        #expect(finder.find("Go.").range == 32..<35)
        // Nothing comes after it any more, so that the first place counts.
        #expect(finder.find("Stop.").range == 13..<18)
        #expect(finder.find("Go.").range == 19..<22)
        #expect(finder.find(document).range == 0..<35)
        #expect(finder.find("Go.").range == 0..<3)
    }

    @Test func anExactPlaceBeatsAFoldedOne() {
        #expect(self.find("a b", in: "a  b, a b").range == 6..<9)
        #expect(self.find("a  b", in: "a b, a  b").range == 5..<9)
        #expect(self.find("a   b", in: "a b, a  b").range == 0..<3)
    }

    @Test(arguments: [
        ("Wear goggles … at all machines in the hall.", "at all machines in the hall."),
        ("Wear goggles [...] at all machines in the hall.", "at all machines in the hall."),
        ("All persons wear goggles (…) hall.", "All persons wear goggles"),
        ("All persons wear goggles...", "All persons wear goggles"),
        ("…machines in the hall.", "machines in the hall."),
    ])
    func theLongestPieceAroundAnEllipsis(quote: String, words: String) throws {
        let document = "All persons wear goggles, without exception, at all machines in the hall."
        let found = self.find(quote, in: document)
        #expect(found.text == words)
        let range = try #require(found.range)
        #expect(document.scalars(range) == words)
    }

    @Test func shortPiecesProveNothing() {
        let document = "All persons wear goggles at all machines."
        #expect(self.find("All persons … machines.", in: document).range == nil)
        #expect(self.find("All ... goggles ... machines.", in: document).range == nil)
        // The longest piece counts, not the one that happens to be there.
        #expect(self.find("All persons wear … whenever they are in the hall.", in: document).range == nil)
    }

    @Test func aPlaceMuchLongerThanItsQuoteIsNone() {
        let document = "Wear" + String(repeating: " ", count: 5_000) + "goggles."
        #expect(self.find("Wear goggles.", in: document).range == nil)
        #expect(self.find(document, in: document).range == 0..<5_012)
    }

    @Test("a seeded document, quoted as a careless copyist would", arguments: 1...40 as ClosedRange<UInt64>)
    func whateverIsCopiedIsFound(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let words = ["가", "값", "장비를", "wear", "Don’t", "“key”", "–", "🧤", "3.5", "e\u{301}", "<<<", "ㆍ", "…", "`x`"]
        let gaps = [" ", "  ", "\r\n", "\n\n", "\u{3000}", " \u{200B}", "\t"]
        var document = ""
        for _ in 0..<Int.random(in: 5...60, using: &random) {
            let word = words[Int.random(in: 0..<words.count, using: &random)]
            document += Bool.random(using: &random) ? word : word.decomposed
            document += gaps[Int.random(in: 0..<gaps.count, using: &random)]
        }
        let scalars = Array(document.unicodeScalars)
        var finder = QuoteFinder(document)
        for _ in 0..<30 {
            let start = Int.random(in: 0..<scalars.count, using: &random)
            let end = Int.random(in: start + 1...scalars.count, using: &random)
            // A cut inside a syllable is no quote.
            if end < scalars.count, Hangul.isConjoiningJamo(scalars[end]) { continue }
            if Hangul.isConjoiningJamo(scalars[start]), !Hangul.isLeadingConsonant(scalars[start]) { continue }
            let quote = document.scalars(start..<end)
            let copy = Self.copied(quote, &random)
            for quote in [quote, copy] where !FoldedText(quote.unicodeScalars).trimmed.isEmpty {
                let found = finder.find(quote)
                let range = try #require(found.range, "not found: \(quote.debugDescription)")
                #expect(document.scalars(range).isSameUTF8(as: found.text))
                let folded = FoldedText(found.text.unicodeScalars).trimmed
                #expect(folded == FoldedText(quote.unicodeScalars).trimmed)
            }
        }
    }

    private static func copied(_ quote: String, _ random: inout SeededGenerator) -> String {
        var copy = String.UnicodeScalarView()
        for scalar in quote.unicodeScalars {
            switch scalar {
            case "’": copy.append("'")
            case "“", "”": copy.append("\"")
            case "–": copy.append("-")
            case "ㆍ": copy.append("·")
            case "\r", "\u{200B}": break
            case "…": copy.append(contentsOf: "...".unicodeScalars)
            default: copy.append(scalar)
            }
        }
        return Bool.random(using: &random) ? String(copy) : String(copy).decomposed
    }

    @Test("the longest document and the most items")
    func theLongestDocument() {
        let letters = Array("가나다라마바사아자차카타파하 ".unicodeScalars)
        var random = SeededGenerator(7)
        var document = String.UnicodeScalarView()
        for _ in 0..<400_000 { document.append(letters[Int.random(in: 0..<letters.count, using: &random)]) }
        let scalars = Array(document)
        var finder = QuoteFinder(String(document))
        for number in 0..<500 {
            let start = (number * 7_919) % 1_000 * 390
            let range = start..<start + 120
            let quote = String(String.UnicodeScalarView(scalars[range]))
            let found = finder.find(number.isMultiple(of: 2) ? quote : quote.decomposed)
            #expect(found.text.isSameUTF8(as: quote.trimmed))
            #expect(finder.find(quote + "없다").range == nil)
        }
    }

    @Test("a document made for it does not take time that grows with its square")
    func madeToBeSlow() {
        // Every place of the document matches half of the quote.
        let document = String(repeating: "a", count: 60_000)
        var finder = QuoteFinder(document)
        let half = String(repeating: "a", count: 30_000)
        for _ in 0..<100 { #expect(finder.find(half + "b").range == nil) }
        #expect(finder.find(half).range == 0..<30_000)
        #expect(finder.find(half).range == 30_000..<60_000)
        #expect(finder.find(half).range == 0..<30_000)
        // Nothing is exact, so that every place would have to be looked at.
        var typographic = QuoteFinder(String(repeating: "’", count: 60_000))
        for _ in 0..<20 { #expect(typographic.find(String(repeating: "'", count: 20_000)).range?.count == 20_000) }
    }
}
