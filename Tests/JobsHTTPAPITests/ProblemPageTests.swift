import HTTPConnections
import HTTPTypes
import JobsDomain
import Testing

@testable import JobsHTTPAPI

@Suite("Pages about kinds of problems")
struct ProblemPageTests {
    @Test(
        "the type of every problem leads to a page in both languages and every form",
        arguments: Problem.Kind.allCases
    )
    func everyKind(_ kind: Problem.Kind) async throws {
        try await withServer { server async throws in
            let path = "/problems/\(kind.rawValue)"
            for language in ["en", "ko"] {
                let json = try await server.get(path, ["Accept": "application/json", "Accept-Language": language])
                #expect(json.status == 200)
                #expect(json["content-language"] == language)
                #expect(try json.json()["type"]?.string == path)
                #expect(try json.json()["title"]?.string == kind.title)
                #expect(try json.json()["status"]?.integer == kind.status.code)
                let meaning = try #require(try json.json()["meaning"]?.string)
                let hasHangul = meaning.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }
                #expect(hasHangul == (language == "ko"))
                let text = try await server.get(path, ["Accept-Language": language])
                #expect(text["content-type"] == "text/plain; charset=utf-8")
                #expect(text.text.contains(kind.title) && text.text.contains(meaning))
                let html = try await server.get(path, ["Accept": "text/html,*/*;q=0.8", "Accept-Language": language])
                #expect(html["content-type"] == "text/html; charset=utf-8")
                #expect(html.text.hasPrefix("<!doctype html>\n<html lang=\"\(language)\">"))
                #expect(Set([json["etag"], text["etag"], html["etag"]]).count == 3)
            }
        }
    }

    @Test("a page may be kept, and obeys the strictest policy")
    func headers() async throws {
        try await withServer { server async throws in
            let reply = try await server.get("/problems/not-found", ["Accept": "text/html"])
            #expect(reply["cache-control"] == "public, max-age=3600")
            #expect(reply["vary"] == "Accept, Accept-Language")
            #expect(reply["x-content-type-options"] == "nosniff")
            #expect(reply["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
            let tag = try #require(reply["etag"])
            let again = try await server.get("/problems/not-found", ["Accept": "text/html", "If-None-Match": tag])
            #expect(again.status == 304)
            #expect(try await server.get("/problems/nonsense").status == 404)
            #expect(try await server.get("/problems/not-found", ["Accept": "image/png"]).status == 406)
        }
    }

    @Test("a problem tells the trace it happened in")
    func trace() async throws {
        try await withServer { server async throws in
            let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            let reply = try await server.get("/nothing", ["traceparent": trace])
            #expect(try reply.json()["trace_id"]?.string == "4bf92f3577b34da6a3ce929d0e0e4736")
        }
    }

    @Test("what connections refuse is told in the same words", arguments: ["en", "ko"])
    func refusals(_ language: String) async throws {
        try await withServer { server async throws in
            let head =
                "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\nX-Request-Id: r-9\r\nAccept-Language: \(language)\r\n\r\n"
            let reply = try await server.exchange(Array(head.utf8))
            #expect(reply.status == 400)
            #expect(try reply.problem() == "invalid-host")
            #expect(reply["content-language"] == language)
            #expect(reply["x-request-id"] == "r-9")
            #expect(try reply.json()["request_id"]?.string == "r-9")
            #expect(reply["x-content-type-options"] == "nosniff")
        }
    }

    @Test("every refusal has a problem of the same status", arguments: [Refusal.Reason](Refusal.Reason.allCases))
    func refusalKinds(_ reason: Refusal.Reason) {
        #expect(Problem(reason).kind.status.code == reason.status.code)
    }
}
