import JobsDomain
import Testing

@testable import JobsHTTPClient

@Suite("Watching a job", .timeLimit(.minutes(2)))
struct WatchingTests {
    private let clients = Clients()
    private let told = Told()

    private func watch(
        after last: Int = 0,
        attempts: Int = 4,
        idle: Duration = .seconds(60),
        buffered: Int = 256,
        _ server: ScriptedServer
    ) async throws -> RemoteJob {
        let client = try self.clients.client(server, attempts: attempts, idle: idle, buffered: buffered)
        return try await client.watch(Samples.jobID, after: last) { self.told.tell($0) }
    }

    private func expectWholeLife(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(self.told.events.map(\.type) == Samples.life, sourceLocation: sourceLocation)
        #expect(self.told.events.compactMap(\.number) == Array(1...7), sourceLocation: sourceLocation)
    }

    /// Events behind those that a request knows, as one piece of a stream.
    private static func rest(_ request: ScriptedServer.Request) -> String {
        Samples.events(after: request.header("last-event-id").flatMap { Int($0) } ?? 0).joined()
    }

    @Test("Every event is told in order, then the job")
    func life() async throws {
        let server = try ScriptedServer { request, _ in
            guard request.line.hasSuffix("/events") else { return [.job("completed")] }
            return [.streamHead, .chunk("retry: 2000\n\n: hello\n\n")] + Samples.events().map { .chunk($0) }
                + [.streamEnd]
        }
        let job = try await self.watch(server)
        #expect(job.status == .completed)
        self.expectWholeLife()
        #expect(self.told.reasons == [])
        #expect(server.requests.map(\.line) == ["GET /api/jobs/\(Samples.id)/events", "GET /api/jobs/\(Samples.id)"])
        #expect(server.requests[0].header("last-event-id") == nil)
        #expect(server.requests[0].header("accept")?.contains("text/event-stream") == true)
        #expect(server.requests[0].header("accept-language") == "en")
        #expect(server.requests[0].header("user-agent") == "avo-client/1.2.3")
    }

    @Test("A connection that breaks behind any event is taken up there, without gap or repeat", arguments: 0...7)
    func brokenBehind(_ count: Int) async throws {
        let server = try ScriptedServer { request, number in
            guard request.line.hasSuffix("/events") else { return [.job("completed")] }
            let rest = Self.rest(request)
            if number > 0 { return rest.isEmpty ? [.answer(204)] : [.streamHead, .chunk(rest), .streamEnd] }
            return [.streamHead] + Samples.events().prefix(count).map { .chunk($0) } + [.reset]
        }
        let job = try await self.watch(server)
        #expect(job.status == .completed)
        self.expectWholeLife()
        let second = server.requests[1].header("last-event-id").flatMap { Int($0) } ?? 0
        #expect(second <= count)
        #expect(self.told.reasons.count == 1)
    }

    @Test("So is one that breaks within an event, at any byte")
    func brokenWithin() async throws {
        let whole = Samples.events().joined()
        for cut in stride(from: 1, to: whole.utf8.count, by: 13) {
            let told = Told()
            let server = try ScriptedServer { request, number in
                guard request.line.hasSuffix("/events") else { return [.job("completed")] }
                if number > 0 { return [.streamHead, .chunk(Self.rest(request)), .streamEnd] }
                return [.streamHead, .chunk(String(decoding: whole.utf8.prefix(cut), as: UTF8.self)), .streamEnd]
            }
            let client = try self.clients.client(server)
            _ = try await client.watch(Samples.jobID) { told.tell($0) }
            #expect(told.events.map(\.type) == Samples.life, "cut at \(cut)")
        }
    }

    @Test("A stream byte by byte, with every kind of line end, comments, and data of several lines")
    func spelling() async throws {
        let spelt =
            "\u{FEFF}: hi\r\n\r\nid: 1\r\nevent: job.created\r\ndata: {\"id\":1,\r\ndata:  \"type\":\"job.created\"}\r\n\r\n"
            + ":\n\nid: 2\revent: job.started\rdata: {\"id\":2,\"type\":\"job.started\"}\r\r: beat\n\n"
            + Samples.events(after: 2).joined()
        let server = try ScriptedServer { request, _ in
            guard request.line.hasSuffix("/events") else { return [.job("completed")] }
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
            return [.sendByteByByte(head + spelt)]
        }
        _ = try await self.watch(server)
        self.expectWholeLife()
    }

    @Test("Live text has no number, and is told as it comes")
    func liveText() async throws {
        let delta = "event: step.delta\ndata: {\"type\":\"step.delta\",\"step\":\"a\",\"data\":{\"text\":\"글\"}}\n\n"
        let server = try ScriptedServer { request, _ in
            guard request.line.hasSuffix("/events") else { return [.job("completed")] }
            let events = Samples.events()
            return [.streamHead, .chunk(events[0] + delta + delta + events[1...].joined()), .streamEnd]
        }
        _ = try await self.watch(server)
        #expect(self.told.events.compactMap(\.liveText) == ["글", "글"])
        #expect(self.told.events.compactMap(\.number) == Array(1...7))
    }

    @Test("A reset, or a stream that ends before the job, is taken up after the pause that the server wishes")
    func reset() async throws {
        let server = try ScriptedServer { request, number in
            guard request.line.hasSuffix("/events") else { return [.job("cancelled")] }
            let rest = Samples.events(after: request.header("last-event-id").flatMap { Int($0) } ?? 0)
            switch number {
            case 0: return [.streamHead, .chunk("retry: 900\n\n" + rest[0] + "event: reset\ndata: {}\n\n"), .hold]
            case 1: return [.streamHead, .chunk(rest[0]), .streamEnd]
            default: return [.streamHead, .chunk(rest.joined()), .streamEnd]
            }
        }
        #expect(try await self.watch(server).status == .cancelled)
        self.expectWholeLife()
        #expect(server.requests.map { $0.header("last-event-id") } == [nil, "1", "2", nil])
        #expect(self.told.reasons.count == 2)
        #expect((Duration.milliseconds(450)...Duration.milliseconds(900)).contains(self.clients.pauses.all[0]))
    }

    @Test("A server that tells from the start again is not told twice")
    func repeats() async throws {
        let server = try ScriptedServer { request, number in
            guard request.line.hasSuffix("/events") else { return [.job("completed")] }
            let count = number == 0 ? 3 : 7
            return [.streamHead, .chunk(Samples.events().prefix(count).joined()), .streamEnd]
        }
        _ = try await self.watch(server)
        self.expectWholeLife()
    }

    @Test("A job that goes again is watched on; one that has ended is asked for only once")
    func goesAgain() async throws {
        let life = ["job.created", "job.failed", "job.requeued", "job.completed"]
        let server = try ScriptedServer { request, number in
            guard request.line.hasSuffix("/events") else { return [.job(number == 1 ? "pending" : "completed")] }
            let last = request.header("last-event-id").flatMap { Int($0) } ?? 0
            let events = Samples.events(after: last, of: life).prefix(number == 0 ? 2 : 9)
            return [.streamHead, .chunk(events.joined()), .streamEnd]
        }
        #expect(try await self.watch(server).status == .completed)
        #expect(self.told.events.map(\.type) == life)
        #expect(server.requests.count == 4)
    }

    @Test("Nothing more to tell: the job itself says how it ended")
    func nothingMore() async throws {
        let server = try ScriptedServer { request, _ in
            request.line.hasSuffix("/events") ? [.answer(204)] : [.job("failed")]
        }
        #expect(try await self.watch(after: 7, server).status == .failed)
        #expect(server.requests[0].header("last-event-id") == "7")
        #expect(self.told.all.isEmpty)
    }

    @Test("A stream that is silent for too long is taken up again")
    func silent() async throws {
        let server = try ScriptedServer { request, number in
            guard request.line.hasSuffix("/events") else { return [.job("completed")] }
            let rest = Samples.events(after: request.header("last-event-id").flatMap { Int($0) } ?? 0)
            return number == 0
                ? [.streamHead, .chunk(rest[0]), .hold] : [.streamHead, .chunk(rest.joined()), .streamEnd]
        }
        _ = try await self.watch(attempts: 1000, idle: .milliseconds(300), server)
        self.expectWholeLife()
        #expect(self.told.reasons.first?.contains("stood still") == true || server.requests.count > 3)
    }

    @Test("Who reads slowly loses nothing, and holds little")
    func slowReader() async throws {
        let life = ["job.created"] + Array(repeating: "step.retrying", count: 300) + ["job.completed"]
        let server = try ScriptedServer { request, _ in
            guard request.line.hasSuffix("/events") else { return [.job("completed")] }
            let last = request.header("last-event-id").flatMap { Int($0) } ?? 0
            return [.streamHead, .chunk(Samples.events(after: last, of: life).joined()), .streamEnd]
        }
        _ = try await self.watch(buffered: 8, server)
        #expect(self.told.events.compactMap(\.number) == Array(1...302))
        #expect(self.told.reasons.contains("events came faster than they were read"))
    }

    @Test("An unknown job, another kind of server, and broken events end it at once")
    func refused() async throws {
        let answers: [(ScriptedServer.Step, JobsClientError.Code)] = [
            (.problem(404), .notFound), (.answer(404, "<html>", type: "text/html"), .unexpectedAnswer),
            (.answer(200, "{}"), .unexpectedAnswer), (.problem(406), .refused), (.answer(301), .unexpectedAnswer),
            (.answer(200, "data: {\n\n", type: "text/event-stream"), .unexpectedAnswer),
            (.answer(200, "data: {}\n\n", type: "text/event-stream"), .unexpectedAnswer),
        ]
        for (answer, code) in answers {
            let server = try ScriptedServer { _, _ in [answer] }
            let client = try self.clients.client(server)
            let error = await self.clients.failure { () async throws(JobsClientError) in
                try await client.watch(Samples.jobID) { self.told.tell($0) }
            }
            #expect(error?.code == code)
            #expect(server.requests.count == 1)
        }
    }

    @Test("A server that stays away is given up, one that asks for a pause gets it")
    func givenUp() async throws {
        let server = try ScriptedServer { _, number in
            number == 1 ? [.reset] : [.problem(503, headers: "Retry-After: 7\r\n")]
        }
        let client = try self.clients.client(server, attempts: 4)
        let error = await self.clients.failure { () async throws(JobsClientError) in
            try await client.watch(Samples.jobID) { self.told.tell($0) }
        }
        #expect(error?.code == .unavailable)
        #expect(server.requests.count == 4)
        let pauses = self.clients.pauses.all
        #expect(pauses.count == 3)
        #expect(pauses[0] >= .seconds(7))
        #expect(pauses[1] < .seconds(7))
    }

    @Test("Each sign of life renews the patience")
    func patience() async throws {
        let server = try ScriptedServer { request, number in
            guard request.line.hasSuffix("/events") else { return [.job("completed")] }
            let rest = Samples.events(after: request.header("last-event-id").flatMap { Int($0) } ?? 0)
            return number % 2 == 0 ? [.reset] : [.streamHead, .chunk(rest[0]), .streamEnd]
        }
        _ = try await self.watch(attempts: 3, server)
        self.expectWholeLife()
    }

    @Test("Cancelling the task ends it")
    func cancelled() async throws {
        let server = try ScriptedServer { _, _ in [.streamHead, .chunk(Samples.event(1, "job.created")), .hold] }
        let client = try self.clients.client(server)
        let (events, continuation) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            await self.clients.failure { () async throws(JobsClientError) in
                try await client.watch(Samples.jobID) { _ in continuation.yield() }
            }
        }
        for await _ in events { break }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
    }
}
