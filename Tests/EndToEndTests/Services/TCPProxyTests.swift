import TestServices
import Testing

@Suite("The proxy of the tests", .serialized, .timeLimit(.minutes(5)))
struct TCPProxyTests {
    /// A session that writes one row.
    static let insert = "BEGIN; INSERT INTO t VALUES (1); COMMIT; SELECT 'told'"

    private static func withTable(
        _ body: (PostgresServer, TCPProxy, _ url: String, _ rows: () async throws -> String) async throws -> Void
    ) async throws {
        let server = try await PostgresServer.shared()
        let proxy = try TCPProxy(to: server.port)
        try await server.withDatabase { url in
            try await server.query("CREATE TABLE t (n int)", database: url)
            try await body(server, proxy, proxy.url(url)) {
                try await server.query("SELECT count(*) FROM t", database: url)
            }
        }
    }

    @Test("forwards everything, however much, in both directions")
    func forwards() async throws {
        try await Self.withTable { _, proxy, url, _ in
            let answer = try await Psql.run(url, "SELECT length('\(String(repeating: "x", count: 100_000))')")
            #expect(answer.output == "100000")
            let large = try await Psql.run(url, "SELECT repeat('y', 5000000)")
            #expect(large.output.count == 5_000_000)
            #expect(proxy.connections == 2)
        }
    }

    @Test("a lost reply: the server has committed, the client does not know, and the next time it does")
    func losesReply() async throws {
        try await Self.withTable { _, proxy, url, rows in
            proxy.cut(.reply, matching: "COMMIT")
            let lost = try await Psql.run(url, Self.insert)
            #expect(lost.code == 2)
            #expect(!lost.output.contains("told"))
            try await waitUntil("the row is there") { try await rows() == "1" }
            #expect(proxy.cuts == 1)
            let next = try await Psql.run(url, Self.insert)
            #expect(next.output == "told")
            #expect(try await rows() == "2")
            #expect(proxy.cuts == 1)
        }
    }

    @Test("a lost request: the server has not committed")
    func losesRequest() async throws {
        try await Self.withTable { _, proxy, url, rows in
            proxy.cut(.request, matching: "COMMIT", times: 2)
            for expected: Int32 in [2, 2, 0] {
                let answer = try await Psql.run(url, Self.insert)
                #expect(answer.code == expected)
            }
            #expect(try await rows() == "1")
            #expect(proxy.cuts == 2)
        }
    }

    @Test("a reply that comes in part")
    func cutsResponse() async throws {
        try await Self.withTable { _, proxy, url, _ in
            proxy.cut(.response, matching: "yyyy")
            let answer = try await Psql.run(url, "SELECT repeat('y', 5000000)")
            #expect(answer.code == 2)
            #expect(proxy.cuts == 1)
        }
    }

    @Test("down refuses and resets, and up is the same port again")
    func down() async throws {
        try await Self.withTable { _, proxy, url, _ in
            let session = try Psql.start(url, "SELECT 'begun'; SELECT pg_sleep(600)")
            #expect(await session.line(containing: "begun") != nil)
            proxy.mode = .down
            #expect(await session.finished() == 2)
            let refused = try await Psql.run(url, "SELECT 1")
            #expect(refused.output.contains("Connection refused"))
            proxy.mode = .pass
            #expect(try await Psql.run(url, "SELECT 1").output == "1")
        }
    }

    @Test("connections are reset once, and new ones work")
    func resets() async throws {
        try await Self.withTable { _, proxy, url, _ in
            let session = try Psql.start(url, "SELECT 'begun'; SELECT pg_sleep(600)")
            #expect(await session.line(containing: "begun") != nil)
            proxy.resetConnections()
            #expect(await session.finished() == 2)
            #expect(try await Psql.run(url, "SELECT 1").output == "1")
        }
    }

    @Test("a black hole tells nobody; what has lost bytes is reset afterwards")
    func blackhole() async throws {
        try await Self.withTable { _, proxy, url, _ in
            let session = try Psql.start(url, "SELECT 'begun'; SELECT pg_sleep(2); SELECT 'ended'")
            #expect(await session.line(containing: "begun") != nil)
            proxy.mode = .blackhole
            let unheard = try Psql.start(url, "SELECT 1")
            #expect(await session.line(containing: "ended", within: .seconds(4)) == nil)
            #expect(unheard.output == "")
            proxy.mode = .pass
            #expect(await session.finished() == 2)
            #expect(await unheard.finished() == 2)
        }
    }

    @Test("an interruption delays and loses nothing")
    func stall() async throws {
        try await Self.withTable { _, proxy, url, _ in
            let session = try Psql.start(url, "SELECT 'begun'; SELECT pg_sleep(2); SELECT 'ended'")
            #expect(await session.line(containing: "begun") != nil)
            proxy.mode = .stall
            #expect(await session.line(containing: "ended", within: .seconds(4)) == nil)
            proxy.mode = .pass
            #expect(await session.finished() == 0)
            #expect(session.output.contains("ended"))
        }
    }

    @Test("latency delays both directions")
    func latency() async throws {
        try await Self.withTable { _, proxy, url, _ in
            proxy.setLatency(toServer: .milliseconds(100), toClient: .milliseconds(50))
            let began = ContinuousClock.now
            let answer = try await Psql.run(url, "SELECT 1")
            #expect(answer.output == "1")
            // Encryption asked and refused, start-up, question: three ways there and back.
            #expect(ContinuousClock.now - began >= .milliseconds(450))
        }
    }
}
