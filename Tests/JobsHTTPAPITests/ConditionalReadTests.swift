import JobsDomain
import Testing

@testable import JobsHTTPAPI

@Suite("Reads that ask whether anything changed")
struct ConditionalReadTests {
    @Test("a job has a tag of its state and language, and is not sent again while it holds")
    func job() async throws {
        try await withServer { server async throws in
            let id = try await server.submit()
            let path = "/api/jobs/\(id)"
            let first = try await server.get(path, ["Accept-Language": "ko"])
            let tag = try #require(first["etag"])
            #expect(tag.count == 21)
            #expect(tag.hasSuffix("-ko\""))
            #expect(first["cache-control"] == "private, no-cache")
            #expect(first["vary"] == "Accept-Language")
            let again = try await server.get(path, ["Accept-Language": "ko", "If-None-Match": tag])
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
            #expect(again["content-length"] == nil)
            for name in ["etag", "vary", "cache-control", "content-language"] { #expect(again[name] == first[name]) }
            let english = try await server.get(path, ["Accept-Language": "en", "If-None-Match": tag])
            #expect(english.status == 200)
            #expect(english["etag"] != tag)
            _ = try await server.claim()
            let changed = try await server.get(path, ["Accept-Language": "ko", "If-None-Match": tag])
            #expect(changed.status == 200)
            #expect(changed["etag"] != tag)
        }
    }

    @Test("after 304 the connection is still in step")
    func keepsTheConnection() async throws {
        try await withServer { server async throws in
            let tag = try #require(try await server.get("/api/workflows")["etag"])
            try await blocking {
                let connection = try Connection(port: server.port)
                for _ in 1...2 {
                    let head = "GET /api/workflows HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \(tag)\r\n\r\n"
                    connection.send(head)
                    #expect(try connection.reply().status == 304)
                }
                connection.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try connection.reply().text == #"{"status":"ok"}"#)
            }
        }
    }

    @Test("HEAD is conditional as GET is", arguments: ["/api/jobs", "/api/workflows", "/openapi.json"])
    func head(_ path: String) async throws {
        try await withServer { server async throws in
            let tag = try #require(try await server.get(path)["etag"])
            let head = try await server.send("HEAD", path)
            #expect(head["etag"] == tag)
            #expect(head["content-length"] == String(try await server.get(path).body.count))
            let unchanged = try await server.send("HEAD", path, ["If-None-Match": tag])
            #expect(unchanged.status == 304)
            #expect(unchanged["content-length"] == nil)
            #expect(try await server.get(path, ["If-None-Match": "W/\(tag)"]).status == 304)
        }
    }

    @Test("what changes a job is not to be kept")
    func posts() async throws {
        try await withServer { server async throws in
            let id = try await server.submit()
            for reply in [
                try await server.send("POST", "/api/jobs/\(id)/cancel"),
                try await server.send("POST", "/api/jobs/\(id)/retry"), try await server.post("{}"),
            ] {
                #expect(reply["etag"] == nil)
                #expect(reply["cache-control"] == "no-store")
            }
            #expect(try await server.post("{}", ["If-None-Match": "*"]).status == 201)
        }
    }

    @Test(
        "a list of tags has the tag, weak or strong, among others",
        arguments: [
            "*", " * ", "T", "W/T", "\"a\", T", "\"a\",T , \"b\"", ",,T", "W/\"x\", W/T", "\"한\", T", "\"\", T", "\t T",
        ]
    )
    func listed(_ header: String) {
        let tag = EntityTag(of: [1, 2, 3], language: .english)
        #expect(tag.isListed(in: header.replacing("T", with: tag.text)))
    }

    @Test(
        "a list without it, or that is none, has it not",
        arguments: [
            nil, "", "\"a\"", "T T", "w/T", "W/ T", "T\"", "\"a\" \"b\", T", "**", "*, T", "T;q=1", "X, T",
            "\"a b\", T",
        ]
    )
    func notListed(_ header: String?) {
        let tag = EntityTag(of: [1, 2, 3], language: .english)
        #expect(!tag.isListed(in: header?.replacing("T", with: tag.text)))
    }

    @Test(
        "the hash is FNV-1a of 64 bits",
        arguments: [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")]
    )
    func vectors(text: String, hash: String) {
        #expect(EntityTag(of: Array(text.utf8), language: nil).text == "\"\(hash)\"")
        #expect(EntityTag(of: Array(text.utf8), language: .korean).text == "\"\(hash)-ko\"")
    }
}
