import JobsDomain
import Testing

@testable import JobsHTTPAPI

@Suite("Media types that a client takes")
struct AcceptTests {
    @Test(
        "who takes JSON gets it",
        arguments: [
            "application/json", "*/*", "application/*", "text/html, */*;q=0.1", "APPLICATION/JSON;q=0.001",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json;charset=utf-8", "",
            "application/json;q=0.5, */*;q=0", " ,application/json, ", "nonsense", "application/json;q=2", "*/json",
            "text/html;q=", "text/html;q=0.1234", "/", "text/html/x",
        ]
    )
    func taken(_ accept: String) async throws {
        try await withServer { server async throws in
            #expect(try await server.get("/api/jobs", ["Accept": accept]).status == 200)
        }
    }

    @Test(
        "who takes only what there is not hears what there is",
        arguments: [
            "image/png", "text/html", "application/json;q=0", "application/problem+json", "*/*;q=0",
            "application/json;q=0, */*", "application/jsonp", "text/*",
        ]
    )
    func refused(_ accept: String) async throws {
        try await withServer { server async throws in
            let paths = [("GET", "/api/jobs"), ("POST", "/api/jobs"), ("GET", "/livez"), ("GET", "/openapi.json")]
            for (method, path) in paths {
                let reply = try await server.send(method, path, ["Accept": accept, "Accept-Language": "en"])
                #expect(reply.status == 406, "\(method) \(path)")
                #expect(try reply.problem() == "not-acceptable")
                #expect(try reply.json()["detail"]?.string == "Available here: application/json.")
            }
            // Nothing was done for whom no answer can be given.
            #expect(try await server.get("/api/jobs").json()["items"] == .array([]))
        }
    }

    @Test("an error is told as it is, whatever the client takes")
    func errors() async throws {
        try await withServer { server async throws in
            let reply = try await server.get("/nothing", ["Accept": "image/png"])
            #expect(reply.status == 404)
            #expect(try reply.problem() == "not-found")
            #expect(try await server.send("PUT", "/api/jobs", ["Accept": "image/png"]).status == 405)
            #expect(try await server.send("OPTIONS", "/api/jobs", ["Accept": "image/png"]).status == 204)
        }
    }

    @Test(
        "the best type wins, and ours among equals",
        arguments: [
            ("*/*", "text/plain"), ("text/html", "text/html"), ("text/html,*/*;q=0.8", "text/html"),
            ("application/json", "application/json"), ("text/*", "text/plain"),
            ("text/html;q=0.5,application/json;q=0.9", "application/json"), ("text/plain;q=0,text/*", "text/html"),
            ("image/png", nil), ("text/plain;q=0.0", nil),
        ]
    )
    func best(header: String, type: String?) {
        #expect(AcceptHeader(header)?.best(of: ["text/plain", "text/html", "application/json"]) == type)
    }
}
