import HTTPConnections
import HTTPTypes
import Hummingbird
import JobsApplication
import JobsDomain

extension HTTPAPI {
    /// The events of a job, from the durable log and then live: server-sent, or over WebSocket where the client asks
    /// for that.
    func events(of id: JobID, _ inquiry: Inquiry) async throws -> Response {
        let request = inquiry.request
        let isWebSocket = WebSocketHandshake.isRequested(by: request.head)
        if !isWebSocket { _ = try inquiry.mediaType(of: [ServerSentEvents.mediaType]) }
        let details = try await self.stored { () async throws(JobStoreError) in try await self.service.store.job(id) }
        guard let job = details?.job else { throw Problem.unknownJob }
        let number = ResumePoint(request.headers, request.uri.queryParameters).number(upTo: job.state.lastEvent)
        let position = FeedPosition(commit: Int64(number))
        if isWebSocket { return try self.webSocket(.job(id), after: position, inquiry) }
        if job.status.isEnded, number == job.state.lastEvent {
            // The only status that makes a browser stop asking.
            return Response(status: .noContent)
        }
        return try self.serverSentEvents(.job(id), after: position, inquiry)
    }

    /// The events of a job over WebSocket.
    func socket(of id: JobID, _ inquiry: Inquiry) async throws -> Response {
        guard WebSocketHandshake.isRequested(by: inquiry.request.head) else {
            throw Problem(WebSocketRefusal.upgradeRequired)
        }
        return try await self.events(of: id, inquiry)
    }

    /// The events of all jobs: server-sent, or over WebSocket where the client asks for that.
    func feed(_ inquiry: Inquiry) async throws -> Response {
        let request = inquiry.request
        let isWebSocket = WebSocketHandshake.isRequested(by: request.head)
        if !isWebSocket { _ = try inquiry.mediaType(of: [ServerSentEvents.mediaType]) }
        let point = ResumePoint(request.headers, request.uri.queryParameters)
        let position =
            point.isLatest
            ? try await self.stored { () async throws(JobStoreError) in try await self.service.store.feedEnd() }
            : point.position
        return isWebSocket
            ? try self.webSocket(.allJobs, after: position, inquiry)
            : try self.serverSentEvents(.allJobs, after: position, inquiry)
    }

    private func serverSentEvents(
        _ scope: EventScope,
        after position: FeedPosition,
        _ inquiry: Inquiry
    ) throws(Problem) -> Response {
        var headers: HTTPFields = [:]
        headers[.contentType] = "\(ServerSentEvents.mediaType); charset=utf-8"
        headers[.cacheControl] = "no-store"
        // Proxies that follow nginx's convention pass on what comes at once.
        headers[.xAccelBuffering] = "no"
        // Its answer has no body and holds no place.
        guard inquiry.request.method != .head else {
            var response = Response(status: .ok, headers: headers)
            response.headers[.contentLength] = nil
            return response
        }
        let place = try StreamPlace(self.streams, inquiry.client)
        let encoder = ServerSentEvents(scope: scope)
        let events = self.service.events.events(of: scope, after: position)
        let connection = HTTPConnection.current
        let body = ResponseBody { writer in
            defer { place.giveBack() }
            try await writer.write(encoder.opening(at: position))
            if let connection {
                connection.limitSendBuffer()
                // On an idle stream nothing else tells that the client is gone.
                try await connection.observingEnd({ end in events.end(end.reset) }) {
                    for await element in events { try await writer.write(encoder.encoded(element)) }
                }
            } else {
                for await element in events { try await writer.write(encoder.encoded(element)) }
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    private func webSocket(
        _ scope: EventScope,
        after position: FeedPosition,
        _ inquiry: Inquiry
    ) throws(Problem) -> Response {
        let request = inquiry.request.head
        guard WebSocketOrigin.isAllowed(request, by: self.origins) else { throw Problem.forbiddenOrigin }
        let handshake: WebSocketHandshake
        do throws(WebSocketRefusal) { handshake = try WebSocketHandshake(request) } catch { throw Problem(error) }
        let place = try StreamPlace(self.streams, inquiry.client)
        let events = self.service.events.events(of: scope, after: position)
        return handshake.response(channel: inquiry.channel) { webSocket in
            defer { place.giveBack() }
            return await WebSocketEvents(scope: scope).send(events, over: webSocket)
        }
    }
}

extension ConnectionEnd {
    /// What the client is told.
    fileprivate var reset: EventStreamReset? {
        switch self {
        case .clientGone: nil
        case .serverStopping: .shutdown
        }
    }
}

extension HTTPField.Name {
    fileprivate static let xAccelBuffering = Self.constant("X-Accel-Buffering")
}
