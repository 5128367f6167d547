import JobsDomain
import Testing

@Suite("Refusing what is no JSON")
struct JSONRefusalTests {
    /// A document that is wrong, what is wrong, and after how many bytes.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let json: String
        let message: String
        let offset: Int

        init(_ json: String, _ message: String, at offset: Int) {
            self.json = json
            self.message = message
            self.offset = offset
        }

        var testDescription: String { self.json.debugDescription }
    }

    static let mistakes: [Mistake] = [
        Mistake("", "the document ends too early", at: 0),
        Mistake(" \n ", "the document ends too early", at: 3),
        Mistake("nul", "unexpected character", at: 0),
        Mistake("[nulL]", "unexpected character", at: 1),
        Mistake("True", "unexpected character", at: 0),
        Mistake("truex", "unexpected text after the document", at: 4),
        Mistake("1 2", "unexpected text after the document", at: 2),
        Mistake("{}}", "unexpected text after the document", at: 2),
        Mistake("\u{FEFF}1", "unexpected character", at: 0),
        Mistake("\u{B}1", "unexpected character", at: 0),
        Mistake("1\u{A0}", "unexpected text after the document", at: 1),
        Mistake("1 // one", "unexpected text after the document", at: 2),
        Mistake("/* one */ 1", "unexpected character", at: 0),
        Mistake("'a'", "unexpected character", at: 0),
        Mistake("[", "the document ends too early", at: 1),
        Mistake("[1", "expected ',' or ']'", at: 2),
        Mistake("[1 2]", "expected ',' or ']'", at: 3),
        Mistake("[1,]", "unexpected character", at: 3),
        Mistake("[,1]", "unexpected character", at: 1),
        Mistake("[1}", "expected ',' or ']'", at: 2),
        Mistake("{", "expected a member name", at: 1),
        Mistake("{a:1}", "expected a member name", at: 1),
        Mistake("{1:2}", "expected a member name", at: 1),
        Mistake(#"{"a"}"#, "expected ':'", at: 4),
        Mistake(#"{"a":}"#, "unexpected character", at: 5),
        Mistake(#"{"a":1"#, "expected ',' or '}'", at: 6),
        Mistake(#"{"a":1,}"#, "expected a member name", at: 7),
        Mistake(#"{"a":1 "b":2}"#, "expected ',' or '}'", at: 7),
        Mistake(#"{"가":x}"#, "unexpected character", at: 7),
    ]

    static let numberMistakes: [Mistake] = [
        Mistake("-", "expected a digit", at: 1),
        Mistake("-a", "expected a digit", at: 1),
        Mistake("01", "unexpected text after the document", at: 1),
        Mistake("-01", "unexpected text after the document", at: 2),
        Mistake("+1", "unexpected character", at: 0),
        Mistake(".5", "unexpected character", at: 0),
        Mistake("1.", "expected a digit", at: 2),
        Mistake("1.e5", "expected a digit", at: 2),
        Mistake("1e", "expected a digit", at: 2),
        Mistake("1e+", "expected a digit", at: 3),
        Mistake("1e+-2", "expected a digit", at: 3),
        Mistake("0x10", "unexpected text after the document", at: 1),
        Mistake("1_000", "unexpected text after the document", at: 1),
        Mistake("NaN", "unexpected character", at: 0),
        Mistake("-Infinity", "expected a digit", at: 1),
        Mistake("١", "unexpected character", at: 0),
    ]

    static let stringMistakes: [Mistake] = [
        Mistake(#""abc"#, "unterminated string", at: 0),
        Mistake(#"["abc"#, "unterminated string", at: 1),
        Mistake(#""abc\""#, "unterminated string", at: 0),
        Mistake("\"a\tb\"", "control character in a string", at: 2),
        Mistake("\"a\nb\"", "control character in a string", at: 2),
        Mistake("\"\u{0}\"", "control character in a string", at: 1),
        Mistake("\"\u{1F}\"", "control character in a string", at: 1),
        Mistake("{\"a\u{1}\":1}", "control character in a string", at: 3),
        Mistake(#""\x41""#, "unknown escape", at: 2),
        Mistake(#""\U0041""#, "unknown escape", at: 2),
        Mistake(#""\'""#, "unknown escape", at: 2),
        Mistake(#""\"#, "the document ends too early", at: 2),
        Mistake(#""\u12""#, "the document ends too early", at: 3),
        Mistake(#""\u12G4""#, "expected a hex digit", at: 5),
        Mistake(#""\u 123""#, "expected a hex digit", at: 3),
        Mistake(#""\u-001""#, "expected a hex digit", at: 3),
    ]

    @Test(
        "a mistake is named with the number of bytes before it",
        arguments: mistakes + numberMistakes + stringMistakes
    )
    func refuses(_ mistake: Mistake) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: mistake.json) }
        #expect(error == JSONSyntaxError(mistake.message, offset: mistake.offset))
    }

    @Test(
        "half a surrogate pair is refused",
        arguments: [
            #""\ud800""#, #""\udbff""#, #""\udc00""#, #""\udfff""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\u0041""#,
            #""\ud800\ud800""#, #""\udc00\ud800""#, #"{"\ud83d":1}"#,
        ]
    )
    func refusesLoneSurrogates(_ json: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: json) }
        #expect(error?.message == "lone surrogate in an escape")
    }

    /// Byte sequences that are no UTF-8, by what is wrong with them.
    static let badUTF8: [(name: String, bytes: [UInt8])] = [
        ("a byte that UTF-8 never uses", [0xFF]),
        ("a continuation byte alone", [0x80]),
        ("an overlong null", [0xC0, 0x80]),
        ("an overlong slash", [0xE0, 0x80, 0xAF]),
        ("a surrogate", [0xED, 0xA0, 0x80]),
        ("beyond U+10FFFF", [0xF4, 0x90, 0x80, 0x80]),
        ("a sequence cut short", [0xE2, 0x82]),
        ("a sequence cut short by an escape", Array("\u{20AC}".utf8.dropLast()) + Array(#"\n"#.utf8)),
    ]

    @Test("a string that is no UTF-8 is refused at its opening quote", arguments: badUTF8)
    func refusesBadUTF8(name: String, bytes: [UInt8]) {
        let json = Array(#"["a",""#.utf8) + bytes + Array(#""]"#.utf8)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: json) }
        #expect(error == JSONSyntaxError("a string is not valid UTF-8", offset: 5))
    }

    @Test("bad UTF-8 outside a string is refused")
    func refusesBadUTF8Outside() {
        #expect(throws: JSONSyntaxError("unexpected character", offset: 0)) { try JSONValue(parsing: [0xC3, 0xA9]) }
    }

    @Test("one level too deep is refused where it begins", arguments: [(64, "["), (64, #"{"a":"#), (1, "["), (0, "[")])
    func refusesDepth(limit: Int, opening: String) {
        let bytes = Array(String(repeating: opening, count: limit + 1).utf8)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: bytes, maximumDepth: limit) }
        let offset = limit * opening.utf8.count
        #expect(error == JSONSyntaxError("nested deeper than \(limit) levels", offset: offset))
    }

    @Test("one value too many is refused where it begins, however it is nested")
    func refusesManyValues() throws {
        let error = JSONSyntaxError("more than 4 values", offset: 9)
        #expect(throws: error) { try JSONValue(parsing: Array(#"[{"a":[1,2]}]"#.utf8), maximumValues: 4) }
        #expect(try JSONValue(parsing: Array(#"[{"a":[1,2]}]"#.utf8), maximumValues: 5).array?.count == 1)
    }

    @Test("a million open brackets are refused and exhaust no stack")
    func refusesAbyss() {
        let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONSyntaxError("nested deeper than 64 levels", offset: 64)) { try JSONValue(parsing: bytes) }
    }

    @Test("a mistake reads as a sentence for people")
    func description() {
        #expect(JSONSyntaxError("expected ':'", offset: 17).description == "expected ':' at byte 17")
    }
}
