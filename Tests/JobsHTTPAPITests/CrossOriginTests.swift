import JobsHTTPAPI
import Testing

@Suite("Pages of other origins")
struct CrossOriginTests {
    private static let origin = "https://app.example.org"

    private func withOrigins(_ body: (TestServer) async throws -> Void) async throws {
        try await withServer(settings: { $0.allowedOrigins = [Self.origin, "null", "*"] }, body)
    }

    @Test("without an allowed origin nothing is said")
    func off() async throws {
        try await withServer { server in
            let preflight = ["Origin": Self.origin, "Access-Control-Request-Method": "POST"] as KeyValuePairs
            let reply = try await server.send("OPTIONS", "/api/jobs", preflight)
            #expect(reply.status == 204)
            #expect(!reply.headers.contains { $0.name.hasPrefix("access-control") })
            #expect(reply["vary"] == nil)
        }
    }

    @Test("a page of an allowed origin may ask first")
    func preflight() async throws {
        try await self.withOrigins { server in
            let preflight =
                [
                    "Origin": Self.origin, "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "content-type,idempotency-key",
                ] as KeyValuePairs
            let reply = try await server.send("OPTIONS", "/api/jobs", preflight)
            #expect(reply.status == 204)
            #expect(reply["access-control-allow-origin"] == Self.origin)
            #expect(reply["access-control-allow-methods"] == "GET, POST, HEAD, OPTIONS")
            let headers = try #require(reply["access-control-allow-headers"]).split(separator: ", ")
            for name in [
                "Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Prefer", "Last-Event-ID",
            ] {
                #expect(headers.contains(Substring(name)))
            }
            #expect(reply["access-control-max-age"] == "7200")
            #expect(reply["access-control-allow-credentials"] == nil)
            #expect(reply["vary"] == "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
        }
    }

    @Test(
        "it may read every answer, those about errors too",
        arguments: [
            ("GET", "/api/jobs", 200), ("GET", "/nothing", 404), ("PUT", "/api/jobs", 405), ("POST", "/api/jobs", 201),
        ]
    )
    func answers(method: String, path: String, status: Int) async throws {
        try await self.withOrigins { server in
            let reply = try await server.send(method, path, ["Origin": Self.origin])
            #expect(reply.status == status)
            #expect(reply["access-control-allow-origin"] == Self.origin)
            let exposed = reply["access-control-expose-headers"] ?? ""
            for name in ["Location", "ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "Link", "X-Request-Id"] {
                #expect(exposed.split(separator: ", ").contains(Substring(name)))
            }
            #expect(reply["cross-origin-resource-policy"] == nil)
            #expect(reply["vary"]?.hasSuffix("Origin") ?? false)
        }
    }

    @Test(
        "no other origin may, however similar",
        arguments: [
            nil, "null", "*", "", "https://app.example.org:443", "https://app.example.org/", "http://app.example.org",
            "https://APP.example.org", "https://app.example.org.evil.com", "https://evil.com/https://app.example.org",
            "https://sub.app.example.org", "https://app.example.or",
        ]
    )
    func others(_ origin: String?) async throws {
        try await self.withOrigins { server in
            let headers: KeyValuePairs = origin.map { ["Origin": $0] } ?? [:]
            let reply = try await server.get("/api/jobs", headers)
            #expect(reply.status == 200)
            #expect(!reply.headers.contains { $0.name.hasPrefix("access-control") })
            // A cache must not give one origin's answer to another.
            #expect(reply["vary"]?.hasSuffix("Origin") ?? false)
            #expect(reply["cross-origin-resource-policy"] == "same-origin")
        }
    }

    @Test("what a connection refuses may be read too")
    func refusal() async throws {
        try await self.withOrigins { server async throws in
            let head = "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\nOrigin: \(Self.origin)\r\n\r\n"
            #expect(try await server.exchange(Array(head.utf8))["access-control-allow-origin"] == Self.origin)
        }
    }
}
