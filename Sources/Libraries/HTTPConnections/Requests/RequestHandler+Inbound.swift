import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

extension RequestHandler {
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .over = self.phase { return }
        switch Self.unwrapInboundIn(data) {
        case .head(let head): self.begin(head, context: context)
        case .body(var part): self.take(&part, context: context)
        case .end: self.complete(context: context)
        }
    }

    /// Notes bytes before they are decoded.
    ///
    /// - Returns: whether anybody still wants them.
    func hears(_ buffer: ByteBuffer, at now: @autoclosure () -> NIODeadline) -> Bool {
        if self.isClosing { return false }
        self.isUsed = true
        switch self.phase {
        case .idle:
            self.wire = WireCount()
            self.phase = .head(since: now())
        case .over:
            // Behind a request for another protocol these are that protocol's; behind a refusal, nobody's.
            return self.refusal == nil
        case .head, .body:
            break
        }
        self.wire.count(buffer)
        return true
    }

    private func begin(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        do {
            let (request, facts) = try self.rules.check(head)
            if facts.hasBody { self.phase = .body(since: context.eventLoop.now) }
            self.arriving = ArrivingRequest(head: request, facts: facts)
            self.sendContinue(context: context)
        } catch {
            self.refuse(context: context, error, head: head)
        }
    }

    private func take(_ part: inout ByteBuffer, context: ChannelHandlerContext) {
        guard let facts = self.arriving?.facts else { return }
        guard facts.heldBytes + part.readableBytes <= facts.bodyLimit else {
            return self.refuse(context: context, .bodyTooLarge)
        }
        guard self.environment.bodyMemory.take(part.readableBytes) else {
            return self.refuse(context: context, .noMemoryForBody)
        }
        self.arriving?.facts.expectsContinue = false
        self.arriving?.append(&part)
    }

    private func complete(context: ChannelHandlerContext) {
        guard let request = self.arriving?.whole else { return }
        self.arriving = nil
        self.wire.restart()
        let isFull = self.waiting.count >= self.environment.settings.pipelinedRequests
        if isFull || !request.facts.keepsAlive || request.facts.offersUpgrade {
            self.phase = .over
        } else {
            self.phase = .idle(since: context.eventLoop.now)
        }
        if self.answering == nil {
            self.pass(request, context: context)
        } else {
            self.waiting.append(request)
        }
    }

    func pass(_ request: IncomingRequest, context: ChannelHandlerContext) {
        self.answering = AnswerProgress(facts: request.facts)
        context.fireChannelRead(Self.wrapInboundOut(request))
    }

    /// Asks for the body, once no other answer is under way.
    func sendContinue(context: ChannelHandlerContext) {
        guard self.arriving?.facts.expectsContinue == true, self.isAtRest else { return }
        self.arriving?.facts.expectsContinue = false
        self.phase = .body(since: context.eventLoop.now)
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(Self.wrapOutboundOut(.head(head)), promise: nil)
    }
}
