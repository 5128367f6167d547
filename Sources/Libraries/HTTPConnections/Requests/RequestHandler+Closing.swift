import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

extension RequestHandler {
    /// Turns the request that is arriving down, behind the answers to those before it.
    func refuse(context: ChannelHandlerContext, _ reason: Refusal.Reason, head: HTTPRequestHead? = nil) {
        guard self.refusal == nil, !self.isClosing else { return }
        let request = self.arriving?.head ?? head.flatMap { Self.request(of: $0) }
        self.refusal = Refusal(reason: reason, request: request, peer: self.connection.peer)
        self.phase = .over
        self.environment.bodyMemory.give(back: self.arriving?.facts.heldBytes ?? 0)
        self.arriving = nil
        if self.answering == nil { self.answerRefusal(context: context) }
    }

    func answerRefusal(context: ChannelHandlerContext) {
        guard let refusal = self.refusal, !self.isClosing else { return }
        for part in self.environment.refuse(refusal).parts(for: refusal) {
            context.write(Self.wrapOutboundOut(part), promise: nil)
        }
        self.endConnection(context: context)
    }

    /// Closes the connection so that the client gets everything that is written: this half first, and the rest
    /// when the client has closed its own or some time has passed.
    ///
    /// - Parameter lingers: whether the client may be sending, which closing at once would answer with a reset.
    func endConnection(context: ChannelHandlerContext, lingers: Bool = true) {
        guard !self.isClosing else { return }
        self.isClosing = true
        self.phase = .over
        // Who answers gets no more requests.
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        // An empty write is complete when everything before it is. Closing would throw away what still waits.
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))), promise: written)
        written.futureResult.assumeIsolated().whenComplete { _ in
            if lingers {
                self.linger(context: context)
            } else {
                context.close(promise: nil)
            }
        }
        context.read()
    }

    private func linger(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        guard !self.isInputClosed else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        self.lingering = context.eventLoop.assumeIsolated().scheduleTask(
            in: TimeAmount(self.environment.settings.linger)
        ) {
            context.close(promise: nil)
        }
    }

    /// As much of a refused request as can be said.
    private static func request(of head: HTTPRequestHead) -> HTTPRequest? {
        guard let method = try? HTTPRequest.Method(head.method) else { return nil }
        return HTTPRequest(
            method: method,
            scheme: "http",
            authority: nil,
            path: head.uri,
            headerFields: HTTPFields(head.headers, splitCookie: false)
        )
    }
}
