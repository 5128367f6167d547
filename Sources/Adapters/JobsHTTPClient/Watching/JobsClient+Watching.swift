import HTTPTransport
import JobsApplication
public import JobsDomain

extension JobsClient {
    /// Follows a job until it has ended. A connection that breaks, or a server that restarts, is taken up again
    /// behind the last event.
    ///
    /// - Parameters:
    ///   - last: the number of the last event that is known already; 0 for all from the first.
    ///   - tell: gets the events in order.
    /// - Returns: the job that has ended.
    /// - Throws: ``JobsClientError``; `unavailable` once the server has given no sign of life for as long as the
    ///   client's `reconnects` allow.
    public func watch(
        _ id: JobID,
        after last: Int = 0,
        _ tell: (WatchNews) async -> Void
    ) async throws(JobsClientError) -> RemoteJob {
        var position = WatchPosition(after: last)
        var failures = 0
        while true {
            let known = position.last
            let begin = self.runtime.uptime()
            let feed = EventFeed(capacity: self.limits.buffered)
            let end = await self.connection(to: id, feed, &position, tell)
            let isProven = feed.hasReceived && self.runtime.uptime() - begin >= self.limits.proven
            if position.last > known || isProven { failures = 0 }
            failures += 1
            let reason: String
            var retryAfter: Duration?
            switch end {
            case .failed(let error): throw error
            case .complete:
                let job = try await self.job(Call(.get, "/api/jobs/\(id)"), self.reconnects)
                if job.status.isEnded { return job }
                reason = "the job goes again"
            case .broken(let cause, let wish): (reason, retryAfter) = (cause, wish)
            }
            var rules = self.reconnects
            if let wish = feed.retry { rules.firstDelay = min(wish, rules.longestDelay) }
            guard let delay = rules.delay(after: failures, retryAfter: retryAfter, random: self.runtime.random())
            else {
                throw JobsClientError(.unavailable, title: "The stream of events stays broken.", detail: reason)
            }
            await tell(.reconnecting(after: delay, reason: reason))
            try await self.pause(delay)
        }
    }

    /// Tells the events of one connection.
    private func connection(
        to id: JobID,
        _ feed: EventFeed,
        _ position: inout WatchPosition,
        _ tell: (WatchNews) async -> Void
    ) async -> ConnectionEnd {
        let request: HTTPRequest
        do throws(JobsClientError) { request = try self.eventRequest(id, after: position.last, feed) } catch {
            return .failed(error)
        }
        return await withTaskGroup(of: Result<HTTPResponse, TransportError>.self) { group in
            group.addTask {
                defer { feed.finish() }
                return await self.send(request)
            }
            for await event in feed.events {
                if let end = await self.take(event, &position, tell) {
                    group.cancelAll()
                    return end
                }
            }
            guard let result = await group.next() else { return .failed(.cancelled) }
            return self.end(result, feed, position)
        }
    }

    func eventRequest(
        _ id: JobID,
        after last: Int,
        _ feed: EventFeed
    ) throws(JobsClientError) -> HTTPRequest {
        var headers = self.headers.filter { $0.name != "Accept" }
        headers.append(HTTPHeader("Accept", "text/event-stream, application/problem+json"))
        if last > 0 { headers.append(HTTPHeader("Last-Event-ID", String(last))) }
        return HTTPRequest(
            .get,
            url: try self.address(Call(.get, "/api/jobs/\(id)/events")),
            headers: headers,
            timeout: nil,
            limits: CallTimeouts(connect: self.limits.connect, firstByte: self.limits.idle, idle: self.limits.idle),
            sizes: AnswerSizes(body: AnswerSizes.standard.body, stream: .max),
            bypassesProxy: self.base.isLoopback,
            receiver: feed
        )
    }

    /// - Returns: why the connection has to be left; nil to go on.
    private func take(
        _ event: ServerSentEvent,
        _ position: inout WatchPosition,
        _ tell: (WatchNews) async -> Void
    ) async -> ConnectionEnd? {
        guard event.name != "reset" else {
            return .broken(reason: "the server asks for a new connection", retryAfter: nil)
        }
        do throws(JobsClientError) {
            let news = try RemoteEvent(event.data)
            if position.advance(to: news) { await tell(.event(news)) }
            return nil
        } catch {
            return .failed(error)
        }
    }

    private func end(
        _ result: Result<HTTPResponse, TransportError>,
        _ feed: EventFeed,
        _ position: WatchPosition
    ) -> ConnectionEnd {
        switch result {
        case .failure(let error):
            let error = JobsClientError(error)
            return error.mayPass ? .broken(reason: error.detail, retryAfter: nil) : .failed(error)
        case .success(let response) where response.status == 204: return .complete
        case .success(let response) where response.isSuccess:
            guard response.headers.first("content-type")?.lowercased().hasPrefix("text/event-stream") == true else {
                return .failed(.unexpected("It is no stream of events.", status: response.status))
            }
            if feed.isTooLarge { return .failed(.unexpected("An event of it is too large.")) }
            if feed.isFull { return .broken(reason: "events came faster than they were read", retryAfter: nil) }
            return position.isTerminal ? .complete : .broken(reason: "the server closed the stream", retryAfter: nil)
        case .success(let response):
            let error = JobsClientError(response)
            return error.mayPass ? .broken(reason: error.title, retryAfter: self.retryAfter(response)) : .failed(error)
        }
    }
}
