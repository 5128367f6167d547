import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Sets up the pipeline of every connection, and hands its requests to the responder one after the other.
struct ConnectionChannel: ServerChildChannel {
    typealias Value = ConnectionValue

    let environment: ConnectionEnvironment
    let responder: HTTPChannelHandler.Responder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<ConnectionValue> {
        channel.eventLoop.makeCompletedFuture {
            let address = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
            switch self.environment.register.admit(address) {
            case .success(let place):
                channel.closeFuture.whenComplete { _ in self.environment.register.leave(place) }
                return try self.serve(channel, address: address)
            case .failure(let reason):
                try self.turnAway(channel, Refusal(reason: reason, request: nil, peer: address?.description))
                return .turnedAway(channel)
            }
        }
    }

    func handle(value: ConnectionValue, logger: Logger) async {
        do {
            switch value {
            case .turnedAway(let channel):
                try await channel.closeFuture.get()
            case .served(let accepted, let connection):
                let channel = accepted.take()
                try await withTaskExecutorPreference(EventLoopExecutor(channel.channel.eventLoop)) {
                    try await HTTPConnection.$current.withValue(connection) {
                        try await self.answer(channel, connection)
                    }
                }
            }
        } catch {
            // Reading or writing failed: the client is gone, and with it the only one to tell.
            logger.trace("A connection broke off.", metadata: ["error": "\(error)"])
        }
    }

    private func answer(
        _ channel: NIOAsyncChannel<IncomingRequest, HTTPResponsePart>,
        _ connection: HTTPConnection
    ) async throws {
        try await withTaskCancellationHandler {
            try await channel.executeThenClose { inbound, outbound in
                for try await incoming in inbound {
                    connection.begin(incoming.facts)
                    let request = Request(head: incoming.head, body: RequestBody(buffer: incoming.body))
                    try await self.responder(request, ResponseWriter(outbound: outbound), channel.channel)
                }
                outbound.finish()
                // The pipeline closes when the client has read the last answer.
                try await channel.channel.closeFuture.get()
            }
        } onCancel: {
            // Nothing more is waited for, not even a client that does not read.
            channel.channel.close(promise: nil)
        }
    }

    private func serve(_ channel: any Channel, address: IPAddress?) throws -> ConnectionValue {
        let settings = self.environment.settings
        channel.limitUnacknowledged(settings.writeStall * 2)
        let connection = HTTPConnection(channel: channel, address: address)
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = settings.headerFieldBytes
        limits.maxHeaderListSize = settings.headerBytes
        limits.maxHeaderFieldCount = settings.headerFields
        var framing = HTTPResponseEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        let requests = RequestHandler(self.environment, connection: connection)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(TrafficHandler(settings, requests: requests))
        try pipeline.addHandler(HTTPResponseEncoder(configuration: framing))
        try pipeline.addHandler(
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits))
        )
        try pipeline.addHandler(requests)
        let requestsChannel = try NIOAsyncChannel<IncomingRequest, HTTPResponsePart>(
            wrappingChannelSynchronously: channel,
            configuration: .init(isOutboundHalfClosureEnabled: true)
        )
        return .served(AcceptedConnection(requestsChannel), connection)
    }

    private func turnAway(_ channel: any Channel, _ refusal: Refusal) throws {
        let register = self.environment.register
        guard register.beginLeaving() else {
            channel.close(promise: nil)
            return
        }
        channel.closeFuture.whenComplete { _ in register.endLeaving() }
        let answer = self.environment.refuse(refusal)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HTTPResponseEncoder())
        try pipeline.addHandler(
            TurnedAwayHandler(
                parts: answer.parts(for: refusal),
                linger: TimeAmount(self.environment.settings.linger)
            )
        )
    }
}
