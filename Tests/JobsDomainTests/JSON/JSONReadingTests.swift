import JobsDomain
import Testing

@Suite("Reading JSON")
struct JSONReadingTests {
    /// A document and what it says.
    struct Reading: Sendable, CustomTestStringConvertible {
        let json: String
        let value: JSONValue

        init(_ json: String, _ value: JSONValue) {
            self.json = json
            self.value = value
        }

        var testDescription: String { self.json }
    }

    static let readings: [Reading] = [
        Reading("null", .null),
        Reading("true", .bool(true)),
        Reading("false", .bool(false)),
        Reading("0", .number("0")),
        Reading(#""""#, .string("")),
        Reading("[]", .array([])),
        Reading("{}", .object([:])),
        Reading(" \t\r\n[ \t\r\n] \t\r\n", .array([])),
        Reading("{ \n}", .object([:])),
        Reading("[1,2]", .array([.number("1"), .number("2")])),
        Reading("[ 1 , [ ] , { } ]", .array([.number("1"), .array([]), .object([:])])),
        Reading(#"{"a":1,"b":[true,null]}"#, .object(["a": .number("1"), "b": .array([.bool(true), .null])])),
        Reading(#"{ "a" : { "a" : "a" } }"#, .object(["a": .object(["a": "a"])])),
        Reading(#"{"":0}"#, .object(["": .number("0")])),
        Reading(#""한국어 🙂""#, .string("한국어 🙂")),
    ]

    @Test("every kind of value is read, with white space around it", arguments: readings)
    func reads(_ reading: Reading) throws {
        #expect(try JSONValue(parsing: reading.json) == reading.value)
    }

    @Test(
        "a number keeps the spelling it was sent in",
        arguments: [
            "0", "-0", "1", "-1", "10", "1.0", "1.50", "0.1e1", "1e3", "1E3", "1e+3", "1E-03", "-0.0e-0",
            "123456789012345678901234567890", "0.10000000000000000000000000001", "1e400",
        ]
    )
    func numbersAreVerbatim(_ spelling: String) throws {
        #expect(try JSONValue(parsing: spelling) == .number(spelling))
        #expect(try JSONValue(parsing: "[\(spelling)]").serialized == Array("[\(spelling)]".utf8))
    }

    static let escapes: [(json: String, text: String)] = [
        (#""\"""#, "\""), (#""\\""#, "\\"), (#""\/""#, "/"), (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"),
        (#""\u0041""#, "A"), (#""\u00e9\u00E9""#, "\u{E9}\u{E9}"), (#""\uAC00""#, "가"), (#""\u0000""#, "\u{0}"),
        (#""\ud83d\ude42""#, "🙂"), (#""\uD800\uDC00""#, "\u{10000}"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
        (#""\uFFFF\uD7FF\uE000""#, "\u{FFFF}\u{D7FF}\u{E000}"), (#""a\nb\u0063d""#, "a\nbcd"),
        (#""\\u0041""#, #"\u0041"#), (#""é\n""#, "é\n"), ("\"\u{7F}\u{2028}\u{FEFF}\"", "\u{7F}\u{2028}\u{FEFF}"),
    ]

    @Test("every escape means its character, and surrogate pairs mean one", arguments: escapes)
    func escapesAreDecoded(json: String, text: String) throws {
        let value = try #require(try JSONValue(parsing: json).string)
        #expect(Array(value.unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test("members keep the order they were written in")
    func orderIsKept() throws {
        let object = try #require(try JSONValue(parsing: #"{"z":1,"a":2,"m":3}"#).object)
        #expect(object.members.map(\.name) == ["z", "a", "m"])
    }

    @Test("exactly the allowed depth is read", arguments: [1, 2, 64])
    func depthUpToTheLimit(_ depth: Int) throws {
        let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let objects = String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
        for text in [arrays, objects] {
            #expect(try JSONValue(parsing: Array(text.utf8), maximumDepth: depth).serialized == Array(text.utf8))
        }
    }

    @Test("neighbours do not add to the depth")
    func siblingsAreNotDeeper() throws {
        let text = "[" + Array(repeating: "[]", count: 1000).joined(separator: ",") + "]"
        #expect(try JSONValue(parsing: Array(text.utf8), maximumDepth: 2).array?.count == 1000)
    }

    @Test("the members of a value are found by kind")
    func accessors() throws {
        let value = try JSONValue(parsing: #"{"s":"x","i":-7,"f":1.5,"e":1e3,"b":true,"n":null,"a":[1],"o":{}}"#)
        #expect(value["s"]?.string == "x")
        #expect(value["i"]?.integer == -7)
        #expect(value["f"]?.integer == nil)
        #expect(value["e"]?.integer == nil)
        #expect(value["b"]?.bool == true)
        #expect(value["a"]?.array == [.number("1")])
        #expect(value["o"]?.object == [:])
        #expect(value["s"]?.integer == nil)
        #expect(value["missing"] == nil)
        #expect(value["s"]?["s"] == nil)
        let types = value.object?.members.map(\.value.typeName)
        #expect(types == ["string", "number", "number", "number", "boolean", "null", "array", "object"])
        #expect(JSONValue.number("99999999999999999999").integer == nil)
    }
}
