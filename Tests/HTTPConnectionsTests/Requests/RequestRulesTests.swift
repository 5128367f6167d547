import HTTPConnections
import TestServices
import Testing

/// What goes in and what comes back, byte by byte.
@Suite struct RequestRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String
        let statuses: [Int]
        /// Whether the server ends the connection.
        let ends: Bool
        /// Part of the last answer.
        var text = ""

        var testDescription: String { self.name }
    }

    private static func refused(_ name: String, _ request: String, _ status: Int, _ reason: Refusal.Reason) -> Case {
        Case(name: name, request: request, statuses: [status], ends: true, text: "refused: \(reason)")
    }

    private static func served(_ name: String, _ request: String, _ statuses: Int..., text: String = "") -> Case {
        Case(name: name, request: request, statuses: statuses, ends: false, text: text)
    }

    private static let post = "POST /p HTTP/1.1\r\nHost: a\r\n"
    private static let chunked = Self.post + "Transfer-Encoding: chunked\r\n\r\n"

    static let served = [
        served("plain", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", 200, text: "GET /x 0"),
        served("empty post", post + "\r\n", 200, text: "POST /p 0"),
        served("blank lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        served("length", post + "Content-Length: 5\r\n\r\nhello", 200, text: "POST /p 5"),
        served("chunks", chunked + "3\r\nabc\r\n2;a=b\r\nde\r\n0\r\n\r\n", 200, text: "POST /p 5"),
        served("trailers", chunked + "1\r\na\r\n0\r\nX-T: 1\r\n\r\n", 200, text: "POST /p 1"),
        served("body on GET", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", 200, text: "GET / 2"),
        served("absolute form", "GET http://b:80/x?y HTTP/1.1\r\nHost: a\r\n\r\n", 200, text: "GET /x?y 0"),
        served("absolute form without path", "GET http://b?y HTTP/1.1\r\nHost: a\r\n\r\n", 200, text: "GET /?y 0"),
        served("asterisk form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 200, text: "OPTIONS * 0"),
        served(
            "expectation",
            post + "Expect: 100-Continue\r\nContent-Length: 2\r\n\r\nhi",
            100,
            200,
            text: "POST /p 2"
        ),
        served("expectation without body", post + "Expect: 100-continue\r\n\r\n", 200),
        served(
            "pipelined",
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
            200,
            200,
            text: "GET /2"
        ),
        served(
            "pipelined bodies",
            post + "Content-Length: 1\r\n\r\nx" + chunked + "2\r\nxy\r\n0\r\n\r\n" + post + "\r\n",
            200,
            200,
            200,
            text: "POST /p 0"
        ),
        served("1.0 that keeps alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200),
    ]

    static let ended = [
        Case(name: "1.0", request: "GET / HTTP/1.0\r\n\r\n", statuses: [200], ends: true),
        Case(
            name: "asks for the end",
            request: "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            statuses: [200],
            ends: true
        ),
        Case(
            name: "nothing behind the end is read",
            request: "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            statuses: [200],
            ends: true
        ),
        Case(
            name: "another protocol is offered in vain",
            request: "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            statuses: [200],
            ends: true
        ),
        Case(
            name: "bad after good",
            request: "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            statuses: [200, 400],
            ends: true,
            text: "refused: missingHost"
        ),
    ]

    static let refused = [
        refused("no host", "GET / HTTP/1.1\r\n\r\n", 400, .missingHost),
        refused("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, .badHost),
        refused("two hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400, .badHost),
        refused("empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, .badHost),
        refused("bad host", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, .badHost),
        refused("user in target", "GET http://u@b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, .badHost),
        refused("fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", 400, .malformed),
        refused("other scheme", "GET ftp://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, .malformed),
        refused("expectation", post + "Expect: 200-ok\r\nContent-Length: 1\r\n\r\n", 417, .unknownExpectation),
        refused("too long", post + "Content-Length: 6291457\r\n\r\n", 413, .bodyTooLarge),
        refused(
            "too long, expected",
            post + "Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n",
            413,
            .bodyTooLarge
        ),
        refused("length beyond numbers", post + "Content-Length: 99999999999999999999\r\n\r\n", 400, .malformed),
        refused("negative length", post + "Content-Length: -1\r\n\r\n", 400, .malformed),
        refused("length and chunks", post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400, .malformed),
        refused("two lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, .malformed),
        refused("gzip coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501, .unsupportedCoding),
        refused(
            "chunks twice",
            post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            .malformed
        ),
        refused(
            "long body of no use",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n",
            413,
            .bodyTooLarge
        ),
        refused(
            "long chunks of no use",
            "DELETE / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n"
                + String(repeating: "x", count: 65_537) + "\r\n0\r\n\r\n",
            413,
            .bodyTooLarge
        ),
        refused(
            "target beyond the limit of a field",
            "GET /" + String(repeating: "a", count: 20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            414,
            .uriTooLong
        ),
        refused("chunks in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400, .malformed),
        refused("folded field", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400, .malformed),
        refused("bare LF", "GET / HTTP/1.1\nHost: a\n\n", 400, .malformed),
        refused("bare CR", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400, .malformed),
        refused("NUL", "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n", 400, .malformed),
        refused("space before colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, .malformed),
        refused("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}", 400, .malformed),
        refused("3.7", "GET / HTTP/3.7\r\nHost: a\r\n\r\n", 505, .unsupportedVersion),
        refused("2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, .unsupportedVersion),
        refused("method", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", 501, .unknownMethod),
        refused("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501, .unknownMethod),
        refused(
            "field",
            "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 100_000),
            431,
            .headTooLarge
        ),
        refused(
            "fields",
            "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "A: b\r\n", count: 1_500),
            431,
            .headTooLarge
        ),
        refused(
            "all fields",
            "GET / HTTP/1.1\r\nHost: a\r\n"
                + String(repeating: "A: \(String(repeating: "b", count: 9_000))\r\n", count: 4),
            431,
            .headTooLarge
        ),
        refused("target", "GET /" + String(repeating: "x", count: 200_000), 414, .uriTooLong),
        refused(
            "target over our limit",
            "GET /" + String(repeating: "x", count: 9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            414,
            .uriTooLong
        ),
        refused("blank lines", String(repeating: "\r\n", count: 40_000), 431, .headTooLarge),
        refused("chunk extension", chunked + "1;a=" + String(repeating: "x", count: 200_000), 413, .bodyTooLarge),
        refused("bad chunk", chunked + "xyz\r\n", 400, .malformed),
    ]

    @Test(arguments: served)
    func serves(_ example: Case) async throws {
        try await TestServer.run { server in
            let client = try await server.connect()
            try await client.send(example.request)
            var responses = try await client.responses(example.statuses.count)
            #expect(responses.map(\.status) == example.statuses)
            #expect(responses.last?.text.contains(example.text) == true)
            // The connection is still good.
            try await client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
            responses = try await client.responses(example.statuses.count + 1)
            #expect(responses.last?.text == "GET /next 0\n")
            client.close()
        }
    }

    @Test(arguments: ended + refused)
    func ends(_ example: Case) async throws {
        try await TestServer.run { server in
            let client = try await server.connect()
            client.trySend(Array(example.request.utf8))
            let responses = try await client.responsesToEnd()
            #expect(responses.map(\.status) == example.statuses)
            #expect(responses.last?.text.contains(example.text) == true)
            #expect(responses.last?.headers["connection"] == "close")
            #expect(try await server.isServing())
        }
    }

    @Test func refusesHostsThatAreNotAllowed() async throws {
        try await TestServer.run({ $0.allowedHosts = ["example.org"] }) { server in
            for (host, status) in [("example.org:8000", 200), ("EXAMPLE.ORG", 200), ("evil.org", 421)] {
                let client = try await server.connect()
                try await client.send("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                #expect(try await client.responses(1).map(\.status) == [status])
                client.close()
            }
            let client = try await server.connect()
            try await client.send("GET http://evil.org/ HTTP/1.1\r\nHost: example.org\r\n\r\n")
            #expect(try await client.responses(1).map(\.status) == [421])
        }
    }

    /// A chunked body says its length only by its end.
    @Test func refusesAChunkedBodyOverTheLimit() async throws {
        try await TestServer.run({ $0.bodyBytes = 1_000 }) { server in
            let client = try await server.connect()
            let chunk = "200\r\n" + String(repeating: "x", count: 512) + "\r\n"
            client.trySend(Array((Self.chunked + chunk + chunk).utf8))
            let responses = try await client.responsesToEnd()
            #expect(responses.map(\.status) == [413])
        }
    }

    /// The refusal is there although the client reads it only when all of its body is sent.
    @Test func aClientThatGoesOnSendingReadsTheRefusal() async throws {
        try await TestServer.run({ $0.linger = .seconds(60) }) { server in
            let client = try await server.connect(reads: false)
            let request = Self.post + "Content-Length: 50000000\r\n\r\n"
            client.trySend(Array(request.utf8) + Array(repeating: 120, count: 8 << 20))
            try await waitUntil("all is sent") {
                // A closed connection has no such option.
                (try? await client.unsentBytes()) ?? 0 == 0
            }
            try await client.startReading()
            let responses = try await client.responsesToEnd()
            #expect(responses.map(\.status) == [413])
        }
    }
}
