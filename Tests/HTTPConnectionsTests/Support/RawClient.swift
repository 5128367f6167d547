import NIOCore
import NIOPosix
import Synchronization
import TestServices

/// A TCP connection that sends and receives any bytes.
final class RawClient: Sendable {
    private let channel: any Channel
    private let inbox: Inbox

    private init(channel: any Channel, inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    /// - Parameter reads: false for a client that takes nothing, with a small buffer in the kernel.
    static func connect(to port: Int, reads: Bool = true) async throws -> RawClient {
        let inbox = Inbox()
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: reads)
            .channelOption(.socketOption(.so_rcvbuf), value: reads ? 1 << 20 : 4_096)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(InboxHandler(inbox))
                }
            }
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel: channel, inbox: inbox)
    }

    func send(_ text: String) async throws {
        try await self.send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await self.channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Sends as much as the server takes, and does not care whether it takes it.
    func trySend(_ bytes: [UInt8]) {
        self.channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    /// Bytes that the server has not taken yet.
    func unsentBytes() async throws -> Int {
        try await self.channel.getOption(.bufferedWritableBytes).get()
    }

    /// Takes one more piece of what has come.
    func readOnce() {
        self.channel.read()
    }

    /// From now on takes all that comes.
    func startReading() async throws {
        try await self.channel.setOption(.autoRead, value: true).get()
    }

    func closeOutput() async throws {
        try await self.channel.close(mode: .output)
    }

    func close() {
        self.channel.close(promise: nil)
    }

    var bytes: [UInt8] { self.inbox.state.withLock { $0.bytes } }
    var text: String { String(decoding: self.bytes, as: UTF8.self) }
    /// Whether the server has ended its half, or the connection.
    var isEnded: Bool { self.inbox.state.withLock { $0.isEnded } }

    /// Waits for whole responses.
    func responses(_ count: Int, bodiless: Bool = false) async throws -> [RawResponse] {
        try await waitUntil("\(count) responses") {
            RawResponse.all(in: self.bytes, bodiless: bodiless, isEnded: self.isEnded).count >= count || self.isEnded
        }
        return RawResponse.all(in: self.bytes, bodiless: bodiless, isEnded: self.isEnded)
    }

    /// Everything until the server has ended the connection.
    func responsesToEnd(bodiless: Bool = false) async throws -> [RawResponse] {
        try await waitUntil("the end of the connection") { self.isEnded }
        return RawResponse.all(in: self.bytes, bodiless: bodiless, isEnded: true)
    }

    func waitForText(_ text: String) async throws {
        try await waitUntil("the text \(text)") { self.text.contains(text) }
    }
}

private final class Inbox: Sendable {
    struct State {
        var bytes: [UInt8] = []
        var isEnded = false
    }

    let state = Mutex(State())
}

private final class InboxHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let inbox: Inbox

    init(_ inbox: Inbox) {
        self.inbox = inbox
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = Self.unwrapInboundIn(data)
        self.inbox.state.withLock { $0.bytes.append(contentsOf: buffer.readableBytesView) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { self.inbox.state.withLock { $0.isEnded = true } }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.inbox.state.withLock { $0.isEnded = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
