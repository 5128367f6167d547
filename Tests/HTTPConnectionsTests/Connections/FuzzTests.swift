import HTTPConnections
import TestServices
import Testing

/// Whatever a client sends, its connection ends when it has ended its half, nothing of it is kept, and the server
/// goes on. The seed is part of every failure.
@Suite struct FuzzTests {
    private static let requests = [
        "GET /x?y=z HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: t\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
        "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "HEAD http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    ].map { Array($0.utf8) }

    private static let frames: [[UInt8]] = [
        RawFrame.text("hello").bytes, RawFrame.text("he", isFinal: false).bytes, RawFrame.more("llo").bytes,
        RawFrame.ping("x").bytes, RawFrame.pong().bytes, RawFrame.close(1_000, "x").bytes,
        RawFrame.text(String(repeating: "x", count: 300)).bytes,
    ]

    /// Some pieces one after the other, with bytes changed, left out, doubled or put in.
    private static func mutation(of pieces: [[UInt8]], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            bytes += pieces.randomElement(using: &generator) ?? []
        }
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
            case 3: bytes.insert(contentsOf: bytes[index...].prefix(40), at: index)
            default: bytes.removeSubrange(index..<min(index + Int.random(in: 1...8, using: &generator), bytes.count))
            }
            if bytes.isEmpty { bytes = [0] }
        }
        return bytes
    }

    private static func junk(using generator: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 1...2_000, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    @Test func noBytesHarmTheServer() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        try await TestServer.run { server in
            var generator = SeededGenerator(seed: seed)
            for round in 0..<400 {
                let bytes =
                    round % 8 == 0
                    ? Self.junk(using: &generator) : Self.mutation(of: Self.requests, using: &generator)
                try await Self.play(bytes, after: nil, on: server, "seed \(seed), round \(round)", using: &generator)
            }
            try await waitUntil("all are gone, seed \(seed)") { server.connections.statistics.open == 0 }
            #expect(server.connections.statistics.bodyBytesInMemory == 0, "seed \(seed)")
            #expect(try await server.isServing(), "seed \(seed)")
        }
    }

    @Test func noFramesHarmTheServer() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        try await WebSocketTestServer.run({ $0.closePatience = .milliseconds(100) }) { server in
            var generator = SeededGenerator(seed: seed)
            for round in 0..<300 {
                let bytes =
                    round % 8 == 0 ? Self.junk(using: &generator) : Self.mutation(of: Self.frames, using: &generator)
                let handshake = Array(WebSocketTestServer.handshake.utf8)
                try await Self.play(
                    bytes,
                    after: handshake,
                    on: server,
                    "seed \(seed), round \(round)",
                    using: &generator
                )
            }
            try await waitUntil("all are gone, seed \(seed)") { server.connections.statistics.open == 0 }
            #expect(try await server.isServing(), "seed \(seed)")
        }
    }

    private static func play(
        _ bytes: [UInt8],
        after prefix: [UInt8]?,
        on server: TestServer,
        _ name: String,
        using generator: inout SeededGenerator
    ) async throws {
        let client = try await server.connect()
        if let prefix { client.trySend(prefix) }
        let cut = Int.random(in: 0...bytes.count, using: &generator)
        client.trySend(Array(bytes[..<cut]))
        client.trySend(Array(bytes[cut...]))
        // It fails where the server has closed already.
        try? await client.closeOutput()
        try await waitUntil("the end, \(name)", every: .milliseconds(2)) { client.isEnded }
        client.close()
    }
}
