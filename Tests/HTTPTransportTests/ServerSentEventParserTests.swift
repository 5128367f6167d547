import Testing

@testable import HTTPTransport

@Suite("Streams of events")
struct ServerSentEventParserTests {
    private static func parse(_ pieces: [ArraySlice<UInt8>]) -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        var events = pieces.flatMap { piece in Array(piece).withUnsafeBytes { parser.consume($0) } }
        if let last = parser.finish() { events.append(last) }
        return events
    }

    private static func parse(_ text: String) -> [ServerSentEvent] { self.parse([Array(text.utf8)[...]]) }

    private static func event(_ data: String, _ name: String = "", id: String = "") -> ServerSentEvent {
        ServerSentEvent(name: name, data: Array(data.utf8), id: id)
    }

    @Test(
        "What the format says",
        arguments: [
            ("data: a\n\ndata: b\n\n", [event("a"), event("b")]),
            ("data: a\r\n\r\ndata: b\r\n\r\n", [event("a"), event("b")]),
            ("data: a\r\rdata: b\r\r", [event("a"), event("b")]),
            ("data: a\r\n\ndata: b\n\r\n", [event("a"), event("b")]),
            ("data:a\n\n", [event("a")]),
            ("data:  a \n\n", [event(" a ")]),
            ("data: a\ndata:\ndata: b\n\n", [event("a\n\nb")]),
            ("event: ping\ndata: {}\n\ndata: x\n\n", [event("{}", "ping"), event("x")]),
            ("data: x\nevent: late\n\n", [event("x", "late")]),
            (": comment\n\n:\n\n: data: no\n\n", []),
            ("event: alone\n\n\n\n", []),
            ("data\n\n", []),
            ("id: 1\nretry: 5\nunknown: 2\ndata: x\n\n", [event("x", id: "1")]),
            (
                "id: 1\ndata: x\n\ndata: y\n\nid: 2\n\ndata: z\n\n",
                [event("x", id: "1"), event("y", id: "1"), event("z", id: "2")]
            ),
            ("id: 1\n\nid\ndata: x\n\n", [event("x")]),
            ("id: 1\n\nid: 2\u{0}\ndata: x\n\n", [event("x", id: "1")]),
            ("\u{FEFF}data: x\n\n", [event("x")]),
            ("data: \u{FEFF}x\n\n", [event("\u{FEFF}x")]),
            ("data: {\"a\": \"b: c\"}\n\n", [event("{\"a\": \"b: c\"}")]),
            ("data: 길 👩🏽‍🚒\n\n", [event("길 👩🏽‍🚒")]),
            ("data: open", [event("open")]),
            ("data: open\n", [event("open")]),
            ("data: open\r", [event("open")]),
            ("", []),
        ] as [(String, [ServerSentEvent])]
    )
    func format(_ text: String, _ expected: [ServerSentEvent]) {
        #expect(Self.parse(text) == expected)
    }

    private static let mixed =
        "\u{FEFF}: 시작\r\nevent: 첫째\r\ndata: 가\u{0301}나다\r\n\r\ndata: 라\rdata: 마바\r\r\n"
        + "data: {\"글\":\"👩🏽‍🚒\"}\n\n:\n\nevent: e\ndata: 사\n\ndata: [DONE]\n\ndata: 끝"

    @Test("A stream cut in two at any byte")
    func everyCut() {
        let bytes = Array(Self.mixed.utf8)
        let whole = Self.parse([bytes[...]])
        #expect(whole.map { String(decoding: $0.data, as: UTF8.self) }.count == 6)
        for cut in 0...bytes.count { #expect(Self.parse([bytes[..<cut], bytes[cut...]]) == whole) }
        #expect(Self.parse(bytes.indices.map { bytes[$0...$0] }) == whole)
    }

    @Test("Random streams, cut at random", arguments: UInt64(1)...50)
    func random(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var text: [UInt8] = []
        var expected: [ServerSentEvent] = []
        for number in 0..<20 {
            // No lone carriage return before a line feed of its own: the two would be one end.
            let end = ["\n", "\r\n", "\r"].randomElement(using: &generator) ?? "\n"
            let lines = (0..<Int.random(in: 1...3, using: &generator)).map { "길\(number)-\($0)" }
            let name = Bool.random(using: &generator) ? "n\(number)" : ""
            if Bool.random(using: &generator) { text += ": 쉼\(end)".utf8 }
            if !name.isEmpty { text += "event: \(name)\(end)".utf8 }
            for line in lines { text += "data: \(line)\(end)".utf8 }
            text += end.utf8
            if end == "\r" { text += ": x\r".utf8 }
            expected.append(Self.event(lines.joined(separator: "\n"), name))
        }
        var pieces: [ArraySlice<UInt8>] = []
        var rest = text[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...12, using: &generator)
            pieces.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        #expect(Self.parse(pieces) == expected)
    }

    @Test(
        "How long to wait before a new connection",
        arguments: [
            ("retry: 2000\n\n", .seconds(2)), ("retry:0\n", .zero), ("retry: 1\nretry: x\n", .milliseconds(1)),
            ("retry: -1\n", nil), ("retry: 99999999999999999999\n", nil), ("retry\n", nil), ("data: 1\n\n", nil),
        ] as [(String, Duration?)]
    )
    func retry(_ text: String, _ expected: Duration?) {
        var parser = ServerSentEventParser()
        _ = Array(text.utf8).withUnsafeBytes { parser.consume($0) }
        #expect(parser.retry == expected)
    }

    @Test("A line without end is given up, not collected")
    func endless() {
        var parser = ServerSentEventParser()
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<4 { _ = piece.withUnsafeBytes { parser.consume($0) } }
        #expect(!parser.isTooLarge)
        _ = piece.withUnsafeBytes { parser.consume($0) }
        #expect(parser.isTooLarge)
    }

    @Test("So is an event of endless lines")
    func endlessLines() {
        var parser = ServerSentEventParser()
        let line = Array("data: ".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20) + [0x0A]
        for _ in 0..<5 { _ = line.withUnsafeBytes { parser.consume($0) } }
        #expect(parser.isTooLarge)
    }
}
