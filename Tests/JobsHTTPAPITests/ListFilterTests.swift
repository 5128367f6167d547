import JobsApplication
import JobsDomain
import JobsTesting
import Testing

@Suite("Lists of jobs that are searched")
struct ListFilterTests {
    private static func ids(_ reply: Reply) throws -> [String] {
        try #require(try reply.json()["items"]?.array).compactMap { $0["event_id"]?.string }
    }

    @Test("a time keeps the jobs from it on, and those before it")
    func times() async throws {
        try await withServer { server async throws in
            var ids: [String] = []
            var times: [String] = []
            for _ in 1...3 {
                ids.append(try await server.submit().description)
                times.append(server.clock.runtime.now().description)
                server.clock.advance(by: .seconds(1))
            }
            #expect(try Self.ids(try await server.get("/api/jobs?created_after=\(times[1])")) == [ids[2], ids[1]])
            #expect(try Self.ids(try await server.get("/api/jobs?created_before=\(times[1])")) == [ids[0]])
            let between = "created_after=\(times[1])&created_before=\(times[2])"
            #expect(try Self.ids(try await server.get("/api/jobs?\(between)")) == [ids[1]])
        }
    }

    @Test(
        "an offset's plus may be encoded or not",
        arguments: ["2025-06-16T00:06:40%2B09:00", "2025-06-16T00:06:40+09:00", "2025-06-15T10:06:40-05:00"]
    )
    func offsets(_ time: String) async throws {
        try await withServer { server async throws in
            // The test's clock begins at 2025-06-15T15:06:40Z.
            let id = try await server.submit()
            #expect(try Self.ids(try await server.get("/api/jobs?created_after=\(time)")) == [id.description])
            #expect(try Self.ids(try await server.get("/api/jobs?created_before=\(time)")).isEmpty)
        }
    }

    @Test(
        "a text in the title keeps its jobs, in any script",
        arguments: [
            ("%EB%B3%B4%EC%95%88", ["보안 지침"]), ("plan+b", ["Plan B & more"]), ("PLAN%20B%20%26", ["Plan B & more"]),
            ("x", []), ("%EC%A7%80%EC%B9%A8", ["보안 지침"]),
        ]
    )
    func titles(query: String, titles: [String]) async throws {
        try await withServer { server async throws in
            var ids: [String: String] = [:]
            for title in ["보안 지침", "Plan B & more"] {
                ids[title] = try await server.submit(#"{"text":"a","title":"\#(title)"}"#).description
            }
            let reply = try await server.get("/api/jobs?title=\(query)")
            #expect(try Self.ids(reply) == titles.compactMap { ids[$0] })
        }
    }

    @Test("the next page is linked, with all filters, and the link leads there")
    func links() async throws {
        try await withServer { server async throws in
            var ids: [String] = []
            for _ in 1...3 {
                ids.append(try await server.submit(#"{"text":"a","title":"보안 & 지침 +1"}"#).description)
                _ = try await server.submit()
            }
            let query =
                "status=pending&workflow=guideline&title=%EB%B3%B4%EC%95%88+%26&limit=2"
                + "&created_after=2025-01-01T00:00:00%2B09:00&created_before=2030-01-01T00:00:00Z"
            let first = try await server.get("/api/jobs?\(query)")
            #expect(try Self.ids(first) == [ids[2], ids[1]])
            let cursor = try #require(try first.json()["next_cursor"]?.string)
            let address =
                "/api/jobs?status=pending&workflow=guideline&created_after=2024-12-31T15%3A00%3A00.000Z"
                + "&created_before=2030-01-01T00%3A00%3A00.000Z&title=%EB%B3%B4%EC%95%88%20%26&limit=2&cursor=\(cursor)"
            #expect(first["link"] == "<\(address)>; rel=\"next\"")
            let second = try await server.get(address)
            #expect(try Self.ids(second) == [ids[0]])
            #expect(second["link"] == nil)
            #expect(try second.json()["next_cursor"] == .null)
            // A cursor is a place in the list of all jobs, whatever the filters are.
            #expect(try Self.ids(try await server.get("/api/jobs?status=cancelled&cursor=\(cursor)")).isEmpty)
        }
    }

    @Test("every mistake is told at once, in either language", arguments: ["en", "ko"])
    func allMistakes(_ language: String) async throws {
        try await withServer { server async throws in
            let query = "limit=0&status=x&created_after=x&cursor=x"
            let reply = try await server.get("/api/jobs?\(query)", ["Accept-Language": language])
            #expect(try reply.pointers() == ["/status", "/created_after", "/limit", "/cursor"])
            let unknown = try await server.get("/api/jobs?a=1&%62=2&limit=1&limit=2", ["Accept-Language": language])
            #expect(try unknown.pointers() == ["/a", "/b", "/limit"])
        }
    }

    @Test("a thousand mistakes make no long answer")
    func manyMistakes() async throws {
        try await withServer { server async throws in
            let reply = try await server.get("/api/jobs?" + (1...500).map { "p\($0)" }.joined(separator: "&"))
            #expect(try reply.pointers().count == 32)
            #expect(reply.body.count < 20_000)
        }
    }
}
