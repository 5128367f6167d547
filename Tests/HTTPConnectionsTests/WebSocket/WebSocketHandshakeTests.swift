import HTTPTypes
import Testing

@testable import HTTPConnections

@Suite struct WebSocketHandshakeTests {
    /// FIPS 180-4's examples and lengths around a block.
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
        (String(repeating: "a", count: 55), "c1c8bbdc22796e28c0e15163d20899b65621d65a"),
        (String(repeating: "a", count: 64), "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
    ])
    func hashes(text: String, digest: String) {
        let hexadecimal = SecureHash1.digest(of: Array(text.utf8)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        #expect(hexadecimal.joined() == digest)
    }

    /// The example of RFC 6455.
    @Test func answersTheKey() {
        #expect(WebSocketKey.answer(to: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test func opens() async throws {
        try await WebSocketTestServer.run { server in
            let client = try await server.connect()
            let offer = "Sec-WebSocket-Protocol: other, jobs.v1\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
            try await client.send(WebSocketTestServer.handshake.dropLast(1) + offer)
            let response = try #require(try await client.responses(1).first)
            #expect(response.status == 101)
            #expect(response.headers["upgrade"] == "websocket")
            #expect(response.headers["connection"] == "Upgrade")
            #expect(response.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(response.headers["sec-websocket-protocol"] == "jobs.v1")
            #expect(response.headers["sec-websocket-extensions"] == nil)
            #expect(response.headers["transfer-encoding"] == nil)
            #expect(response.headers["content-length"] == nil)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let replace: String
        let with: String
        let status: Int

        var testDescription: String { self.name }
    }

    @Test(arguments: [
        Case(name: "no upgrade", replace: "Upgrade: websocket\r\n", with: "", status: 426),
        Case(name: "other protocol", replace: "Upgrade: websocket", with: "Upgrade: h2c", status: 426),
        Case(name: "not in Connection", replace: "keep-alive, Upgrade", with: "keep-alive", status: 426),
        Case(name: "HTTP/1.0", replace: "HTTP/1.1", with: "HTTP/1.0", status: 426),
        Case(name: "version 8", replace: "Version: 13", with: "Version: 8", status: 426),
        Case(name: "no version", replace: "Sec-WebSocket-Version: 13\r\n", with: "", status: 426),
        Case(name: "POST", replace: "GET", with: "POST", status: 400),
        Case(name: "body", replace: "Host: a", with: "Host: a\r\nContent-Length: 5", status: 400),
        Case(name: "blank for comma", replace: "keep-alive, Upgrade", with: "keep-alive Upgrade", status: 426),
        Case(name: "short key", replace: "dGhlIHNhbXBsZSBub25jZQ==", with: "dGhl", status: 400),
        Case(
            name: "key that is no Base64",
            replace: "dGhlIHNhbXBsZSBub25jZQ==",
            with: "dGhlIHNhbXB_ZSBub25jZQ==",
            status: 400
        ),
        Case(
            name: "two keys",
            replace: "Host: a",
            with: "Host: a\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            status: 400
        ),
    ])
    func refuses(_ example: Case) async throws {
        try await WebSocketTestServer.run { server in
            let client = try await server.connect()
            let parts = WebSocketTestServer.handshake.split(
                separator: example.replace,
                omittingEmptySubsequences: false
            )
            #expect(parts.count == 2)
            try await client.send(parts.joined(separator: example.with))
            let response = try #require(try await client.responses(1).first)
            #expect(response.status == example.status)
            if example.name.contains("version") { #expect(response.headers["sec-websocket-version"] == "13") }
        }
    }
}
