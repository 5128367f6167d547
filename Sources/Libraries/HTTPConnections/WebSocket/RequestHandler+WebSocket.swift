import NIOCore
import NIOHTTP1
import NIOWebSocket

extension RequestHandler {
    /// Puts the handlers of a WebSocket in the place of those of HTTP. What the client has sent behind its request
    /// reaches them too.
    ///
    /// - Throws: where the request did not ask for an upgrade or its answer was not 101.
    func becomeWebSocket(_ handler: WebSocketHandler, maximumFrameBytes: Int) throws {
        guard let context = self.context, !self.isClosing,
            let answer = self.answering, answer.facts.offersUpgrade, answer.isHeadSent, !answer.hasBody
        else { throw ChannelError.operationUnsupported }
        self.isUpgraded = true
        let pipeline = context.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        let encoder = try pipeline.handler(type: HTTPResponseEncoder.self)
        try pipeline.handler(type: TrafficHandler.self).requests = nil
        try pipeline.addHandlers(
            [
                WebSocketFrameEncoder(),
                ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maximumFrameBytes)),
                handler,
            ],
            position: .after(decoder)
        )
        self.resumeReading(context: context)
        pipeline.removeHandler(encoder, promise: nil)
        pipeline.removeHandler(self, promise: nil)
        pipeline.removeHandler(decoder, promise: nil)
        if self.isInputClosed { handler.inputClosed() }
    }
}
