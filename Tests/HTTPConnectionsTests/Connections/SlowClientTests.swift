import HTTPConnections
import Hummingbird
import HummingbirdCore
import NIOCore
import TestServices
import Testing

/// Clients that take their time, while others are served.
@Suite struct SlowClientTests {
    /// Sends a byte now and then until the server has had enough.
    private func drip(_ client: RawClient, on server: TestServer) async throws {
        try await waitUntil("the server has had enough", every: .milliseconds(20)) {
            client.trySend([UInt8(ascii: "x")])
            return client.isEnded
        }
        #expect(try await server.isServing())
    }

    @Test func aDrippingHeadIsRefused() async throws {
        try await TestServer.run({ $0.headerDeadline = .seconds(1) }) { server in
            let client = try await server.connect()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ")
            try await self.drip(client, on: server)
            #expect(try await client.responsesToEnd().map(\.status) == [408])
            #expect(client.text.hasSuffix("refused: headTimeout"))
        }
    }

    @Test func aBodyBelowTheMinimumRateIsRefused() async throws {
        try await TestServer.run({
            $0.bodyRateGrace = .milliseconds(500)
            $0.minimumBodyRate = 10_000
        }) { server in
            let client = try await server.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
            try await self.drip(client, on: server)
            #expect(try await client.responsesToEnd().map(\.status) == [408])
            #expect(client.text.hasSuffix("refused: bodyTimeout"))
        }
    }

    @Test func aBodyThatDoesNotEndIsRefused() async throws {
        try await TestServer.run({
            $0.bodyDeadline = .seconds(1)
            $0.minimumBodyRate = 1
        }) { server in
            let client = try await server.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
            try await client.send(Array(repeating: 120, count: 5_000))
            try await self.drip(client, on: server)
            #expect(try await client.responsesToEnd().map(\.status) == [408])
        }
    }

    /// A body that comes slowly but faster than it must is taken.
    @Test func aBodyAboveTheMinimumRateIsServed() async throws {
        try await TestServer.run({
            $0.bodyRateGrace = .milliseconds(100)
            $0.minimumBodyRate = 1
        }) { server in
            let client = try await server.connect()
            let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 600\r\n\r\n"
            try await client.send(head + String(repeating: "x", count: 500))
            let start = ContinuousClock.now
            try await waitUntil("several times the grace has passed") {
                ContinuousClock.now - start > .milliseconds(700)
            }
            try await client.send(Array(repeating: 120, count: 100))
            #expect(try await client.responses(1).map(\.text) == ["POST / 600\n"])
        }
    }

    @Test func silentConnectionsAreClosedWithoutAWord() async throws {
        try await TestServer.run({
            $0.headerDeadline = .seconds(1)
            $0.idleTimeout = .seconds(1)
        }) { server in
            let fresh = try await server.connect()
            let used = try await server.connect()
            try await used.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await used.responsesToEnd().count == 1)
            #expect(try await fresh.responsesToEnd().isEmpty)
            #expect(fresh.bytes.isEmpty)
        }
    }

    @Test func silentConnectionsBelowTheLimitHinderNobody() async throws {
        try await TestServer.run({
            $0.maximumConnections = 50
            $0.headerDeadline = .seconds(600)
        }) { server in
            var silent: [RawClient] = []
            for _ in 0..<49 { silent.append(try await server.connect()) }
            try await waitUntil("all are counted") { server.connections.statistics.open == 49 }
            for _ in 0..<10 {
                #expect(try await server.isServing())
                try await waitUntil("the good client is gone") { server.connections.statistics.open == 49 }
            }
            let last = try await server.connect()
            try await waitUntil("all are counted") { server.connections.statistics.open == 50 }
            let refused = try await server.connect()
            let answers = try await refused.responsesToEnd()
            #expect(answers.map(\.status) == [503])
            #expect(answers.first?.headers["retry-after"] != nil)
            #expect(server.connections.statistics.turnedAway == 1)
            last.close()
            for client in silent { client.close() }
            try await waitUntil("all are gone") { server.connections.statistics.open == 0 }
            #expect(try await server.isServing())
        }
    }

    /// Writes for ever, and tells when it was broken off.
    private func endless(_ end: Gate) -> TestServer.Answer {
        { request, context in
            guard request.uri.path == "/endless" else { return try await TestServer.plain(request, context) }
            context.connection?.limitSendBuffer()
            return Response(
                status: .ok,
                body: ResponseBody { writer in
                    do {
                        while true { try await writer.write(ByteBuffer(repeating: 120, count: 16_384)) }
                    } catch {
                        end.open()
                        throw error
                    }
                }
            )
        }
    }

    @Test func aClientThatReadsNothingOfAStreamIsCut() async throws {
        let end = Gate()
        try await TestServer.run({ $0.writeStall = .seconds(1) }, answer: self.endless(end)) { server in
            let client = try await server.connect(reads: false)
            try await client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            await end.wait()
            try await waitUntil("the connection is gone") { server.connections.statistics.open == 0 }
            #expect(try await server.isServing())
        }
    }

    @Test func aClientThatReadsNothingOfALargeAnswerIsCut() async throws {
        let large: TestServer.Answer = { _, _ in
            Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(repeating: 120, count: 32 << 20)))
        }
        try await TestServer.run({ $0.writeStall = .seconds(1) }, answer: large) { server in
            let client = try await server.connect(reads: false)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await waitUntil("the connection is there") { server.connections.statistics.open == 1 }
            try await waitUntil("the connection is gone") { server.connections.statistics.open == 0 }
        }
    }

    /// A reader that takes a little again and again is not cut, even if all takes several times the limit.
    @Test func aSlowReaderIsServed() async throws {
        let stall = Duration.seconds(2)
        try await TestServer.run({ $0.writeStall = stall }, answer: self.endless(Gate())) { server in
            var isProven = false
            // A pause of this machine's is not the server's fault: then it is tried again.
            for _ in 0..<20 where !isProven {
                let client = try await server.connect(reads: false)
                try await client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
                let start = ContinuousClock.now
                var last = start
                var longestPause = Duration.zero
                try await waitUntil("several times the limit has passed", every: .milliseconds(50)) {
                    let now = ContinuousClock.now
                    longestPause = max(longestPause, now - last)
                    last = now
                    client.readOnce()
                    return client.isEnded || now - start > stall * 3
                }
                isProven = longestPause < stall / 2
                if isProven { #expect(!client.isEnded) }
                client.close()
            }
            #expect(isProven)
        }
    }
}
