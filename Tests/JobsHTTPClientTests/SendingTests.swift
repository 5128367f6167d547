import HTTPTransport
import JobsDomain
import Testing

@testable import JobsHTTPClient

@Suite("Requests, and when they are sent again", .timeLimit(.minutes(2)))
struct SendingTests {
    private let clients = Clients()
    private static let created = ScriptedServer.Step.answer(201, #"{"event_id":"\#(Samples.id)"}"#)

    @Test("A submission carries every field as it was given, and a key of its own")
    func submission() async throws {
        let server = try ScriptedServer { _, _ in [Self.created] }
        let submission = JobSubmission(
            text: "가\u{301}\u{0}\"\n",
            title: "t",
            language: "auto",
            workflow: "guideline",
            metadata: [.init("a", "1"), .init("b", "=")]
        )
        let job = try await self.clients.client(server, language: .korean).submit(submission)
        #expect(job.id == Samples.jobID)
        #expect(!job.isReplay)
        let request = try #require(server.requests.first)
        #expect(request.line == "POST /api/jobs")
        #expect(request.header("content-type") == "application/json")
        #expect(request.header("accept-language") == "ko")
        #expect(request.header("idempotency-key")?.count == 36)
        let sent: JSONObject = [
            "workflow": "guideline", "text": "가\u{301}\u{0}\"\n", "title": "t", "language": "auto",
            "metadata": .object(["a": "1", "b": "="]),
        ]
        #expect(try JSONValue(parsing: request.body) == .object(sent))
    }

    @Test("Nothing but the default guideline; a replay is told")
    func empty() async throws {
        let replay = "Idempotent-Replayed: true\r\n"
        let server = try ScriptedServer { _, _ in [.answer(201, #"{"event_id":"\#(Samples.id)"}"#, headers: replay)] }
        let client = try self.clients.client(server, language: nil)
        #expect(try await client.submit(JobSubmission(idempotencyKey: "k")).isReplay)
        #expect(server.requests.first?.body == "{}")
        #expect(server.requests.first?.header("idempotency-key") == "k")
        #expect(server.requests.first?.header("accept-language") == nil)
    }

    @Test("What may pass is sent again under the same key", arguments: ["503", "429", "502", "reset", "cut", "408"])
    func again(_ kind: String) async throws {
        let server = try ScriptedServer { _, number in
            guard number == 0 else { return [Self.created] }
            switch kind {
            case "reset": return [.reset]
            case "cut": return [.send("HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{"), .reset]
            default: return [.problem(Int(kind) ?? 0)]
            }
        }
        #expect(try await self.clients.client(server).submit(JobSubmission(text: "x")).id == Samples.jobID)
        let keys = server.requests.map { $0.header("idempotency-key") }
        #expect(keys.count == 2)
        #expect(keys[0] != nil)
        #expect(keys[0] == keys[1])
        #expect(server.requests[0].body == server.requests[1].body)
        #expect(self.clients.pauses.all.count == 1)
    }

    @Test("A server that stays away is given up after so many attempts, and the error names the key")
    func givenUp() async throws {
        let server = try ScriptedServer { _, _ in [.problem(503, detail: "full")] }
        let client = try self.clients.client(server, attempts: 3)
        let error = await self.clients.failure { () async throws(JobsClientError) in
            try await client.submit(JobSubmission(text: "x"))
        }
        #expect(error?.code == .unavailable)
        #expect(error?.detail == "full")
        #expect(error?.status == 503)
        #expect(error?.requestID == "r-503")
        #expect(error?.idempotencyKey == server.requests.first?.header("idempotency-key"))
        #expect(server.requests.count == 3)
    }

    @Test("Retry-After is waited for, in seconds or as a date; a longer one than makes sense ends it")
    func retryAfter() async throws {
        let server = try ScriptedServer { _, number in
            switch number {
            case 0: return [.problem(503, headers: "Retry-After: 5\r\n")]
            case 1:
                let date = "Date: Thu, 12 Jun 2025 18:25:20 GMT\r\n"
                return [.problem(429, headers: date + "Retry-After: Thu, 12 Jun 2025 18:25:29 GMT\r\n")]
            default: return [.problem(503, headers: "Retry-After: 3600\r\n")]
            }
        }
        let client = try self.clients.client(server, attempts: 10)
        let error = await self.clients.failure { () async throws(JobsClientError) in
            try await client.job(Samples.jobID)
        }
        #expect(error?.code == .unavailable)
        let pauses = self.clients.pauses.all
        #expect(pauses.count == 2)
        #expect(pauses[0] >= .seconds(5) && pauses[0] < .seconds(6))
        #expect(pauses[1] >= .seconds(9) && pauses[1] < .seconds(10))
    }

    @Test("Pauses grow to a bound and differ from client to client")
    func pauses() {
        let rules = RetryRules(attempts: 9, firstDelay: .milliseconds(100), longestDelay: .seconds(1))
        let bounds: [Int: Duration] = [
            1: .milliseconds(100), 2: .milliseconds(200), 4: .milliseconds(800), 8: .seconds(1),
        ]
        for (attempt, bound) in bounds {
            #expect(rules.delay(after: attempt, retryAfter: nil, random: 0) == bound / 2)
            #expect(rules.delay(after: attempt, retryAfter: nil, random: 1000) == bound)
        }
        #expect(rules.delay(after: 9, retryAfter: nil, random: 0) == nil)
        #expect(rules.delay(after: 1, retryAfter: .seconds(61), random: 0) == nil)
    }

    @Test("What is refused is not sent again, and says what is wrong where")
    func refused() async throws {
        let body = #"{"title":"T.","detail":"D.","errors":[{"pointer":"/text","detail":"too long"}],"request_id":"r1"}"#
        let server = try ScriptedServer { _, _ in [.answer(422, body, type: "application/problem+json; charset=utf-8")]
        }
        let client = try self.clients.client(server)
        let error = await self.clients.failure { () async throws(JobsClientError) in
            try await client.submit(JobSubmission(text: "x"))
        }
        #expect(error?.code == .refused)
        #expect(error?.fields == [.init(pointer: "/text", detail: "too long")])
        #expect(error?.requestID == "r1")
        #expect(error?.description == "T. D. (HTTP 422)")
        #expect(server.requests.count == 1)
    }

    @Test(
        "Statuses and what they mean",
        arguments: [
            (400, .refused), (401, .refused), (404, .notFound), (409, .refused), (413, .refused),
            (301, .unexpectedAnswer),
            (500, .unavailable), (599, .unavailable),
        ] as [(Int, JobsClientError.Code)]
    )
    func statuses(_ status: Int, _ code: JobsClientError.Code) async throws {
        let server = try ScriptedServer { _, _ in [.problem(status)] }
        let client = try self.clients.client(server, attempts: 1)
        let error = await self.clients.failure { () async throws(JobsClientError) in
            try await client.cancel(Samples.jobID)
        }
        #expect(error?.code == code)
    }

    @Test("A retry that may have been carried out is not sent twice; one that was not taken is")
    func retry() async throws {
        let lost = try ScriptedServer { _, _ in [.reset] }
        let client = try self.clients.client(lost)
        let error = await self.clients.failure { () async throws(JobsClientError) in
            try await client.retry(Samples.jobID)
        }
        #expect(error?.code == .outcomeUnknown)
        #expect(lost.requests.map(\.line) == ["POST /api/jobs/\(Samples.id)/retry"])
        let busy = try ScriptedServer { _, number in
            [number == 0 ? .problem(429) : .answer(202, Samples.job("pending"))]
        }
        #expect(try await self.clients.client(busy).retry(Samples.jobID).status == .pending)
        #expect(busy.requests.count == 2)
    }

    @Test("A retry over which the server failed is not sent twice", arguments: [408, 500, 502, 503, 504])
    func uncertainRetry(_ status: Int) async throws {
        let server = try ScriptedServer { _, _ in [.problem(status)] }
        let client = try self.clients.client(server)
        let error = await self.clients.failure { () async throws(JobsClientError) in
            try await client.retry(Samples.jobID)
        }
        #expect(error?.code == .outcomeUnknown)
        #expect(error?.status == status)
        #expect(server.requests.count == 1)
    }

    @Test(
        "A key that cannot be sent never is",
        arguments: ["", "a b", "a\r\nX: y", "é", String(repeating: "k", count: 256)]
    )
    func keys(_ key: String) async throws {
        let server = try ScriptedServer { _, _ in [Self.created] }
        let client = try self.clients.client(server)
        let error = await self.clients.failure { () async throws(JobsClientError) in
            try await client.submit(JobSubmission(idempotencyKey: key))
        }
        #expect(error?.code == .invalidRequest)
        #expect(server.requests.isEmpty)
    }

    @Test("Addresses that are none", arguments: ["", "localhost", "ftp://x", "http://u:p@x", "http://x\r\nA: b"])
    func addresses(_ address: String) {
        let error = #expect(throws: JobsClientError.self) {
            try JobsClient(server: address, transport: self.clients.transport, runtime: self.clients.pauses.runtime)
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test(
        "A job is read with what it was sent with",
        arguments: ["pending", "processing", "completed", "failed", "cancelled"]
    )
    func job(_ status: String) async throws {
        let server = try ScriptedServer { _, _ in [.job(status)] }
        let job = try await self.clients.client(server).job(Samples.jobID)
        #expect(job.id == Samples.jobID)
        #expect(job.status.rawValue == status)
        #expect(job.progress.totalSteps == 2)
        #expect(String(decoding: job.json.serialized, as: UTF8.self) == Samples.job(status))
    }

    @Test("What is no job is none", arguments: ["", "[]", "{}", #"{"event_id":"x","status":"pending"}"#, "\u{1B}[2J"])
    func noJob(_ body: String) async throws {
        let server = try ScriptedServer { _, _ in [.answer(200, body)] }
        let client = try self.clients.client(server)
        let error = await self.clients.failure { () async throws(JobsClientError) in
            try await client.job(Samples.jobID)
        }
        #expect(error?.code == .unexpectedAnswer)
    }
}
