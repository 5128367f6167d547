import HTTPTypes
import JobsApplication
import JobsDomain
import Testing

@testable import JobsHTTPAPI

@Suite("Problems")
struct ProblemTests {
    @Test("a problem has the members of RFC 9457 and the request's identifier")
    func shape() async throws {
        try await withServer { server in
            let reply = try await server.get("/api/jobs/\(TestServer.unknownID)", ["Accept-Language": "en"])
            #expect(reply["content-type"] == "application/problem+json")
            let names = try reply.json().object?.members.map(\.name)
            #expect(names == ["type", "title", "status", "detail", "request_id"])
            #expect(try reply.json()["type"]?.string == "/problems/not-found")
            #expect(try reply.json()["status"]?.integer == 404)
            #expect(try reply.json()["request_id"]?.string == reply["x-request-id"])
        }
    }

    @Test("a problem with fields lists each with what is expected")
    func fields() async throws {
        try await withServer { server in
            let reply = try await server.post(#"{"colour":1}"#)
            let names = try reply.json().object?.members.map(\.name)
            #expect(names == ["type", "title", "status", "detail", "errors", "request_id"])
            let error = #"{"pointer":"/colour","detail":"is not a known member"}"#
            #expect(try reply.json()["errors"]?.serialized == Array("[\(error)]".utf8))
        }
    }

    @Test("every answer names its request, with the client's identifier where it is harmless")
    func requestID() async throws {
        try await withServer { server in
            for path in ["/livez", "/nothing", "/api/jobs"] {
                #expect(try await server.get(path, ["X-Request-Id": "trace-1"])["x-request-id"] == "trace-1")
                let own = try #require(try await server.get(path)["x-request-id"])
                #expect(UUIDv7(text: own) != nil)
            }
            #expect(try await server.send("OPTIONS", "/livez", ["X-Request-Id": "o"])["x-request-id"] == "o")
        }
    }

    @Test(
        "an identifier that is empty, too long or odd is replaced",
        arguments: ["", "a b", "한글", String(repeating: "x", count: 129)]
    )
    func badRequestID(_ value: String) async throws {
        try await withServer { server in
            let id = try #require(try await server.get("/livez", ["X-Request-Id": value])["x-request-id"])
            #expect(UUIDv7(text: id) != nil)
        }
    }

    @Test("every kind has a title of its own, and a status of an error", arguments: Problem.Kind.allCases)
    func kinds(_ kind: Problem.Kind) {
        #expect((400..<600).contains(kind.status.code))
        #expect(Problem.Kind.allCases.filter { $0.title == kind.title } == [kind])
    }

    // MARK: - The store

    static let failures: [JobStoreError.Code] = [.unavailable, .overloaded, .outcomeUnknown, .unusable]

    @Test("while the store fails every request for it says so and when to come back", arguments: failures)
    func storeFails(_ code: JobStoreError.Code) async throws {
        try await withServer { server in
            let id = try await server.submit()
            server.store.fail(with: code)
            let requests = [
                ("POST", "/api/jobs"), ("GET", "/api/jobs"), ("GET", "/api/jobs/\(id)"), ("GET", "/api/stats"),
                ("POST", "/api/jobs/\(id)/cancel"), ("POST", "/api/jobs/\(id)/retry"), ("GET", "/api/jobs/\(id)/calls"),
            ]
            for (method, path) in requests {
                let reply = try await server.send(method, path)
                #expect(reply.status == 503, "\(method) \(path)")
                #expect(try reply.problem() == "unavailable")
                #expect(reply["retry-after"] == "1")
                #expect(try reply.json()["errors"] == nil)
            }
            server.store.fail(with: nil)
            #expect(try await server.get("/api/jobs/\(id)").status == 200)
        }
    }

    @Test(
        "what needs no store is answered although the store fails",
        arguments: ["/livez", "/api/workflows", "/openapi.json"]
    )
    func withoutStore(_ path: String) async throws {
        try await withServer { server async throws in
            server.store.fail(with: .unavailable)
            #expect(try await server.get(path).status == 200)
        }
    }
}
