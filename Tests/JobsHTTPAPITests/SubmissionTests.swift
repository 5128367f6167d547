import JobsApplication
import JobsDomain
import Testing

@Suite("Submitting a job")
struct SubmissionTests {
    /// Bodies that are taken, with their media types.
    static let bodies: [(type: String?, body: String)] = [
        ("application/json", #"{"text":"Wear gloves."}"#),
        ("application/json; charset=utf-8", #"{"text":"Wear gloves.","title":"Rules","language":"en"}"#),
        ("APPLICATION/JSON;Charset=\"UTF-8\"", #"{"input":{"text":"Wear gloves.","title":"Rules"}}"#),
        ("application/json", #" {"workflow":"guideline","input":{},"metadata":{}} "#),
        ("application/json", "{}"),
        ("application/json", ""),
        (nil, ""),
        ("text/plain", "Wear gloves."),
        ("text/plain; charset=UTF-8", "장갑을 착용하십시오."),
        ("text/markdown", "# Rules\n\n- Wear gloves.\n"),
        ("text/plain", ""),
        ("text/markdown", ""),
        ("text/plain", #"{"text": 1}"#),
    ]

    @Test("a document is taken as JSON, text or Markdown, and nothing runs the default", arguments: bodies)
    func accepts(type: String?, body: String) async throws {
        try await withServer { server in
            let reply = try await server.post(Array(body.utf8), type: type)
            #expect(reply.status == 201)
            #expect(reply["content-type"] == "application/json; charset=utf-8")
            let id = try #require(try reply.json()["event_id"]?.string)
            #expect(reply.text == #"{"event_id":"\#(id)"}"#)
            #expect(reply["location"] == "/api/jobs/\(id)")
            #expect(reply["idempotent-replayed"] == nil)
            #expect(try await server.get("/api/jobs/\(id)").status == 200)
        }
    }

    @Test("a request without any body runs the default guideline")
    func noBody() async throws {
        try await withServer { server async throws in
            #expect(try await server.send("POST", "/api/jobs").status == 201)
            #expect(try await server.send("POST", "/api/jobs", ["Content-Type": "application/json"]).status == 201)
        }
    }

    @Test(
        "an empty body runs the default guideline whatever its type says",
        arguments: ["application/x-www-form-urlencoded", "application/octet-stream", "image/png", "nonsense"]
    )
    func emptyBodyOfAnyType(_ type: String) async throws {
        try await withServer { server async throws in #expect(try await server.post([], type: type).status == 201) }
    }

    @Test("a body in chunks is taken")
    func chunked() async throws {
        try await withServer { server in
            let reply = try await server.exchange(
                Array(
                    """
                    POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r
                    Transfer-Encoding: chunked\r\n\r\n9\r\n{"text":"\r\n6\r\nGlove"\r\n1\r\n}\r\n0\r\n\r\n
                    """.utf8
                )
            )
            #expect(reply.status == 201)
        }
    }

    @Test("identifiers are lower-case UUIDs of version 7 and grow")
    func identifiers() async throws {
        try await withServer { server in
            var ids: [String] = []
            for _ in 1...3 { ids.append(try await server.submit().description) }
            #expect(ids.sorted() == ids)
            #expect(Set(ids).count == 3)
            for id in ids {
                #expect(id == id.lowercased())
                #expect(Array(id.utf8)[14] == UInt8(ascii: "7"))
            }
        }
    }

    @Test("what stands at the limits is taken")
    func limits() async throws {
        let pairs = (1...32).map { #""\#(String(repeating: "k", count: 62))\#($0 + 10)":"\#(wide(1024))""# }
        let json = #"{"title":"\#(wide(300))","metadata":{\#(pairs.joined(separator: ","))},"text":"x"}"#
        try await withServer { server async throws in #expect(try await server.post(json).status == 201) }
    }

    @Test("the longest document fits, also when every character is two escapes")
    func longestDocument() async throws {
        let escapes = String(repeating: #"\ud83d\ude42"#, count: 400_000)
        try await withServer { server async throws in
            #expect(try await server.post(#"{"text":"\#(escapes)"}"#).status == 201)
            #expect(try await server.post(Array(wide(400_000).utf8), type: "text/plain").status == 201)
            #expect(try await server.post(Array(wide(400_001).utf8), type: "text/plain").status == 422)
        }
    }

    @Test("metadata comes back with its order and every scalar as it was sent")
    func metadataIsVerbatim() async throws {
        let metadata = "{\"z\":\"cafe\u{301}\",\"caf\u{E9}\":\"1\",\"cafe\u{301}\":\"2\",\"a\":\"\\n🙂\\\"\"}"
        try await withServer { server in
            let id = try await server.submit(#"{"metadata":\#(metadata)}"#)
            let reply = try await server.get("/api/jobs/\(id)")
            let found = try #require(try reply.json()["metadata"]?.object)
            #expect(found.serialized == Array(metadata.utf8))
            #expect(reply.body.firstRange(of: Array(metadata.utf8)) != nil)
        }
    }

    @Test("a malformed or missing trace context is no mistake", arguments: ["", "00-xyz", "nonsense"])
    func traceparent(_ value: String) async throws {
        try await withServer { server async throws in
            #expect(try await server.post("{}", ["traceparent": value]).status == 201)
        }
    }

    @Test("the trace context of the request is kept with the job")
    func traceparentIsKept() async throws {
        let value = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        try await withServer { server in
            let reply = try await server.post("{}", ["traceparent": value])
            let id = try #require(try reply.json()["event_id"]?.string.flatMap { JobID(text: $0) })
            #expect(try await server.store.job(id)?.job.facts.traceparent == value)
        }
    }
}

/// So many characters, each of four bytes.
private func wide(_ count: Int) -> String { String(repeating: "🙂", count: count) }
