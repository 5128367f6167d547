import HTTPConnections
import Testing

@Suite("Bodies that are too large or too slow")
struct BodyLimitTests {
    private static let limit = 6 << 20
    private static let head = "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"

    @Test("a length beyond 6 MiB is refused before the body is sent")
    func byLength() async throws {
        try await withServer { server in
            let reply = try await server.exchange(
                Array((Self.head + "Content-Length: \(Self.limit + 1)\r\n\r\n").utf8)
            )
            #expect(reply.status == 413)
            #expect(try reply.problem() == "too-large")
            #expect(reply["connection"] == "close")
        }
    }

    @Test("a body in chunks is refused once it is beyond 6 MiB")
    func byChunks() async throws {
        let chunk = [UInt8](repeating: UInt8(ascii: "a"), count: Self.limit + 1)
        let body = Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n0\r\n\r\n".utf8)
        try await withServer { server in
            let reply = try await server.exchange(
                Array((Self.head + "Transfer-Encoding: chunked\r\n\r\n").utf8) + body
            )
            #expect(reply.status == 413)
            #expect(try reply.problem() == "too-large")
        }
    }

    @Test("a body of exactly 6 MiB is read")
    func exactlyTheLimit() async throws {
        let body = [UInt8](repeating: UInt8(ascii: "a"), count: Self.limit)
        try await withServer { server async throws in
            // It is read, and then found to be longer than any document.
            #expect(try await server.post(body, type: "text/plain").status == 422)
        }
    }

    @Test("after a body that was too large the server closes, as it says")
    func closesAfterTooLarge() async throws {
        try await withServer { server in
            try await blocking {
                let connection = try Connection(port: server.port)
                connection.send(Self.head + "Content-Length: \(Self.limit + 1)\r\n\r\n")
                let reply = try connection.reply()
                #expect(reply["connection"] == "close")
                try connection.waitForEnd()
            }
        }
    }

    @Test("a body that does not arrive in time is given up")
    func timeout() async throws {
        var connections = ConnectionSettings()
        connections.bodyDeadline = .milliseconds(200)
        try await withServer(connections: connections) { server in
            let reply = try await server.exchange(Array((Self.head + "Content-Length: 10\r\n\r\nfive!").utf8))
            #expect(reply.status == 408)
            #expect(try reply.problem() == "timeout")
            #expect(reply["connection"] == "close")
        }
    }

    @Test("a connection is used again after a request")
    func keepAlive() async throws {
        try await withServer { server in
            try await blocking {
                let connection = try Connection(port: server.port)
                for _ in 1...3 {
                    connection.send(Self.head + "Content-Length: 2\r\n\r\nok")
                    #expect(try connection.reply().status == 201)
                    connection.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    #expect(try connection.reply().status == 200)
                }
            }
        }
    }
}
