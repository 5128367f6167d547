import JobsDomain
import Testing

@Suite("Submissions that are refused")
struct SubmissionRefusalTests {
    /// A JSON body and the members it is refused for.
    static let wrongFields: [(json: String, pointers: [String])] = [
        ("[]", [""]), ("[{}]", [""]), (#""text""#, [""]), ("1", [""]), ("null", [""]),
        (#"{"text":1}"#, ["/text"]), (#"{"text":null}"#, ["/text"]), (#"{"text":""}"#, ["/text"]),
        (#"{"text":" \n\t"}"#, ["/text"]), (#"{"text":"a\u0000b"}"#, ["/text"]), (#"{"title":[]}"#, ["/title"]),
        (#"{"title":"a\u0000"}"#, ["/title"]), (#"{"language":"fr"}"#, ["/language"]),
        (#"{"language":true}"#, ["/language"]), (#"{"language":"KO"}"#, ["/language"]),
        (#"{"workflow":7}"#, ["/workflow"]), (#"{"input":"x"}"#, ["/input"]), (#"{"input":null}"#, ["/input"]),
        (#"{"input":{"text":1}}"#, ["/input/text"]), (#"{"input":{"colour":1}}"#, ["/input/colour"]),
        (#"{"input":{"text":"a"},"text":"b"}"#, ["/text"]), (#"{"input":{},"title":"b"}"#, ["/title"]),
        (#"{"colour":"red"}"#, ["/colour"]), (#"{"a/b~c":1}"#, ["/a~1b~0c"]), (#"{"":1}"#, ["/"]),
        (#"{"Text":"a"}"#, ["/Text"]), (#"{"metadata":[]}"#, ["/metadata"]), (#"{"metadata":"x"}"#, ["/metadata"]),
        (#"{"metadata":{"a":1}}"#, ["/metadata/a"]), (#"{"metadata":{"a":null}}"#, ["/metadata/a"]),
        (#"{"metadata":{"a":{"b":"c"}}}"#, ["/metadata/a"]), (#"{"metadata":{"":"x"}}"#, ["/metadata/"]),
        (#"{"metadata":{"a":"\u0000"}}"#, ["/metadata/a"]), (#"{"metadata":{"x/y":1}}"#, ["/metadata/x~1y"]),
        ("{\"metadata\":{\"x/\u{338}y~\u{301}\":1}}", ["/metadata/x~1\u{338}y~0\u{301}"]),
        (
            #"{"text":1,"title":2,"language":3,"metadata":4,"x":5}"#,
            ["/x", "/language", "/metadata", "/text", "/title"]
        ),
    ]

    @Test("every member that is wrong is pointed at", arguments: wrongFields)
    func wrongField(json: String, pointers: [String]) async throws {
        try await withServer { server in
            let reply = try await server.post(json)
            #expect(reply.status == 422)
            #expect(try reply.problem() == "invalid-field")
            #expect(try reply.pointers().map { Array($0.utf8) } == pointers.map { Array($0.utf8) })
        }
    }

    /// Members that are too long, by name.
    static let tooLong: [(pointer: String, json: String)] = [
        ("/title", #"{"title":"\#(String(repeating: "x", count: 301))"}"#),
        ("/metadata/a", #"{"metadata":{"a":"\#(String(repeating: "x", count: 1025))"}}"#),
        (
            "/metadata/" + String(repeating: "k", count: 65),
            #"{"metadata":{"\#(String(repeating: "k", count: 65))":""}}"#
        ),
        ("/metadata", "{\"metadata\":{" + (1...33).map { #""\#($0)":"""# }.joined(separator: ",") + "}}"),
    ]

    @Test("what is beyond a limit is refused", arguments: tooLong)
    func beyondLimits(pointer: String, json: String) async throws {
        try await withServer { server in
            let reply = try await server.post(json)
            #expect(reply.status == 422)
            #expect(try reply.pointers() == [pointer])
        }
    }

    @Test("a workflow that nobody knows is refused", arguments: ["summary", "", "Guideline", "guideline@1"])
    func unknownWorkflow(_ name: String) async throws {
        try await withServer { server in
            let reply = try await server.post(#"{"workflow":"\#(name)"}"#)
            #expect(reply.status == 422)
            #expect(try reply.problem() == "unknown-workflow")
            #expect(try reply.pointers() == ["/workflow"])
        }
    }

    @Test(
        "what is no JSON is refused with the place",
        arguments: [
            "{", "{\"text\":\"a\",}", "{'text':'a'}", #"{"text":"a","text":"b"}"#, "\u{FEFF}{}", "{} {}", "NaN",
            #"{"text":"\ud800"}"#, "{\"text\":\"a\nb\"}", " ", "text", String(repeating: "[", count: 100),
        ]
    )
    func invalidJSON(_ json: String) async throws {
        try await withServer { server in
            let reply = try await server.post(json)
            #expect(reply.status == 400)
            #expect(try reply.problem() == "invalid-json")
            #expect(try reply.json()["detail"]?.string?.contains("at byte") ?? false)
        }
    }

    @Test(
        "bytes that are no UTF-8 are refused",
        arguments: [("text/plain", "invalid-text"), ("text/markdown", "invalid-text")]
    )
    func invalidText(type: String, problem: String) async throws {
        try await withServer { server in
            let reply = try await server.post([0x41, 0xFF, 0x42], type: type)
            #expect(reply.status == 400)
            #expect(try reply.problem() == problem)
        }
    }

    @Test("a JSON string that is no UTF-8 is refused")
    func invalidUTF8InJSON() async throws {
        let body = Array(#"{"text":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
        try await withServer { server in
            let reply = try await server.post(body, type: "application/json")
            #expect(reply.status == 400)
            #expect(try reply.problem() == "invalid-json")
        }
    }

    @Test("a text document is checked like a JSON one", arguments: [" \n ", "a\u{0}b"])
    func invalidDocument(_ text: String) async throws {
        try await withServer { server in
            let reply = try await server.post(Array(text.utf8), type: "text/plain")
            #expect(reply.status == 422)
            #expect(try reply.pointers() == ["/text"])
        }
    }

    @Test(
        "a body of another type, or of none, is refused with the types there are",
        arguments: [
            nil, "", "application/xml", "text/html", "application/x-www-form-urlencoded",
            "application/merge-patch+json",
            "json", "text/plain; charset=euc-kr", "application/json; charset=utf-16", "text/plain;charset=\"latin1\"",
        ]
    )
    func unsupportedType(_ type: String?) async throws {
        try await withServer { server in
            let reply = try await server.post(Array("{}".utf8), type: type)
            #expect(reply.status == 415)
            #expect(try reply.problem() == "unsupported-media-type")
            #expect(reply["accept"] == "application/json, text/plain, text/markdown")
        }
    }

    @Test(
        "an encoded body is refused with the encodings there are",
        arguments: ["gzip", "GZIP", "br", "deflate, gzip"]
    )
    func encodedBody(_ encoding: String) async throws {
        try await withServer { server in
            let reply = try await server.post("{}", ["Content-Encoding": encoding])
            #expect(reply.status == 415)
            #expect(reply["accept-encoding"] == "identity")
            #expect(try await server.post("{}", ["Content-Encoding": "identity"]).status == 201)
        }
    }

    @Test("what was refused left no job behind")
    func nothingIsStored() async throws {
        try await withServer { server in
            _ = try await server.post(#"{"text":1}"#)
            _ = try await server.post("{")
            #expect(try await server.get("/api/jobs").json()["items"] == .array([]))
        }
    }
}
