import NIOCore

/// The side of a connection's pipeline towards the socket: sees every byte, and keeps the time.
///
/// There is one timer a connection. It never has to be moved for a request, because it fires at least as often as
/// the shortest time limit is long, and asks each time what is due next.
final class TrafficHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// The rules of requests; nil once the connection speaks another protocol.
    var requests: RequestHandler?

    private let writeStall: TimeAmount
    private let shortestLimit: TimeAmount
    private var timer: Scheduled<Void>?
    private var written = 0
    private var taken = 0
    private var takenSince = NIODeadline.distantPast

    init(_ settings: ConnectionSettings, requests: RequestHandler) {
        self.requests = requests
        self.writeStall = TimeAmount(settings.writeStall)
        self.shortestLimit = TimeAmount(
            min(settings.headerDeadline, settings.idleTimeout, settings.bodyRateGrace, settings.writeStall / 2)
        )
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { self.keepTime(context: context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        self.requests?.connectionOpened(at: context.eventLoop.now)
        self.keepTime(context: context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.timer?.cancel()
        self.requests = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.timer?.cancel()
        self.timer = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let requests = self.requests else { return context.fireChannelRead(data) }
        guard requests.hears(Self.unwrapInboundIn(data), at: context.eventLoop.now) else {
            // Nobody behind asks for more at the end of a connection, but what still comes has to be taken.
            context.read()
            return
        }
        context.fireChannelRead(data)
        requests.judgeOverhead()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        self.written += Self.unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }

    private func keepTime(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let now = context.eventLoop.now
        if self.isStalled(context: context, at: now) {
            context.channel.closeAtOnce()
            return
        }
        let next = min(self.requests?.nextDeadline(after: now) ?? .distantFuture, now + self.shortestLimit)
        guard context.channel.isActive else { return }
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) {
            self.keepTime(context: context)
        }
    }

    /// Whether bytes have waited too long without the client taking any.
    private func isStalled(context: ChannelHandlerContext, at now: NIODeadline) -> Bool {
        // A channel without the option holds nothing back.
        let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        let taken = self.written - waiting
        if waiting == 0 || taken != self.taken || self.takenSince == .distantPast {
            self.taken = taken
            self.takenSince = now
            return false
        }
        return now - self.takenSince >= self.writeStall
    }
}
