import HTTPConnections
import Hummingbird
import HummingbirdCore
import NIOCore
import TestServices
import Testing

/// Echoes text, and knows when the session ended.
struct WebSocketTestServer: Sendable {
    let server: TestServer

    static let handshake = """
        GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
        """

    typealias Session = @Sendable (WebSocketSession, AsyncStream<String>) async -> WebSocketCloseCode

    static func run(
        _ change: (inout WebSocketSettings) -> Void = { _ in },
        connections: (inout ConnectionSettings) -> Void = { _ in },
        session: @escaping Session = Self.echo,
        body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        var changed = WebSocketSettings()
        change(&changed)
        let settings = changed
        let answer: TestServer.Answer = { request, context in
            guard request.uri.path == "/ws" else { return try await TestServer.plain(request, context) }
            do {
                let handshake = try WebSocketHandshake(request.head)
                let (texts, continuation) = AsyncStream<String>.makeStream()
                return handshake.response(
                    channel: context.channel,
                    settings: settings,
                    subprotocol: handshake.subprotocols.first { $0 == "jobs.v1" },
                    receive: { text in
                        if text == "policy" { return .policyViolation }
                        continuation.yield(text)
                        return nil
                    },
                    session: { webSocket in
                        let code = await session(webSocket, texts)
                        continuation.finish()
                        return code
                    }
                )
            } catch let error as WebSocketRefusal {
                return Response(status: error.status, headers: error.headers)
            }
        }
        try await TestServer.run(connections, answer: answer, body: body)
    }

    /// Sends back what comes; `bye` ends the session.
    static let echo: Session = { webSocket, texts in
        for await text in texts {
            if text == "bye" { return .normal }
            do {
                try await webSocket.send(text: text)
            } catch {
                return .internalError
            }
        }
        return .goingAway
    }
}

extension TestServer {
    /// A client whose WebSocket is open. What it gets begins after the answer to the handshake.
    func openWebSocket(reads: Bool = true) async throws -> RawClient {
        let client = try await self.connect(reads: reads)
        try await client.send(WebSocketTestServer.handshake)
        if reads { #expect(try await client.responses(1).first?.status == 101) }
        return client
    }
}

extension RawClient {
    func send(_ frames: [RawFrame]) {
        self.trySend(frames.flatMap(\.bytes))
    }

    /// The frames behind the answer to the handshake.
    var frames: [RawFrame] {
        guard let end = self.text.firstRange(of: "\r\n\r\n") else { return [] }
        let length = self.text[..<end.upperBound].utf8.count
        return RawFrame.all(in: self.bytes.dropFirst(length))
    }

    func waitForFrames(_ count: Int) async throws -> [RawFrame] {
        try await waitUntil("\(count) frames") { self.frames.count >= count || self.isEnded }
        return self.frames
    }

    func framesToEnd() async throws -> [RawFrame] {
        try await waitUntil("the end of the connection") { self.isEnded }
        return self.frames
    }
}
