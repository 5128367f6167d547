import JobsDomain
import Testing

@Suite("Bodies that mean harm")
struct HostileJSONTests {
    private static func text(_ json: String) -> [UInt8] { Array(json.utf8) }

    /// A body, and the statuses and kinds of problem that answer it.
    static let refused: [(name: String, body: [UInt8], status: Int, problem: String)] = [
        ("depth 10^5", text(String(repeating: "[", count: 100_000)), 400, "invalid-json"),
        (
            "closed depth", text(String(repeating: #"{"a":"#, count: 65) + "1" + String(repeating: "}", count: 65)),
            400, "invalid-json"
        ),
        ("truncated", text(#"{"text":"a"#), 400, "invalid-json"),
        ("truncated escape", text(#"{"text":"\u12"#), 400, "invalid-json"),
        ("duplicate keys", text(#"{"text":"a","te\u0078t":"b"}"#), 400, "invalid-json"),
        ("byte order mark", [0xEF, 0xBB, 0xBF] + text("{}"), 400, "invalid-json"),
        (
            "UTF-16", [0xFF, 0xFE] + Array("{}".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }), 400,
            "invalid-json"
        ),
        (
            "UTF-16 without a mark", Array("{}".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }), 400,
            "invalid-json"
        ),
        ("lone surrogate", text(#"{"text":"\ud800"}"#), 400, "invalid-json"),
        ("surrogates reversed", text(#"{"text":"\udc00\ud800"}"#), 400, "invalid-json"),
        ("encoded surrogate", text(#"{"text":""#) + [0xED, 0xA0, 0x80] + text(#""}"#), 400, "invalid-json"),
        ("overlong", text(#"{"text":""#) + [0xC0, 0x80] + text(#""}"#), 400, "invalid-json"),
        ("NaN", text(#"{"text":NaN}"#), 400, "invalid-json"),
        ("raw null", text("{\"text\":\"a\u{0}\"}"), 400, "invalid-json"),
        ("escaped null", text(#"{"text":"a\u0000b"}"#), 422, "invalid-field"),
        ("1e999", text(#"{"text":1e999}"#), 422, "invalid-field"),
        ("2^64", text(#"{"metadata":{"n":18446744073709551616}}"#), 422, "invalid-field"),
        ("minus zero", text(#"{"title":-0}"#), 422, "invalid-field"),
        ("a long number", text("{\"title\":\(String(repeating: "9", count: 1 << 20))}"), 422, "invalid-field"),
        (
            "400 000 members", text("{" + (1...400_000).map { #""k\#($0)":1"# }.joined(separator: ",") + "}"), 400,
            "invalid-json"
        ),
        (
            "40 000 members", text("{" + (1...40_000).map { #""k\#($0)":1"# }.joined(separator: ",") + "}"), 422,
            "invalid-field"
        ),
        ("a million values", text("[" + String(repeating: "1,", count: 1_000_000) + "1]"), 400, "invalid-json"),
        ("a MiB of text", text(#"{"text":"\#(String(repeating: "가", count: 400_001))"}"#), 422, "invalid-field"),
    ]

    @Test("each is refused for what it is, with few words", arguments: refused)
    func refuses(name: String, body: [UInt8], status: Int, problem: String) async throws {
        try await withServer { server async throws in
            let reply = try await server.post(body, type: "application/json")
            #expect(reply.status == status, "\(name): \(reply.text.prefix(300))")
            #expect(try reply.problem() == problem)
            #expect(reply.body.count < 20_000)
            #expect(try await server.get("/api/jobs").json()["items"] == .array([]))
        }
    }

    /// Texts that look odd and are fine.
    static let taken = [
        "\u{202E}abc\u{202C}", "a\u{200B}\u{200D}\u{FEFF}b", "👩‍👩‍👧‍👦 🇰🇷", "\u{1112}\u{1161}\u{11AB} vs 한", "e\u{301} é",
        "\u{FFFF}\u{10FFFF}",
        "\u{7F}\u{80}\u{9F}", "line\u{2028}line\u{2029}", "\\u0041 \" \\ /", "\t\r\n x",
        String(repeating: "a", count: 300),
    ]

    @Test("what is odd and fine is kept to the byte", arguments: taken)
    func keeps(_ title: String) async throws {
        let document = JSONObject([
            JSONObject.Member("text", .string(title + " must be kept.")),
            JSONObject.Member("metadata", .object(["note": .string(title)])),
        ])
        try await withServer { server async throws in
            let reply = try await server.post(document.serialized, type: "application/json")
            #expect(reply.status == 201, "\(reply.text)")
            let id = try #require(try reply.json()["event_id"]?.string)
            let kept = try await server.get("/api/jobs/\(id)").json()["metadata"]?["note"]?.string
            #expect(kept.map { Array($0.utf8) } == Array(title.utf8))
            let job = try await server.claim()
            #expect(job.id.description == id)
        }
    }

    @Test("a text of one MiB is taken")
    func megabyte() async throws {
        try await withServer { server async throws in
            let text = String(repeating: "한", count: 350_000)
            #expect(try await server.post(#"{"text":"\#(text)"}"#).status == 201)
        }
    }
}
