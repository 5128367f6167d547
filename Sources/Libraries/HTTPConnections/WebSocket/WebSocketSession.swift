public import NIOCore
import NIOWebSocket
import Synchronization

/// The server's end of an open WebSocket.
public final class WebSocketSession: Sendable {
    private struct State {
        var isOver = false
        var onEnd: (@Sendable () -> Void)?
    }

    private let channel: any Channel
    private let state = Mutex(State())

    init(channel: any Channel) {
        self.channel = channel
    }

    /// Sends a text message and returns when the kernel has taken it: who sends is as slow as the client reads.
    ///
    /// - Parameter text: UTF-8; it is not checked.
    /// - Throws: where the WebSocket is closing or gone.
    public func send(text: ByteBuffer) async throws {
        try await self.channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .text, data: text))
    }

    public func send(text: String) async throws {
        try await self.send(text: ByteBuffer(string: text))
    }

    /// Whether nothing more can be sent.
    public var isOver: Bool { self.state.withLock { $0.isOver } }

    /// Turns the connection of a request, whose answer has just been begun with 101, into a WebSocket.
    static func open(
        on channel: any Channel,
        settings: WebSocketSettings,
        receive: @escaping @Sendable (String) -> WebSocketCloseCode?
    ) async throws -> WebSocketSession {
        let session = WebSocketSession(channel: channel)
        try await channel.eventLoop.submit {
            let requests = try channel.pipeline.syncOperations.handler(type: RequestHandler.self)
            let handler = WebSocketHandler(settings, session: session, receive: receive)
            try requests.becomeWebSocket(handler, maximumFrameBytes: settings.maximumMessageBytes)
        }.get()
        return session
    }

    /// Runs the session, closes, and returns when the connection is closed.
    func run(_ session: @escaping @Sendable (WebSocketSession) async -> WebSocketCloseCode) async {
        let task = Task { await session(self) }
        let isOver = self.state.withLock { state in
            if !state.isOver { state.onEnd = { task.cancel() } }
            return state.isOver
        }
        if isOver { task.cancel() }
        let code = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        self.channel.eventLoop.execute {
            let handler = try? self.channel.pipeline.syncOperations.handler(type: WebSocketHandler.self)
            handler?.close(code)
        }
        // It is never failed.
        try? await self.channel.closeFuture.get()
    }

    /// Nothing more can be sent.
    func end() {
        let onEnd = self.state.withLock { state in
            state.isOver = true
            defer { state.onEnd = nil }
            return state.onEnd
        }
        onEnd?()
    }
}
