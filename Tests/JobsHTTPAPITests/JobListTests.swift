import JobsDomain
import Testing

@Suite("Lists of jobs")
struct JobListTests {
    private static func ids(_ reply: Reply) throws -> [String] {
        try #require(try reply.json()["items"]?.array).compactMap { $0["event_id"]?.string }
    }

    @Test("without jobs the list is empty")
    func empty() async throws {
        try await withServer { server in
            let reply = try await server.get("/api/jobs")
            #expect(reply.status == 200)
            #expect(reply.text == #"{"items":[],"next_cursor":null}"#)
        }
    }

    @Test("the newest job comes first, twenty on a page")
    func defaultPage() async throws {
        try await withServer { server in
            var submitted: [String] = []
            for _ in 1...21 { submitted.append(try await server.submit().description) }
            let reply = try await server.get("/api/jobs")
            #expect(try Self.ids(reply) == submitted.reversed().prefix(20).map { $0 })
            let cursor = try #require(try reply.json()["next_cursor"]?.string)
            let rest = try await server.get("/api/jobs?cursor=\(cursor)")
            #expect(try Self.ids(rest) == [submitted[0]])
            #expect(try rest.json()["next_cursor"] == .null)
        }
    }

    @Test("pages show every job once, although new ones are added", arguments: [1, 2, 3, 7, 100])
    func paging(limit: Int) async throws {
        try await withServer { server in
            var submitted: [String] = []
            for _ in 1...7 { submitted.append(try await server.submit().description) }
            var found: [String] = []
            var cursor = ""
            repeat {
                let reply = try await server.get("/api/jobs?limit=\(limit)&cursor=\(cursor)")
                let page = try Self.ids(reply)
                #expect((1...limit).contains(page.count))
                found += page
                cursor = try reply.json()["next_cursor"]?.string ?? ""
                _ = try await server.submit()
            } while !cursor.isEmpty
            #expect(found == submitted.reversed())
        }
    }

    @Test("a page that is exactly full and the last has no next one")
    func exactlyFull() async throws {
        try await withServer { server in
            for _ in 1...2 { _ = try await server.submit() }
            #expect(try await server.get("/api/jobs?limit=2").json()["next_cursor"] == .null)
        }
    }

    @Test("a status keeps only its jobs", arguments: JobStatus.allCases)
    func byStatus(_ status: JobStatus) async throws {
        try await withServer { server in
            var ids: [JobStatus: JobID] = [:]
            for other in [JobStatus.completed, .failed, .cancelled, .processing, .pending] {
                ids[other] = try await server.job(other)
            }
            let reply = try await server.get("/api/jobs?status=\(status.rawValue)")
            #expect(try Self.ids(reply) == [ids[status]?.description])
        }
    }

    @Test("a filter holds on every page")
    func filteredPages() async throws {
        try await withServer { server in
            var cancelled: [String] = []
            for _ in 1...3 {
                cancelled.append(try await server.job(.cancelled).description)
                _ = try await server.submit()
            }
            let first = try await server.get("/api/jobs?status=cancelled&limit=2")
            let cursor = try #require(try first.json()["next_cursor"]?.string)
            let second = try await server.get("/api/jobs?status=cancelled&limit=2&cursor=\(cursor)")
            #expect(try Self.ids(first) + Self.ids(second) == cancelled.reversed())
            #expect(try second.json()["next_cursor"] == .null)
        }
    }

    @Test("a workflow keeps only its jobs, and an unknown one has none")
    func byWorkflow() async throws {
        try await withServer { server in
            let id = try await server.submit()
            #expect(try Self.ids(try await server.get("/api/jobs?workflow=guideline")) == [id.description])
            #expect(try Self.ids(try await server.get("/api/jobs?workflow=other")).isEmpty)
        }
    }

    @Test("an empty parameter counts as not given")
    func emptyParameters() async throws {
        try await withServer { server in
            _ = try await server.submit()
            let empty = "status=&workflow=&limit=&cursor=&title=&created_after=&created_before&"
            let reply = try await server.get("/api/jobs?\(empty)")
            #expect(try Self.ids(reply).count == 1)
        }
    }

    @Test(
        "a parameter that is wrong is refused by name",
        arguments: [
            "limit=0", "limit=101", "limit=-1", "limit=1.5", "limit=ten", "limit=99999999999999999999", "status=done",
            "status=Pending", "status=pending,failed", "cursor=x", "cursor=j1", "cursor=j1-1", "cursor=j10",
            "cursor=j2a", "cursor=j1%2B5", "cursor=j1zzzzzzzzzzzzzzzzzzzz", "cursor=\(TestServer.unknownID)",
            "colour=red", "colour", "Limit=1", "limit=1&limit=1", "status=&status=", "title=%", "title=%4", "title=%zz",
            "title=%ff", "title=%ED%A0%80", "title=%00", "workflow=a%00b", "created_after=yesterday",
            "created_before=2025-06-12", "created_after=2025-06-12T18:25:36", "created_after=1749752736",
            "title=\(String(repeating: "x", count: 301))",
        ]
    )
    func badParameter(_ query: String) async throws {
        try await withServer { server in
            let reply = try await server.get("/api/jobs?\(query)", ["Accept-Language": "en"])
            #expect(reply.status == 400)
            #expect(try reply.problem() == "invalid-parameter")
            let name = query.prefix { $0 != "=" }
            #expect(try reply.json()["detail"]?.string?.hasPrefix(name) ?? false)
            #expect(try reply.pointers() == ["/\(name)"])
        }
    }

    @Test("a job in a list is the job itself")
    func sameJSON() async throws {
        try await withServer { server in
            let id = try await server.job(.failed)
            let single = try await server.get("/api/jobs/\(id)").text
            #expect(try await server.get("/api/jobs").text == #"{"items":[\#(single)],"next_cursor":null}"#)
        }
    }
}
