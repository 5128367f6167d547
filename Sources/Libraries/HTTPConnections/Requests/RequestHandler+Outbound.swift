import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

extension RequestHandler {
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard self.answering != nil else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch Self.unwrapOutboundIn(data) {
        case .head(let response):
            self.writeHead(response, context: context, promise: promise)
        case .body(let part):
            guard self.answering?.hasBody == true else {
                promise?.succeed()
                return
            }
            self.answering?.sentBytes += part.readableBytes
            context.write(Self.wrapOutboundOut(.body(.byteBuffer(part))), promise: promise)
        case .end(let trailers):
            let trailers = self.answering?.facts.isVersion10 == true ? nil : trailers
            context.write(Self.wrapOutboundOut(.end(trailers.map { HTTPHeaders($0) })), promise: promise)
            self.endAnswer(context: context)
        }
    }

    /// Half of a connection is closed by who answers when there is nothing more to answer.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output, !self.isUpgraded else {
            context.close(mode: mode, promise: promise)
            return
        }
        self.endConnection(context: context)
        promise?.succeed()
    }

    private func writeHead(_ response: HTTPResponse, context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        guard var answer = self.answering, !answer.isHeadSent else {
            promise?.fail(ChannelError.operationUnsupported)
            return
        }
        var head = HTTPResponseHead(response)
        let isInterim = (100..<200).contains(response.status.code) && response.status != .switchingProtocols
        if isInterim {
            guard !answer.facts.isVersion10 else {
                promise?.succeed()
                return
            }
        } else {
            answer.isHeadSent = true
            self.frame(&head, &answer)
            self.answering = answer
        }
        context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
    }

    /// Says how long the answer is and what becomes of the connection (RFC 9112 sections 6 and 9).
    private func frame(_ head: inout HTTPResponseHead, _ answer: inout AnswerProgress) {
        let isSwitching = head.status == .switchingProtocols
        let hasLength = head.headers.contains(name: "content-length")
        if isSwitching || head.status == .noContent {
            answer.hasBody = false
            head.headers.remove(name: "content-length")
            head.headers.remove(name: "transfer-encoding")
        } else if answer.facts.hasBodilessAnswer || head.status == .notModified {
            answer.hasBody = false
            head.headers.remove(name: "transfer-encoding")
        } else if hasLength {
            head.headers.remove(name: "transfer-encoding")
            answer.promisedBytes = head.headers.first(name: "content-length").flatMap { Int($0) }
        } else if answer.facts.isVersion10 {
            head.headers.remove(name: "transfer-encoding")
            answer.isLast = true
        } else {
            head.headers.replaceOrAdd(name: "transfer-encoding", value: "chunked")
            // Nobody knows when it ends, and what waits behind it would be kept until then.
            answer.isLast = true
            self.forgetFollowing()
        }
        if answer.facts.isVersion10 { head.version = .http1_0 }
        guard !isSwitching else { return }
        // The last of too many waiting requests: those behind it were not read.
        if case .over = self.phase, self.waiting.isEmpty, self.refusal == nil { answer.isLast = true }
        if self.isStopping, self.waiting.isEmpty { answer.isLast = true }
        if head.headers.contains(name: "connection") {
            let options = head.headers[canonicalForm: "connection"]
            answer.isLast = answer.isLast || options.contains { $0.isSame(as: "close") }
        }
        if answer.isLast {
            guard !head.headers[canonicalForm: "connection"].contains(where: { $0.isSame(as: "close") }) else { return }
            head.headers.replaceOrAdd(name: "connection", value: "close")
        } else if answer.facts.isVersion10 {
            head.headers.replaceOrAdd(name: "connection", value: "keep-alive")
        }
    }

    private func endAnswer(context: ChannelHandlerContext) {
        guard let answer = self.answering else { return }
        self.answering = nil
        self.environment.bodyMemory.give(back: answer.facts.heldBytes)
        if answer.isLast || !answer.isWhole || !answer.isHeadSent {
            self.endConnection(context: context)
        } else {
            self.goOn(context: context)
        }
    }

    /// What comes after an answer.
    private func goOn(context: ChannelHandlerContext) {
        if let next = self.waiting.popFirst() {
            self.pass(next, context: context)
            context.fireChannelReadComplete()
        } else if self.refusal != nil {
            self.answerRefusal(context: context)
            return
        } else if self.isInputClosed {
            self.endConnection(context: context)
            return
        } else if case .idle = self.phase {
            if self.isStopping { return self.endConnection(context: context) }
            self.phase = .idle(since: context.eventLoop.now)
        } else {
            self.sendContinue(context: context)
        }
        self.resumeReading(context: context)
    }
}
