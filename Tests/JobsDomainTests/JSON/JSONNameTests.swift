import JobsDomain
import Testing

@Suite("Names and texts of JSON as bytes")
struct JSONNameTests {
    static let composed = "caf\u{E9}"
    static let decomposed = "cafe\u{301}"

    @Test(
        "a name that comes twice is refused where it comes again",
        arguments: [
            (#"{"a":1,"a":2}"#, 7), (#"{"a":1,"\u0061":2}"#, 7), (#"{"a":1,"b":2,"a":3}"#, 13), (#"{"":1,"":2}"#, 6),
            (#"[{"가":1, "가":2}]"#, 11),
        ]
    )
    func refusesDuplicates(json: String, offset: Int) {
        #expect(throws: JSONSyntaxError("duplicate member name", offset: offset)) { try JSONValue(parsing: json) }
    }

    @Test("a name that comes twice is found in large objects too", arguments: [0, 15, 16, 17, 18, 999])
    func refusesDuplicatesAmongMany(_ repeated: Int) {
        let names = (0..<1000).map(String.init) + [String(repeated)]
        let json = "{" + names.map { #""\#($0)":0"# }.joined(separator: ",") + "}"
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: json) }
        #expect(error?.message == "duplicate member name")
    }

    @Test("the same name in different objects is no duplicate")
    func sameNameElsewhere() throws {
        let json = #"{"a":{"a":[{"a":1},{"a":2}]}}"#
        #expect(try JSONValue(parsing: json).serialized == Array(json.utf8))
    }

    @Test("a composed and a decomposed name are two members", arguments: [0, 40])
    func spellingsAreApart(others: Int) throws {
        let filling = (0..<others).map { #""\#($0)":0,"# }.joined()
        let json = "{\(filling)\"\(Self.composed)\":1,\"\(Self.decomposed)\":2}"
        let value = try JSONValue(parsing: json)
        #expect(value.object?.members.count == others + 2)
        #expect(value[Self.composed]?.integer == 1)
        #expect(value[Self.decomposed]?.integer == 2)
        #expect(value.serialized == Array(json.utf8))
    }

    @Test("objects with differently spelt names differ")
    func objectsCompareNamesAsBytes() {
        #expect(JSONObject([.init(Self.composed, .null)]) != JSONObject([.init(Self.decomposed, .null)]))
        #expect(JSONObject([.init(Self.composed, .null)]) == JSONObject([.init(Self.composed, .null)]))
    }

    @Test("differently spelt texts differ")
    func textsCompareAsBytes() {
        #expect(JSONValue.string(Self.composed) != JSONValue.string(Self.decomposed))
    }

    @Test("a text keeps every scalar", arguments: [composed, decomposed, "각", "\u{1100}\u{1161}\u{11A8}", "\u{212B}"])
    func textIsVerbatim(_ text: String) throws {
        let value = try JSONValue(parsing: "\"\(text)\"")
        #expect(value.string.map { Array($0.utf8) } == Array(text.utf8))
        #expect(value.serialized == Array("\"\(text)\"".utf8))
    }

    @Test("texts are the same only byte by byte")
    func sameUTF8() {
        #expect(Self.composed.isSameUTF8(as: Self.composed))
        #expect(!Self.composed.isSameUTF8(as: Self.decomposed))
        #expect(!"a".isSameUTF8(as: "A"))
        #expect("".isSameUTF8(as: ""))
    }

    @Test("appending nothing appends no member")
    func appendNothing() {
        var object: JSONObject = ["a": .null]
        object.append("b", nil)
        object.append("c", .bool(false))
        #expect(object == ["a": .null, "c": .bool(false)])
    }
}
