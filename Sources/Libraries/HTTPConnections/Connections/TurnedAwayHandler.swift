import NIOCore
import NIOHTTP1

/// Tells a client why its connection is not served, and closes it.
final class TurnedAwayHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = HTTPServerResponsePart

    private let parts: [HTTPServerResponsePart]
    private let linger: TimeAmount

    init(parts: [HTTPServerResponsePart], linger: TimeAmount) {
        self.parts = parts
        self.linger = linger
    }

    func channelActive(context: ChannelHandlerContext) {
        for part in self.parts { context.write(Self.wrapOutboundOut(part), promise: nil) }
        context.flush()
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: self.linger) { context.close(promise: nil) }
    }

    /// What the client sends is read, because closing over it would lose the answer.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed, is ChannelShouldQuiesceEvent: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
