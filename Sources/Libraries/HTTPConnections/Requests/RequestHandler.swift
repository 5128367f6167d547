import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Enforces the rules of HTTP/1 on one connection.
///
/// It collects a request and passes it on when it is whole and the answer before it is complete, so that nobody
/// behind it ever waits for a slow client. A request that breaks a rule is refused behind the answers to earlier
/// ones, and the connection ends.
final class RequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = IncomingRequest
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// What the client is about to send.
    enum Phase {
        /// The first byte of a head.
        case idle(since: NIODeadline)
        case head(since: NIODeadline)
        case body(since: NIODeadline)
        /// Nothing that counts: it was refused, or asked for its last answer.
        case over
    }

    /// Nil outside of a pipeline.
    private(set) var context: ChannelHandlerContext?
    let environment: ConnectionEnvironment
    let connection: HTTPConnection
    let rules: HeadRules

    var phase = Phase.over
    /// The request that is arriving.
    var arriving: ArrivingRequest?
    /// Whole requests that wait for the answers before theirs.
    var waiting = CircularBuffer<IncomingRequest>(initialCapacity: 1)
    /// The request that is being answered, and how far the answer is.
    var answering: AnswerProgress?
    var refusal: Refusal?

    /// Whether any byte has come.
    var isUsed = false
    var isInputClosed = false
    /// The server stops; the next answer is the last.
    var isStopping = false
    /// The last answer is written.
    var isClosing = false
    /// The connection has become a WebSocket.
    var isUpgraded = false
    private var isReadHeld = false
    var lingering: Scheduled<Void>?
    /// Bytes on the wire since the current message began, and what they look like.
    var wire = WireCount()

    init(_ environment: ConnectionEnvironment, connection: HTTPConnection) {
        self.environment = environment
        self.connection = connection
        self.rules = HeadRules(
            uriBytes: environment.settings.uriBytes,
            bodyBytes: environment.settings.bodyBytes,
            allowedHosts: environment.settings.allowedHosts
        )
    }

    func connectionOpened(at now: NIODeadline) {
        self.phase = .idle(since: now)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        self.giveUp()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.giveUp()
        self.connection.end(.clientGone)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            // Not passed on: who answers would take it for the end of the requests that still wait here.
            self.isInputClosed = true
            self.connection.end(.clientGone)
            if self.isClosing {
                // What waits to be written goes out first.
                if self.lingering != nil { context.close(promise: nil) }
            } else if self.isAtRest {
                self.endConnection(context: context)
            }
        case is ChannelShouldQuiesceEvent:
            self.isStopping = true
            self.connection.end(.serverStopping)
            if case .idle = self.phase, self.isAtRest { self.endConnection(context: context, lingers: false) }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let error as HTTPParserError:
            self.refuse(context: context, self.wire.reason(for: error, uriBytes: self.rules.uriBytes))
        case is ByteToMessageDecoderError:
            self.refuse(context: context, .malformed)
        default:
            context.fireErrorCaught(error)
        }
    }

    /// No more is read than one request ahead, and nothing behind the last.
    func read(context: ChannelHandlerContext) {
        if self.holdsReads {
            self.isReadHeld = true
        } else {
            context.read()
        }
    }

    var holdsReads: Bool {
        guard !self.isClosing, !self.isUpgraded, self.answering != nil else { return false }
        if case .over = self.phase { return true }
        return !self.waiting.isEmpty
    }

    /// Whether no request is unanswered.
    var isAtRest: Bool { self.answering == nil && self.waiting.isEmpty && self.refusal == nil }

    func resumeReading(context: ChannelHandlerContext) {
        guard self.isReadHeld, !self.holdsReads else { return }
        self.isReadHeld = false
        // While the server did not read, the client could not send.
        let now = context.eventLoop.now
        switch self.phase {
        case .idle: self.phase = .idle(since: now)
        case .head: self.phase = .head(since: now)
        case .body: self.phase = .body(since: now)
        case .over: break
        }
        self.arriving?.restartRate()
        context.read()
    }

    /// Lets go of requests behind the one that is being answered.
    func forgetFollowing() {
        let held = (self.arriving?.facts.heldBytes ?? 0) + self.waiting.reduce(0) { $0 + $1.facts.heldBytes }
        self.environment.bodyMemory.give(back: held)
        self.arriving = nil
        self.waiting.removeAll()
        self.phase = .over
    }

    /// Lets go of what is held for requests that will not be answered.
    private func giveUp() {
        self.lingering?.cancel()
        self.lingering = nil
        self.environment.bodyMemory.give(back: self.answering?.facts.heldBytes ?? 0)
        self.answering = nil
        self.forgetFollowing()
    }
}
