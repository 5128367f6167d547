import JobsDomain
import Testing

@Suite("Writing JSON")
struct JSONWritingTests {
    @Test(
        "only what has to be escaped is escaped",
        arguments: [
            ("\"", #"\""#), ("\\", #"\\"#), ("\n", #"\n"#), ("\r", #"\r"#), ("\t", #"\t"#), ("\u{0}", #"\u0000"#),
            ("\u{8}", #"\u0008"#), ("\u{C}", #"\u000c"#), ("\u{1F}", #"\u001f"#), ("\r\n", #"\r\n"#), ("/", "/"),
            ("\u{7F}", "\u{7F}"), ("\u{2028}", "\u{2028}"), ("한🙂", "한🙂"), ("a\"b\\c", #"a\"b\\c"#),
        ]
    )
    func escapes(text: String, escaped: String) {
        #expect(JSONValue.string(text).serialized == Array("\"\(escaped)\"".utf8))
        #expect(JSONObject([.init(text, .null)]).serialized == Array("{\"\(escaped)\":null}".utf8))
    }

    @Test(
        "a document without white space is written as it was read",
        arguments: [
            "null", "true", "-0.0e+10", #""""#, "[]", "{}", "[[],{},[{}]]", #"{"b":1,"a":[1,2,3],"c":{"b":null}}"#,
            #"["\"\\\n\u0000","é","ㅎ"]"#, #"{"":{"":""}}"#,
        ]
    )
    func roundTrip(_ json: String) throws {
        #expect(try JSONValue(parsing: json).serialized == Array(json.utf8))
    }

    @Test("whatever is written can be read again", arguments: 1...20)
    func everythingComesBack(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        for _ in 0..<50 {
            let written = Self.anyValue(depth: 5, &generator).serialized
            #expect(try JSONValue(parsing: written).serialized == written)
        }
    }

    @Test("values are separated, also around copied bytes")
    func commas() {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("list")
            writer.array { writer in
                writer.null()
                writer.bool(false)
                writer.integer(-5)
                writer.raw(Array(#"{"x": 1}"#.utf8))
                writer.string("s")
                writer.array { _ in }
                writer.object { _ in }
            }
            writer.member("text", "t")
            writer.member("none", String?.none)
            writer.member("number", 7)
            writer.member("flag", true)
            writer.member("value", JSONValue.array([.number("1")]))
        }
        let expected =
            #"{"list":[null,false,-5,{"x": 1},"s",[],{}],"text":"t","none":null,"number":7,"flag":true,"value":[1]}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }

    @Test("an integer of any width becomes its digits")
    func integers() {
        #expect(JSONValue.integer(Int64.min) == .number("-9223372036854775808"))
        #expect(JSONValue.integer(UInt64.max) == .number("18446744073709551615"))
    }

    private static func anyValue(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth == 0 ? 4 : 6), using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2: .integer(Int64.random(in: .min ... .max, using: &generator))
        case 3: .string(Self.anyText(&generator))
        case 4:
            .array((0..<Int.random(in: 0...4, using: &generator)).map { _ in anyValue(depth: depth - 1, &generator) })
        default:
            .object(
                JSONObject(
                    (0..<Int.random(in: 0...20, using: &generator)).map { index in
                        .init("\(index)" + Self.anyText(&generator), Self.anyValue(depth: depth - 1, &generator))
                    }
                )
            )
        }
    }

    private static func anyText(_ generator: inout SeededGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            let ceiling: UInt32 = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF].randomElement(using: &generator) ?? 0x7F
            if let scalar = Unicode.Scalar(UInt32.random(in: 0...ceiling, using: &generator)) { text.append(scalar) }
        }
        return String(text)
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var bits = self.state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
