import HTTPConnections
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import TestServices
import Testing

/// How answers go out.
@Suite struct AnswerTests {
    private static let large = 8 << 20

    /// `/large`, `/stream`, `/close`, `/short`, `/empty`, `/unchanged`; `/gate/n` waits for `/open/n`.
    private static func answer(_ gate: Gate = Gate()) -> TestServer.Answer {
        { request, context in
            switch request.uri.path {
            case "/large":
                return Response(
                    status: .ok,
                    body: ResponseBody(byteBuffer: ByteBuffer(repeating: 120, count: Self.large))
                )
            case "/stream":
                return Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        for piece in ["one ", "two ", "three"] { try await writer.write(ByteBuffer(string: piece)) }
                        try await writer.finish(nil)
                    }
                )
            case "/close":
                var response = TestServer.text("bye")
                response.headers[.connection] = "close"
                return response
            case "/short":
                return Response(
                    status: .ok,
                    body: ResponseBody(contentLength: 10) { writer in
                        try await writer.write(ByteBuffer(string: "five."))
                        try await writer.finish(nil)
                    }
                )
            case "/empty": return Response(status: .noContent)
            case "/unchanged": return Response(status: .notModified, headers: [.eTag: "\"1\""])
            case "/version": return TestServer.text(context.connection?.version ?? "none")
            case "/peer": return TestServer.text(context.connection?.peer ?? "none")
            case "/gate":
                await gate.wait()
                return TestServer.text("through")
            default: return try await TestServer.plain(request, context)
            }
        }
    }

    private static func get(_ path: String, version: String = "1.1", _ fields: String = "") -> String {
        "GET \(path) HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n"
    }

    @Test func aStreamIsChunkedFor11AndEndsWithTheConnectionFor10() async throws {
        try await TestServer.run(answer: Self.answer()) { server in
            let new = try await server.connect()
            try await new.send(Self.get("/stream"))
            let chunked = try await new.responses(1)
            #expect(chunked.first?.headers["transfer-encoding"] == "chunked")
            #expect(chunked.first?.text == "one two three")
            let old = try await server.connect()
            try await old.send(Self.get("/stream", version: "1.0", "Connection: keep-alive\r\n"))
            let plain = try await old.responsesToEnd()
            #expect(plain.first?.headers["transfer-encoding"] == nil)
            #expect(plain.first?.headers["connection"] == "close")
            #expect(plain.first?.text == "one two three")
        }
    }

    /// What waits behind an answer without an end would be kept for ever.
    @Test func nothingWaitsBehindAStream() async throws {
        let gate = Gate()
        try await TestServer.run(answer: Self.answer(gate)) { server in
            let client = try await server.connect()
            let post = "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 600\r\n\r\n" + String(repeating: "x", count: 600)
            try await client.send(Self.get("/gate") + post + Self.get("/stream") + post)
            try await waitUntil("bodies are held") { server.connections.statistics.bodyBytesInMemory >= 600 }
            gate.open()
            let responses = try await client.responsesToEnd()
            #expect(responses.map(\.status) == [200, 200, 200])
            #expect(responses.last?.headers["connection"] == "close")
            #expect(responses.last?.text == "one two three")
            #expect(server.connections.statistics.bodyBytesInMemory == 0)
        }
    }

    @Test func headHasNoBodyAndTheConnectionGoesOn() async throws {
        try await TestServer.run(answer: Self.answer()) { server in
            let client = try await server.connect()
            for path in ["/x", "/stream", "/large"] {
                try await client.send("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            let responses = try await client.responses(3, bodiless: true)
            #expect(responses.map(\.status) == [200, 200, 200])
            #expect(responses.map { $0.headers["content-length"] } == ["10", nil, String(Self.large)])
            #expect(client.text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func answersWithoutBodyEndWithTheirHead() async throws {
        try await TestServer.run(answer: Self.answer()) { server in
            let client = try await server.connect()
            try await client.send(Self.get("/empty") + Self.get("/unchanged") + Self.get("/x"))
            let responses = try await client.responses(3)
            #expect(responses.map(\.status) == [204, 304, 200])
            #expect(responses.map { $0.headers["transfer-encoding"] } == [nil, nil, nil])
        }
    }

    @Test func theVersionAndThePeerAreKnown() async throws {
        try await TestServer.run(answer: Self.answer()) { server in
            let client = try await server.connect()
            try await client.send(
                Self.get("/version", version: "1.0", "Connection: keep-alive\r\n") + Self.get("/version")
                    + Self.get("/peer")
            )
            #expect(try await client.responses(3).map(\.text) == ["HTTP/1.0", "HTTP/1.1", "127.0.0.1"])
        }
    }

    @Test func anAnswerMayEndTheConnection() async throws {
        try await TestServer.run(answer: Self.answer()) { server in
            let client = try await server.connect()
            try await client.send(Self.get("/close") + Self.get("/x"))
            #expect(try await client.responsesToEnd().map(\.text) == ["bye"])
        }
    }

    @Test func anAnswerShorterThanItSaidEndsTheConnection() async throws {
        try await TestServer.run(answer: Self.answer()) { server in
            let client = try await server.connect()
            try await client.send(Self.get("/short") + Self.get("/x"))
            #expect(try await client.responsesToEnd().isEmpty)
            #expect(client.text.hasSuffix("five."))
        }
    }

    /// A client that has closed its sending half still reads.
    @Test(arguments: ["/x", "/stream", "/large"])
    func aHalfClosedClientGetsItsAnswers(path: String) async throws {
        try await TestServer.run(answer: Self.answer()) { server in
            let client = try await server.connect()
            try await client.send(Self.get("/1") + Self.get(path))
            try await client.closeOutput()
            let responses = try await client.responsesToEnd()
            #expect(responses.map(\.status) == [200, 200])
            if path == "/large" { #expect(responses.last?.body.count == Self.large) }
        }
    }

    /// Also one that closes its half after the last answer is written and before it has taken it.
    @Test func aClientThatHalfClosesLateGetsItsLastAnswer() async throws {
        try await TestServer.run(answer: Self.answer()) { server in
            let client = try await server.connect(reads: false)
            try await client.send(Self.get("/large", version: "1.1", "Connection: close\r\n"))
            try await waitUntil("the answer has begun") {
                client.readOnce()
                return !client.bytes.isEmpty
            }
            try await client.closeOutput()
            try await client.startReading()
            #expect(try await client.responsesToEnd().first?.body.count == Self.large)
        }
    }

    @Test func aRefusalWaitsForTheAnswersBeforeIt() async throws {
        let gate = Gate()
        try await TestServer.run(answer: Self.answer(gate)) { server in
            let client = try await server.connect()
            try await client.send(Self.get("/gate") + Self.get("/x") + "GET / HTTP/1.1\r\n\r\n")
            #expect(try await server.isServing())
            #expect(client.bytes.isEmpty)
            gate.open()
            #expect(try await client.responsesToEnd().map(\.status) == [200, 200, 400])
        }
    }

    @Test func requestsAreAnsweredOneAfterTheOther() async throws {
        let gate = Gate()
        try await TestServer.run({ $0.pipelinedRequests = 8 }, answer: Self.answer(gate)) { server in
            let client = try await server.connect()
            let rest = (0..<20).map { Self.get("/\($0)") }.joined()
            try await client.send(Self.get("/gate") + rest)
            gate.open()
            // Those over the limit are not read, and the client is told which was the last.
            let responses = try await client.responsesToEnd()
            #expect(responses.map(\.text) == ["through"] + (0..<9).map { "GET /\($0) 0\n" })
            #expect(responses.last?.headers["connection"] == "close")
        }
    }

    @Test func theBodyIsAskedForWhenItsTurnComes() async throws {
        let gate = Gate()
        try await TestServer.run(answer: Self.answer(gate)) { server in
            let client = try await server.connect()
            let post = "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
            try await client.send(Self.get("/gate") + post)
            #expect(try await server.isServing())
            #expect(client.bytes.isEmpty)
            gate.open()
            #expect(try await client.responses(2).map(\.status) == [200, 100])
            try await client.send("hi")
            #expect(try await client.responses(3).last?.text == "POST /p 2\n")
        }
    }

    @Test func theMemoryOfAllBodiesIsBounded() async throws {
        let gate = Gate()
        try await TestServer.run({ $0.bodyBytesInMemory = 1_000 }, answer: Self.answer(gate)) { server in
            let post =
                "POST /gate HTTP/1.1\r\nHost: a\r\nContent-Length: 600\r\n\r\n" + String(repeating: "x", count: 600)
            let first = try await server.connect()
            try await first.send(post)
            try await waitUntil("the first body is held") { server.connections.statistics.bodyBytesInMemory == 600 }
            let second = try await server.connect()
            try await second.send(post)
            let refused = try await second.responsesToEnd()
            #expect(refused.map(\.status) == [503])
            #expect(refused.first?.headers["retry-after"] != nil)
            gate.open()
            #expect(try await first.responses(1).map(\.status) == [200])
            try await waitUntil("all is given back") { server.connections.statistics.bodyBytesInMemory == 0 }
            // A client that goes in the middle gives back too.
            let third = try await server.connect()
            try await third.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 600\r\n\r\nhalf")
            try await waitUntil("part of a body is held") { server.connections.statistics.bodyBytesInMemory == 4 }
            third.close()
            try await waitUntil("all is given back") { server.connections.statistics.bodyBytesInMemory == 0 }
        }
    }

    @Test func aConnectionThatIsResetGivesItsMemoryBack() async throws {
        let gate = Gate()
        try await TestServer.run(answer: Self.answer(gate)) { server in
            // Closing over bytes that were not read resets the connection.
            let client = try await server.connect(reads: false)
            let post = "POST /gate HTTP/1.1\r\nHost: a\r\nContent-Length: 600\r\n\r\n"
            try await client.send(Self.get("/x") + post + String(repeating: "x", count: 600))
            try await waitUntil("the body is held") { server.connections.statistics.bodyBytesInMemory == 600 }
            client.close()
            try await waitUntil("it is gone") { server.connections.statistics.open == 0 }
            gate.open()
            try await waitUntil("all is given back") { server.connections.statistics.bodyBytesInMemory == 0 }
        }
    }

    /// What comes behind the last request is not read while that is answered, so it fills no memory.
    @Test func nothingIsReadBehindTheLastRequest() async throws {
        let gate = Gate()
        try await TestServer.run(answer: Self.answer(gate)) { server in
            let client = try await server.connect()
            try await client.send(Self.get("/gate", version: "1.1", "Connection: Upgrade\r\nUpgrade: h2c\r\n"))
            client.trySend(Array(repeating: 120, count: 64 << 20))
            let start = ContinuousClock.now
            try await waitUntil("a fast server would have read it") { ContinuousClock.now - start > .seconds(1) }
            #expect(try await client.unsentBytes() > 32 << 20)
            gate.open()
            #expect(try await client.responses(1).map(\.text) == ["through"])
            client.close()
        }
    }
}
