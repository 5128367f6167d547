import NIOCore
import NIOWebSocket

/// Speaks WebSocket with one client: checks its frames, answers pings, asks whether it is still there, closes.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let settings: WebSocketSettings
    private let session: WebSocketSession
    private let receive: @Sendable (String) -> WebSocketCloseCode?
    private var rules: FrameRules
    private var context: ChannelHandlerContext?
    private var nextPing: Scheduled<Void>?
    private var closing: Scheduled<Void>?
    private var heardAt = NIODeadline.distantPast
    /// The minute in which frames are counted.
    private var countedSince = NIODeadline.distantPast
    private var frames = 0
    private var hasSentClose = false

    init(
        _ settings: WebSocketSettings,
        session: WebSocketSession,
        receive: @escaping @Sendable (String) -> WebSocketCloseCode?
    ) {
        self.settings = settings
        self.session = session
        self.receive = receive
        self.rules = FrameRules(maximumMessageBytes: settings.maximumMessageBytes)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.heardAt = context.eventLoop.now
        context.channel.setOption(
            .socketOption(.so_sndbuf),
            value: SocketOptionValue(clamping: self.settings.sendBufferBytes)
        )
        .whenFailure { _ in
            // Not a socket, or closed already: then there is nothing to limit.
        }
        self.schedulePing(context: context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.stop()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.stop()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = Self.unwrapInboundIn(data)
        self.heardAt = context.eventLoop.now
        // After its own close frame the server waits only for the client's.
        guard !self.hasSentClose || frame.opcode == .connectionClose else { return }
        if self.heardAt - self.countedSince > .minutes(1) {
            self.countedSince = self.heardAt
            self.frames = 0
        }
        self.frames += 1
        guard self.frames <= self.settings.maximumFramesPerMinute else {
            return self.close(WebSocketCloseCode(WebSocketCloseCode.policyViolation.number, reason: "too many frames"))
        }
        do {
            try self.obey(self.rules.take(frame), context: context)
        } catch {
            self.close(error.code)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength: self.close(.messageTooBig)
        case is NIOWebSocketError: self.close(.protocolError)
        case is ByteToMessageDecoderError:
            // Bytes behind a frame that broke the rules, which the close frame has answered.
            break
        default: context.fireErrorCaught(error)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: self.inputClosed()
        case is ChannelShouldQuiesceEvent: self.close(.goingAway)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !self.hasSentClose else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        context.write(data, promise: promise)
    }

    /// A client that closes its sending half without a close frame is gone.
    func inputClosed() {
        self.session.end()
        self.context?.close(promise: nil)
    }

    /// Begins the closing handshake, once.
    func close(_ code: WebSocketCloseCode) {
        guard !self.hasSentClose else { return }
        self.sendClose(code)
        guard let context = self.context else { return }
        self.closing = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(self.settings.closePatience)) {
            context.close(promise: nil)
        }
    }

    private func obey(_ event: FrameRules.Event, context: ChannelHandlerContext) {
        switch event {
        case .text(let text):
            if let code = self.receive(text) { self.close(code) }
        case .ping(let data):
            let frame = WebSocketFrame(fin: true, opcode: .pong, data: data)
            context.writeAndFlush(Self.wrapOutboundOut(frame), promise: nil)
        case .pong, .more:
            break
        case .close(let number):
            // The server closes the connection first (RFC 6455 section 7.1.1), after its last frame.
            guard !self.hasSentClose else { return context.close(promise: nil) }
            let written = context.eventLoop.makePromise(of: Void.self)
            self.sendClose(number.map { WebSocketCloseCode($0) }, promise: written)
            written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        }
    }

    private func sendClose(_ code: WebSocketCloseCode?, promise: EventLoopPromise<Void>? = nil) {
        self.hasSentClose = true
        self.session.end()
        var data = ByteBuffer()
        if let code {
            data.writeInteger(code.number)
            data.writeString(code.reason.utf8.count <= 123 ? code.reason : "")
        }
        let frame = WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
        guard let context = self.context else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        context.writeAndFlush(Self.wrapOutboundOut(frame), promise: promise)
    }

    private func schedulePing(context: ChannelHandlerContext) {
        self.nextPing = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(self.settings.pingInterval)) {
            self.ping()
        }
    }

    private func ping() {
        guard let context = self.context, !self.hasSentClose else { return }
        // A client that does not read gets no pings on top of what it has not read, so nothing is owed for them. One
        // that reads nothing at all is a matter of the connection's own limit.
        guard context.channel.isWritable else {
            self.heardAt = context.eventLoop.now
            return self.schedulePing(context: context)
        }
        let patience = TimeAmount(self.settings.pingInterval * self.settings.patientIntervals)
        guard context.eventLoop.now - self.heardAt < patience else {
            self.session.end()
            context.close(promise: nil)
            return
        }
        self.schedulePing(context: context)
        let frame = WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer())
        context.writeAndFlush(Self.wrapOutboundOut(frame), promise: nil)
    }

    private func stop() {
        self.session.end()
        self.nextPing?.cancel()
        self.closing?.cancel()
        self.nextPing = nil
        self.closing = nil
    }
}
