import HTTPConnections
import HummingbirdCore
import NIOCore
import Synchronization
import TestServices
import Testing

@Suite struct WebSocketTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let frames: [RawFrame]
        /// What comes back, without the masks.
        let answers: [RawFrame]

        var testDescription: String { self.name }

        init(_ name: String, _ frames: [RawFrame], _ answers: [RawFrame]) {
            self.name = name
            self.frames = frames
            self.answers = answers.map { answer in
                var answer = answer
                answer.isMasked = false
                return answer
            }
        }

        /// The server closes with a code.
        init(_ name: String, _ frames: [RawFrame], fails code: UInt16) {
            self.init(name, frames, [.close(code)])
        }
    }

    private static let long = String(repeating: "ab", count: 30_000)

    /// After the style of the Autobahn test suite.
    static let cases =
        [
            Case("text", [.text("hi"), .close()], [.text("hi"), .close()]),
            Case("empty text", [.text(""), .close()], [.text(""), .close()]),
            Case(
                "125 bytes",
                [.text(String(repeating: "x", count: 125)), .close()],
                [.text(String(repeating: "x", count: 125)), .close()]
            ),
            Case(
                "126 bytes",
                [.text(String(repeating: "x", count: 126)), .close()],
                [.text(String(repeating: "x", count: 126)), .close()]
            ),
            Case("60 000 bytes", [.text(long), .close()], [.text(long), .close()]),
            Case(
                "fragments",
                [.text("a", isFinal: false), .more("b", isFinal: false), .more("c"), .close()],
                [.text("abc"), .close()]
            ),
            Case(
                "empty fragments",
                [.text("", isFinal: false), .more("", isFinal: false), .more(""), .close()],
                [.text(""), .close()]
            ),
            Case(
                "control frames between fragments",
                [.text("a", isFinal: false), .ping("p"), .more("b"), .close()],
                [.pong("p"), .text("ab"), .close()]
            ),
            Case(
                "a character across fragments",
                [
                    RawFrame(opcode: 1, payload: [0xed, 0x95], isFinal: false), RawFrame(opcode: 0, payload: [0x9c]),
                    .close(),
                ],
                [.text("한"), .close()]
            ),
            Case("ping", [.ping(), .ping("x"), .close()], [.pong(), .pong("x"), .close()]),
            Case(
                "ping of 125 bytes",
                [.ping(String(repeating: "x", count: 125)), .close()],
                [.pong(String(repeating: "x", count: 125)), .close()]
            ),
            Case("unasked pong", [.pong("x"), .close()], [.close()]),
            Case("close without code", [.close(nil)], [.close(nil)]),
            Case("close with reason", [.close(1_001, "안녕")], [.close(1_001)]),
            Case("close with a code of ours", [.close(4_999)], [.close(4_999)]),
            Case("nothing after close", [.close(), .text("x"), .ping()], [.close()]),

            Case("unmasked", [RawFrame(opcode: 1, payload: [97], isMasked: false)], fails: 1_002),
            Case("rsv1", [RawFrame(opcode: 1, payload: [97], reserved: 4)], fails: 1_002),
            Case("rsv2", [RawFrame(opcode: 1, payload: [97], reserved: 2)], fails: 1_002),
            Case("rsv3 in ping", [RawFrame(opcode: 9, payload: [], reserved: 1)], fails: 1_002),
            Case("opcode 3", [RawFrame(opcode: 3, payload: [])], fails: 1_002),
            Case("opcode 11", [RawFrame(opcode: 11, payload: [])], fails: 1_002),
            Case("opcode 15", [RawFrame(opcode: 15, payload: [])], fails: 1_002),
            Case("fragmented ping", [RawFrame(opcode: 9, payload: [], isFinal: false)], fails: 1_002),
            Case("ping of 126 bytes", [.ping(String(repeating: "x", count: 126))], fails: 1_002),
            Case("close of 126 bytes", [.close(1_000, String(repeating: "x", count: 124))], fails: 1_002),
            Case("continuation of nothing", [.more("x")], fails: 1_002),
            Case("text within text", [.text("a", isFinal: false), .text("b")], fails: 1_002),
            Case("binary", [RawFrame(opcode: 2, payload: [1])], fails: 1_003),
            Case("binary within text", [.text("a", isFinal: false), RawFrame(opcode: 2, payload: [1])], fails: 1_002),
            Case("not UTF-8", [RawFrame(opcode: 1, payload: [0xff])], fails: 1_007),
            Case("surrogate", [RawFrame(opcode: 1, payload: [0xed, 0xa0, 0x80])], fails: 1_007),
            Case("overlong", [RawFrame(opcode: 1, payload: [0xc0, 0xaf])], fails: 1_007),
            Case("cut character", [RawFrame(opcode: 1, payload: [0xed, 0x95])], fails: 1_007),
            Case(
                "not UTF-8 across fragments",
                [RawFrame(opcode: 1, payload: [0xed], isFinal: false), RawFrame(opcode: 0, payload: [0x20])],
                fails: 1_007
            ),
            Case("too big", [.text(String(repeating: "x", count: 65_537))], fails: 1_009),
            Case("too big in fragments", [.text(long, isFinal: false), .more(long)], fails: 1_009),
            Case("close of one byte", [RawFrame(opcode: 8, payload: [3])], fails: 1_002),
            Case(
                "close with a reason that is not UTF-8",
                [RawFrame(opcode: 8, payload: [3, 232, 0xff])],
                fails: 1_007
            ),
            Case("our policy", [.text("policy")], fails: 1_008),
        ]
        + [0, 999, 1_004, 1_005, 1_006, 1_015, 1_016, 2_999, 5_000, 65_535].map { (code: UInt16) in
            Case("close with code \(code)", [.close(code)], fails: 1_002)
        }

    @Test(arguments: cases)
    func speaks(_ example: Case) async throws {
        try await WebSocketTestServer.run { server in
            let client = try await server.openWebSocket()
            // An echo comes when the session has it; then the rest is sent.
            for (index, frame) in example.frames.enumerated() {
                if frame.opcode == 8 { _ = try await client.waitForFrames(example.answers.count - 1) }
                client.send(Array(example.frames[index...index]))
            }
            let expected = example.answers.count
            let answers = try await client.waitForFrames(expected)
            #expect(answers == example.answers)
            if example.frames.last?.opcode != 8 { client.send([.close()]) }
            #expect(try await client.framesToEnd().count == expected)
            #expect(try await server.isServing())
        }
    }

    @Test func framesThatComeWithTheHandshakeAreNotLost() async throws {
        try await WebSocketTestServer.run { server in
            let client = try await server.connect()
            client.trySend(
                Array(WebSocketTestServer.handshake.utf8) + RawFrame.text("early").bytes + RawFrame.text("bird").bytes
            )
            #expect(try await client.waitForFrames(2).map(\.payload) == [Array("early".utf8), Array("bird".utf8)])
        }
    }

    @Test func everySplitOfTheBytesIsUnderstood() async throws {
        try await WebSocketTestServer.run { server in
            let client = try await server.openWebSocket()
            for byte in RawFrame.text("slowly").bytes + RawFrame.ping("x").bytes {
                try await client.send([byte])
            }
            #expect(try await client.waitForFrames(2).count == 2)
        }
    }

    @Test func theServerClosesAndWaitsForTheClient() async throws {
        try await WebSocketTestServer.run({ $0.closePatience = .seconds(60) }) { server in
            let client = try await server.openWebSocket()
            client.send([.text("bye")])
            #expect(try await client.waitForFrames(1).map(\.payload) == [[3, 232]])
            #expect(!client.isEnded)
            client.send([.close()])
            #expect(try await client.framesToEnd().count == 1)
        }
    }

    @Test func aClientThatDoesNotCloseIsNotWaitedForLong() async throws {
        try await WebSocketTestServer.run({ $0.closePatience = .milliseconds(200) }) { server in
            let client = try await server.openWebSocket()
            client.send([.text("bye")])
            #expect(try await client.framesToEnd().map(\.opcode) == [8])
            try await waitUntil("it is gone") { server.connections.statistics.open == 0 }
        }
    }

    @Test func aClientIsAskedWhetherItIsThere() async throws {
        try await WebSocketTestServer.run({ $0.pingInterval = .milliseconds(300) }) { server in
            let client = try await server.openWebSocket()
            #expect(try await client.waitForFrames(1).first?.opcode == 9)
            // It does not answer.
            _ = try await client.framesToEnd()
            try await waitUntil("it is gone") { server.connections.statistics.open == 0 }
        }
    }

    @Test func aFloodOfFramesIsStopped() async throws {
        try await WebSocketTestServer.run({ $0.maximumFramesPerMinute = 10 }) { server in
            let client = try await server.openWebSocket()
            client.send(Array(repeating: .ping("x"), count: 11))
            let frames = try await client.waitForFrames(11)
            #expect(frames.map(\.opcode) == Array(repeating: 10, count: 10) + [8])
            #expect(frames.last?.payload.prefix(2) == [3, 240])
        }
    }

    /// The session is cancelled and cannot send any more.
    @Test(arguments: [true, false])
    func theSessionHearsThatTheClientHasGone(says: Bool) async throws {
        let begun = Gate()
        let outcome = Mutex<[Bool]>.Box([])
        let session: WebSocketTestServer.Session = { webSocket, _ in
            begun.open()
            let (never, continuation) = AsyncStream<Void>.makeStream()
            for await _ in never {}
            withExtendedLifetime(continuation) {}
            let sent: Void? = try? await webSocket.send(text: "late")
            outcome.value.withLock { $0 = [Task.isCancelled, webSocket.isOver, sent == nil] }
            return .normal
        }
        try await WebSocketTestServer.run(session: session) { server in
            let client = try await server.openWebSocket()
            await begun.wait()
            if says { client.send([.close()]) } else { client.close() }
            try await waitUntil("the session is over") { outcome.value.withLock { $0 } == [true, true, true] }
            try await waitUntil("it is gone") { server.connections.statistics.open == 0 }
        }
    }

    /// A session is as slow as its client reads, and one that reads nothing is cut.
    @Test func aClientThatReadsNothingHoldsTheSessionBack() async throws {
        let over = Gate()
        let sent = Mutex<[Int]>.Box([0])
        let session: WebSocketTestServer.Session = { webSocket, _ in
            do {
                while true {
                    try await webSocket.send(text: ByteBuffer(repeating: 120, count: 10_000))
                    sent.value.withLock { $0[0] += 10_000 }
                }
            } catch {
                over.open()
                return .internalError
            }
        }
        try await WebSocketTestServer.run(connections: { $0.writeStall = .seconds(1) }, session: session) { server in
            _ = try await server.openWebSocket(reads: false)
            await over.wait()
            #expect(sent.value.withLock { $0[0] } < 4 << 20)
            try await waitUntil("it is gone") { server.connections.statistics.open == 0 }
            #expect(try await server.isServing())
        }
    }

    @Test func aServerThatStopsSaysSo() async throws {
        let channels = Mutex<[any Channel]>.Box([])
        let settings = WebSocketSettings()
        let answer: TestServer.Answer = { request, context in
            channels.value.withLock { $0.append(context.channel) }
            let handshake = try WebSocketHandshake(request.head)
            return handshake.response(channel: context.channel, settings: settings) { webSocket in
                let (never, continuation) = AsyncStream<Void>.makeStream()
                for await _ in never {}
                withExtendedLifetime(continuation) {}
                return .normal
            }
        }
        try await TestServer.run(answer: answer) { server in
            let client = try await server.openWebSocket()
            try await waitUntil("the pipeline speaks WebSocket") {
                client.send([.ping()])
                return !client.frames.isEmpty
            }
            for channel in channels.value.withLock({ $0 }) {
                channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            }
            try await waitUntil("the server closes") { client.frames.last?.opcode == 8 }
            #expect(client.frames.last?.payload == [3, 233])
            client.send([.close()])
            _ = try await client.framesToEnd()
        }
    }

    /// A WebSocket has no deadlines of HTTP.
    @Test func anIdleWebSocketStaysOpen() async throws {
        try await WebSocketTestServer.run(connections: {
            $0.idleTimeout = .milliseconds(100)
            $0.headerDeadline = .seconds(2)
        }) { server in
            let client = try await server.openWebSocket()
            let start = ContinuousClock.now
            try await waitUntil("several times the limit has passed") {
                ContinuousClock.now - start > .milliseconds(500)
            }
            client.send([.text("still there")])
            #expect(try await client.waitForFrames(1).map(\.payload) == [Array("still there".utf8)])
        }
    }
}
