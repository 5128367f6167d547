import JobsDomain
import JobsTesting
import Testing

@Suite("Idempotency keys")
struct IdempotencyTests {
    private static func id(_ reply: Reply) throws -> String { try #require(try reply.json()["event_id"]?.string) }

    @Test("the same key with the same fields gives the same job, and says so")
    func replay() async throws {
        try await withServer { server in
            let first = try await server.post(#"{"text":"a","title":"b"}"#, ["Idempotency-Key": "order-1"])
            let second = try await server.post(#"{"text":"a","title":"b"}"#, ["Idempotency-Key": "order-1"])
            #expect(first.status == 201)
            #expect(first["idempotent-replayed"] == nil)
            #expect(second.status == 201)
            #expect(second["idempotent-replayed"] == "true")
            #expect(try Self.id(first) == Self.id(second))
            #expect(second["location"] == first["location"])
            #expect(try await server.get("/api/jobs").json()["items"]?.array?.count == 1)
        }
    }

    /// Bodies that mean the same as `{"text":"é","title":"t"}`.
    static let sameFields = [
        #"{"title":"t","text":"é"}"#, #"{ "text" : "\u00e9", "title" : "\u0074" }"#,
        #"{"input":{"title":"t","text":"é"}}"#, #"{"workflow":"guideline","text":"é","title":"t"}"#,
        #"{"language":"auto","metadata":{},"text":"é","title":"t"}"#,
    ]

    @Test("fields are compared after decoding", arguments: sameFields)
    func sameFieldsInOtherSpelling(_ json: String) async throws {
        try await withServer { server in
            let first = try await server.post(#"{"text":"é","title":"t"}"#, ["Idempotency-Key": "k"])
            let second = try await server.post(json, ["Idempotency-Key": "k"])
            #expect(second["idempotent-replayed"] == "true")
            #expect(try Self.id(first) == Self.id(second))
        }
    }

    /// Bodies that mean something else.
    static let otherFields = [
        #"{"text":"f","title":"t"}"#, #"{"text":"é"}"#, "{\"text\":\"e\u{301}\",\"title\":\"t\"}",
        #"{"text":"é","title":"t","language":"ko"}"#, #"{"text":"é","title":"t","metadata":{"a":"b"}}"#, "{}",
    ]

    @Test("the same key with other fields is refused", arguments: otherFields)
    func conflict(_ json: String) async throws {
        try await withServer { server in
            _ = try await server.post(#"{"text":"é","title":"t"}"#, ["Idempotency-Key": "k"])
            let reply = try await server.post(json, ["Idempotency-Key": "k"])
            #expect(reply.status == 422)
            #expect(try reply.problem() == "idempotency-conflict")
        }
    }

    @Test("the order of metadata does not matter")
    func metadataOrder() async throws {
        try await withServer { server in
            let first = try await server.post(#"{"metadata":{"a":"1","b":"2"}}"#, ["Idempotency-Key": "k"])
            let second = try await server.post(#"{"metadata":{"b":"2","a":"1"}}"#, ["Idempotency-Key": "k"])
            #expect(second.status == 201)
            #expect(try Self.id(first) == Self.id(second))
        }
    }

    @Test("a quoted key is the same key")
    func quoted() async throws {
        try await withServer { server in
            let first = try await server.post("{}", ["Idempotency-Key": "k"])
            let second = try await server.post("{}", ["Idempotency-Key": "\"k\""])
            #expect(try Self.id(first) == Self.id(second))
        }
    }

    @Test("keys are told apart by every letter, and no key is none")
    func otherKeys() async throws {
        try await withServer { server in
            var ids: Set<String> = []
            for headers: KeyValuePairs<String, String> in [
                ["Idempotency-Key": "k"], ["Idempotency-Key": "K"], ["Idempotency-Key": "k2"], [:], [:],
            ] {
                ids.insert(try Self.id(try await server.post("{}", headers)))
            }
            #expect(ids.count == 5)
        }
    }

    @Test("a key may be used again after 24 hours")
    func expires() async throws {
        try await withServer { server in
            let first = try await server.post("{}", ["Idempotency-Key": "k"])
            server.clock.advance(by: .seconds(24 * 60 * 60 - 1))
            #expect(try Self.id(try await server.post("{}", ["Idempotency-Key": "k"])) == Self.id(first))
            server.clock.advance(by: .seconds(1))
            let second = try await server.post(#"{"text":"other"}"#, ["Idempotency-Key": "k"])
            #expect(second.status == 201)
            #expect(try Self.id(second) != Self.id(first))
        }
    }

    @Test("a key at the limit is taken", arguments: [1, 255])
    func goodLength(_ length: Int) async throws {
        let key = String(repeating: "k", count: length)
        try await withServer { server async throws in
            #expect(try await server.post("{}", ["Idempotency-Key": key]).status == 201)
            #expect(try await server.post("{}", ["Idempotency-Key": "\"\(key)\""])["idempotent-replayed"] == "true")
        }
    }

    @Test(
        "a key that is empty, too long or not visible ASCII is refused",
        arguments: ["", "\"\"", "a\"b", "\"", "a b", "\"a b\"", "키", "caf\u{E9}", String(repeating: "k", count: 256)]
    )
    func badKey(_ key: String) async throws {
        try await withServer { server in
            let reply = try await server.post("{}", ["Idempotency-Key": key])
            #expect(reply.status == 400)
            #expect(try reply.problem() == "invalid-header")
        }
    }
}
