import JobsDomain
import Testing

@testable import JobsHTTPAPI

@Suite("The page that shows the API")
struct DocumentationTests {
    @Test("the page is HTML that may load nothing but its own files")
    func page() async throws {
        try await withServer { server in
            let reply = try await server.get("/docs", ["Accept": "text/html"])
            #expect(reply.status == 200)
            #expect(reply["content-type"] == "text/html; charset=utf-8")
            #expect(reply["content-security-policy"] == DocumentationFile.contentSecurityPolicy)
            #expect(reply.text.hasPrefix("<!doctype html>"))
            #expect(try await server.get("/docs/").body == reply.body)
        }
    }

    @Test("the policy allows no script, style or connection but the server's own, and no inline one")
    func policy() {
        let rules = DocumentationFile.contentSecurityPolicy.split(separator: "; ")
        for rule in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"] {
            #expect(rules.contains { $0 == rule }, "\(rule)")
        }
        #expect(!DocumentationFile.contentSecurityPolicy.contains("unsafe"))
    }

    @Test("the page names only files that there are", arguments: ["docs.css", "docs.js"])
    func namedFiles(_ name: String) async throws {
        try await withServer { server async throws in
            #expect(try await server.get("/docs").text.contains("\"/docs/\(name)\""))
            #expect(try await server.get("/docs/\(name)").status == 200)
        }
    }

    @Test("every file has the media type that browsers insist on", arguments: DocumentationFile.names)
    func files(_ name: String) async throws {
        try await withServer { server in
            let reply = try await server.get("/docs/\(name)")
            #expect(reply.status == 200)
            let type = name.hasSuffix(".css") ? "text/css" : "text/javascript"
            #expect(reply["content-type"] == "\(type); charset=utf-8")
            #expect(reply["x-content-type-options"] == "nosniff")
            #expect(!reply.body.isEmpty)
        }
    }

    @Test("a script loads only scripts that there are", arguments: DocumentationFile.names)
    func imports(_ name: String) throws {
        let file = try #require(DocumentationFile.named(name))
        let text = String(decoding: file.bytes, as: UTF8.self)
        for line in text.split(separator: "\n") where line.hasPrefix("import ") {
            let path = try #require(line.split(separator: "\"").dropFirst().first)
            #expect(path.hasPrefix("/docs/"), "\(line)")
            #expect(DocumentationFile.named(String(path.dropFirst("/docs/".count))) != nil, "\(line)")
        }
    }

    @Test("no script makes markup or code of text, for a job's data are not to be trusted")
    func untrusted() throws {
        for name in DocumentationFile.names {
            let text = String(decoding: try #require(DocumentationFile.named(name)).bytes, as: UTF8.self)
            for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("] {
                #expect(!text.contains(word), "\(name) \(word)")
            }
        }
        let page = String(decoding: DocumentationFile.page.bytes, as: UTF8.self)
        #expect(!page.contains("style=") && !page.contains("onclick=") && !page.contains("http"))
    }

    @Test(
        "a file that the page does not have is not found",
        arguments: ["/docs/none.js", "/docs/index.html", "/docs/.."]
    )
    func unknownFile(_ path: String) async throws {
        try await withServer { server in
            let reply = try await server.get(path)
            #expect(reply.status == 404)
            #expect(try reply.problem() == "not-found")
        }
    }

    @Test(
        "a browser that has it already is told so",
        arguments: ["/docs", "/docs/docs.js", "/docs/docs.css", "/openapi.json", "/openapi-3.2.json"]
    )
    func unchanged(_ path: String) async throws {
        try await withServer { server in
            let first = try await server.get(path)
            let tag = try #require(first["etag"])
            #expect(first["cache-control"] == "private, no-cache")
            let second = try await server.get(path, ["If-None-Match": tag])
            #expect(second.status == 304)
            #expect(second.body.isEmpty)
            #expect(second["etag"] == tag)
            #expect(try await server.get(path, ["If-None-Match": "\"another\""]).status == 200)
        }
    }

    @Test("different things have different tags")
    func tags() {
        let files = DocumentationFile.names.compactMap { DocumentationFile.named($0)?.tag.text }
        let tags =
            files + [
                DocumentationFile.page.tag.text, OpenAPIDocument.tag.text, OpenAPIDocument.tagWithStreams.text,
            ]
        #expect(Set(tags).count == tags.count)
    }
}
