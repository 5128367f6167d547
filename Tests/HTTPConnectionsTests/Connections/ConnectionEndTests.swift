import HTTPConnections
import Hummingbird
import HummingbirdCore
import NIOCore
import Synchronization
import TestServices
import Testing

/// Long-held answers hear of the end of their connection.
@Suite struct ConnectionEndTests {
    private static let get = "GET /held HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Holds the answer until the connection ends, then says why. `/held` tells `begun`.
    private func held(_ begun: Gate, _ ends: Mutex<[ConnectionEnd]>.Box) -> TestServer.Answer {
        { request, context in
            guard request.uri.path == "/held", let connection = context.connection else {
                return try await TestServer.plain(request, context)
            }
            let (end, continuation) = AsyncStream<ConnectionEnd>.makeStream()
            return await connection.observingEnd(
                { end in
                    continuation.yield(end)
                },
                during: {
                    begun.open()
                    let end = await end.first { _ in true }
                    if let end { ends.value.withLock { $0.append(end) } }
                    return TestServer.text("\(end.map { "\($0)" } ?? "none")")
                }
            )
        }
    }

    @Test func aClientThatGoesIsNoticed() async throws {
        let begun = Gate()
        let ends = Mutex<[ConnectionEnd]>.Box([])
        try await TestServer.run(answer: self.held(begun, ends)) { server in
            let client = try await server.connect()
            try await client.send(Self.get)
            await begun.wait()
            client.close()
            try await waitUntil("the end is noticed") { ends.value.withLock { $0 } == [.clientGone] }
            try await waitUntil("it is gone") { server.connections.statistics.open == 0 }
        }
    }

    /// Also behind requests that were sent ahead and are not read yet.
    @Test func aClientThatGoesIsNoticedBehindOtherRequests() async throws {
        let begun = Gate()
        let ends = Mutex<[ConnectionEnd]>.Box([])
        try await TestServer.run(answer: self.held(begun, ends)) { server in
            let client = try await server.connect()
            try await client.send(Self.get + Self.get)
            await begun.wait()
            try await client.send(String(repeating: Self.get, count: 2_000))
            client.close()
            try await waitUntil("the end is noticed") { ends.value.withLock { $0 }.first == .clientGone }
            try await waitUntil("it is gone") { server.connections.statistics.open == 0 }
        }
    }

    @Test func aHalfClosedClientGetsItsHeldAnswerAtOnce() async throws {
        let begun = Gate()
        let ends = Mutex<[ConnectionEnd]>.Box([])
        try await TestServer.run(answer: self.held(begun, ends)) { server in
            let client = try await server.connect()
            try await client.send(Self.get)
            await begun.wait()
            try await client.closeOutput()
            #expect(try await client.responsesToEnd().map(\.text) == ["clientGone"])
        }
    }

    @Test func anOperationIsCancelledAtTheEnd() async throws {
        let begun = Gate()
        let cancelled = Gate()
        let answer: TestServer.Answer = { _, context in
            guard let connection = context.connection else { return TestServer.text("none") }
            try? await connection.cancellingAtEnd {
                begun.open()
                let (never, continuation) = AsyncStream<Void>.makeStream()
                for await _ in never {}
                withExtendedLifetime(continuation) {}
                cancelled.open()
            }
            return TestServer.text("over")
        }
        try await TestServer.run(answer: answer) { server in
            let client = try await server.connect()
            try await client.send(Self.get)
            await begun.wait()
            client.close()
            await cancelled.wait()
        }
    }

    @Test func aServerThatStopsEndsWhatIsHeldAndWhatIsIdle() async throws {
        let begun = Gate()
        let ends = Mutex<[ConnectionEnd]>.Box([])
        let channels = Mutex<[any Channel]>.Box([])
        let held = self.held(begun, ends)
        let answer: TestServer.Answer = { request, context in
            channels.value.withLock { $0.append(context.channel) }
            return try await held(request, context)
        }
        try await TestServer.run(answer: answer) { server in
            let idle = try await server.connect()
            try await idle.send("GET /idle HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await idle.responses(1)
            let busy = try await server.connect()
            try await busy.send(Self.get)
            await begun.wait()
            // What the server's own shutdown sends down every pipeline.
            for channel in channels.value.withLock({ $0 }) {
                channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            }
            let answers = try await busy.responsesToEnd()
            #expect(answers.map(\.text) == ["serverStopping"])
            #expect(answers.first?.headers["connection"] == "close")
            #expect(try await idle.responsesToEnd().count == 1)
        }
    }

    /// An end that has come before anybody listens is not missed.
    @Test func anEarlierEndIsHeard() async throws {
        let begun = Gate()
        let heard = Gate()
        let answer: TestServer.Answer = { _, context in
            guard let connection = context.connection else { return TestServer.text("none") }
            begun.open()
            try await waitUntil("the connection is at its end") { connection.end != nil }
            await connection.observingEnd({ _ in heard.open() }, during: { await heard.wait() })
            return TestServer.text("over")
        }
        try await TestServer.run(answer: answer) { server in
            let client = try await server.connect()
            try await client.send(Self.get)
            await begun.wait()
            client.close()
            await heard.wait()
        }
    }
}

extension Mutex where Value: Sendable {
    /// A mutex that closures can share.
    final class Box: Sendable {
        let value: Mutex<Value>

        init(_ value: Value) {
            self.value = Mutex(value)
        }
    }
}
