import JobsDomain
import Testing

@Suite("Paths and methods")
struct RoutingTests {
    private static let unknown = TestServer.unknownID

    @Test(
        "what does not exist is not found",
        arguments: [
            "/", "/api", "/api/", "/api/job", "/api/jobs/\(unknown)", "/api/jobs/not-a-uuid", "/api/jobs/1",
            "/api/jobs//", "//api/jobs", "/api//jobs", "/api/jobs/\(unknown)/cancelled",
            "/api/jobs/\(unknown)/cancel/x", "/api/jobs/\(unknown)/calls", "/api/jobs/\(unknown)/calls/x",
            "/api/jobs/x/calls", "/api/providers/x",
            "/api/jobs/\(unknown)//", "/API/JOBS", "/livez/x", "/openapi.yaml", "/api/jobs/..", "/api/jobs/%00",
        ]
    )
    func notFound(_ path: String) async throws {
        try await withServer { server async throws in
            let reply = try await server.get(path)
            #expect(reply.status == 404)
            #expect(try reply.problem() == "not-found")
        }
    }

    @Test("an identifier is found in either case")
    func upperCaseID() async throws {
        try await withServer { server async throws in
            let id = try await server.submit()
            let reply = try await server.get("/api/jobs/\(id.description.uppercased())")
            #expect(try reply.json()["event_id"]?.string == id.description)
        }
    }

    @Test(
        "a trailing slash makes no difference",
        arguments: [
            "/api/jobs", "/api/workflows", "/api/providers", "/api/stats", "/livez", "/readyz", "/openapi.json",
        ]
    )
    func trailingSlash(_ path: String) async throws {
        try await withServer { server async throws in
            let plain = try await server.get(path)
            let slashed = try await server.get(path + "/")
            #expect(slashed.status == 200)
            #expect(slashed.body == plain.body)
        }
    }

    @Test("a trailing slash makes no difference for one job either")
    func trailingSlashOfAJob() async throws {
        try await withServer { server async throws in
            #expect(try await server.send("POST", "/api/jobs/", body: []).status == 201)
            let id = try await server.submit()
            #expect(try await server.get("/api/jobs/\(id)/").status == 200)
            #expect(try await server.get("/api/jobs/\(id)/calls/").status == 200)
            #expect(try await server.get("/api/jobs/?limit=1").status == 200)
            #expect(try await server.send("POST", "/api/jobs/\(id)/cancel/").status == 200)
            #expect(try await server.send("POST", "/api/jobs/\(id)/retry/").status == 202)
        }
    }

    /// Every path with the methods it has.
    static let methods: [(path: String, allow: String)] = [
        ("/api/jobs", "GET, POST, HEAD, OPTIONS"), ("/api/jobs/\(unknown)", "GET, HEAD, OPTIONS"),
        ("/api/jobs/\(unknown)/cancel", "POST, OPTIONS"), ("/api/jobs/\(unknown)/retry", "POST, OPTIONS"),
        ("/api/jobs/\(unknown)/calls", "GET, HEAD, OPTIONS"), ("/api/providers", "GET, HEAD, OPTIONS"),
        ("/api/workflows", "GET, HEAD, OPTIONS"), ("/api/stats", "GET, HEAD, OPTIONS"),
        ("/livez", "GET, HEAD, OPTIONS"),
        ("/readyz", "GET, HEAD, OPTIONS"), ("/openapi.json", "GET, HEAD, OPTIONS"),
        ("/openapi-3.2.json", "GET, HEAD, OPTIONS"), ("/docs", "GET, HEAD, OPTIONS"),
        ("/docs/docs.js", "GET, HEAD, OPTIONS"),
    ]

    @Test("a method that a path does not have is refused with those it has", arguments: methods)
    func methodNotAllowed(path: String, allow: String) async throws {
        try await withServer { server async throws in
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "TRACE"]
            where !allow.split(separator: ", ").contains(Substring(method)) {
                let reply = try await server.send(method, path)
                #expect(reply.status == 405, "\(method)")
                #expect(reply["allow"] == allow)
                if method != "HEAD" { #expect(try reply.problem() == "method-not-allowed") }
            }
        }
    }

    @Test("OPTIONS tells the methods of a path", arguments: methods)
    func options(path: String, allow: String) async throws {
        try await withServer { server async throws in
            let reply = try await server.send("OPTIONS", path)
            #expect(reply.status == 204)
            #expect(reply["allow"] == allow)
            #expect(reply.body.isEmpty)
        }
    }

    @Test("OPTIONS of a path that does not exist is not found")
    func optionsOfNothing() async throws {
        try await withServer { server async throws in
            #expect(try await server.send("OPTIONS", "/nothing").status == 404)
        }
    }

    @Test(
        "HEAD answers as GET does, without the body",
        arguments: [
            "/api/jobs", "/api/workflows", "/api/providers", "/livez", "/openapi.json", "/api/jobs/\(unknown)",
            "/api/jobs/\(unknown)/calls", "/nothing",
        ]
    )
    func head(_ path: String) async throws {
        try await withServer { server async throws in
            let get = try await server.get(path)
            let head = try await server.send("HEAD", path)
            #expect(head.status == get.status)
            #expect(head["content-type"] == get["content-type"])
            #expect(head["content-length"] == String(get.body.count))
        }
    }

    @Test("after HEAD the connection is still in step")
    func headKeepsTheConnection() async throws {
        try await withServer { server async throws in
            try await blocking {
                let connection = try Connection(port: server.port)
                connection.send("HEAD /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try connection.reply(hasBody: false).status == 200)
                connection.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try connection.reply().text == #"{"status":"ok"}"#)
            }
        }
    }

    @Test("OPTIONS of the server as a whole tells every method")
    func optionsOfAll() async throws {
        try await withServer { server async throws in
            let reply = try await server.send("OPTIONS", "*")
            #expect(reply.status == 204)
            #expect(reply["allow"] == "GET, POST, HEAD, OPTIONS")
            #expect(
                try await server.send("OPTIONS", "/api/jobs")["accept-post"]?.hasPrefix("application/json") ?? false
            )
        }
    }

    @Test("nothing is stored that is not said to be", arguments: ["/livez", "/nothing", "/api/stats", "/readyz"])
    func uncached(_ path: String) async throws {
        try await withServer { server async throws in
            #expect(try await server.get(path)["cache-control"] == "no-store")
        }
    }

    @Test(
        "browsers may do nothing with an answer but show it",
        arguments: ["/api/jobs", "/livez", "/nothing", "/openapi.json", "/problems/timeout"]
    )
    func safetyHeaders(_ path: String) async throws {
        try await withServer { server async throws in
            for method in ["GET", "HEAD", "OPTIONS", "PUT"] {
                let reply = try await server.send(method, path)
                #expect(reply["x-content-type-options"] == "nosniff")
                #expect(reply["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
                #expect(reply["x-frame-options"] == "DENY")
                #expect(reply["referrer-policy"] == "no-referrer")
                #expect(reply["cross-origin-resource-policy"] == "same-origin")
                #expect(reply["access-control-allow-origin"] == nil)
            }
        }
    }
}
