import JobsApplication
import JobsDomain
import JobsTesting
import Testing

@Suite("What the service tells about itself")
struct ServiceRouteTests {
    /// A queue that takes nothing.
    private struct BrokenQueue: JobQueue {
        let problem: String? = "the queue is away"

        func send(_ tickets: [JobTicket]) async throws(JobQueueError) {
            throw JobQueueError(.unavailable, "the queue is away")
        }
        func receive(queues: Set<String>?) async throws(JobQueueError) -> [JobTicket] {
            throw JobQueueError(.unavailable, "the queue is away")
        }

        func acknowledge(_ tickets: [JobTicket]) async throws(JobQueueError) {}
    }

    @Test("a server that lives says so")
    func live() async throws {
        try await withServer { server in
            server.isDraining.turnOn()
            server.store.fail(with: .unavailable)
            let reply = try await server.get("/livez")
            #expect(reply.status == 200)
            #expect(reply.text == #"{"status":"ok"}"#)
        }
    }

    @Test("a server that can take jobs is ready")
    func ready() async throws {
        try await withServer { server in
            let reply = try await server.get("/readyz")
            #expect(reply.status == 200)
            #expect(reply.text == #"{"status":"ok","checks":{"store":"ok","queue":"ok","draining":false}}"#)
        }
    }

    @Test("a server that drains is not ready, but answers")
    func draining() async throws {
        try await withServer { server in
            server.isDraining.turnOn()
            let reply = try await server.get("/readyz")
            #expect(reply.status == 503)
            #expect(reply["content-type"] == "application/json; charset=utf-8")
            #expect(reply.text == #"{"status":"unavailable","checks":{"store":"ok","queue":"ok","draining":true}}"#)
            #expect(try await server.send("POST", "/api/jobs").status == 201)
        }
    }

    @Test("a server whose store fails is not ready until it works again")
    func storeFails() async throws {
        try await withServer { server in
            server.store.fail(with: .unavailable)
            let reply = try await server.get("/readyz")
            #expect(reply.status == 503)
            #expect(try reply.json()["checks"]?["store"]?.string == "the disk is on fire")
            server.store.fail(with: nil)
            server.clock.advance(by: .seconds(1))
            #expect(try await server.get("/readyz").status == 200)
        }
    }

    @Test("the store is asked at most once a second")
    func asksOnceASecond() async throws {
        try await withServer { server async throws in
            #expect(try await server.get("/readyz").status == 200)
            server.store.fail(with: .unavailable)
            server.clock.advance(by: .milliseconds(999))
            #expect(try await server.get("/readyz").status == 200)
            server.clock.advance(by: .milliseconds(1))
            #expect(try await server.get("/readyz").status == 503)
        }
    }

    @Test("with only the queue down the server is ready and names it, and jobs still run")
    func queueDown() async throws {
        try await withServer(runsJobs: true, queue: BrokenQueue()) { server in
            let id = try await server.submit()
            while server.service.queueProblem == nil { await Task.yield() }
            let reply = try await server.get("/readyz")
            #expect(reply.status == 200)
            #expect(try reply.json()["checks"]?["queue"]?.string == "the queue is away")
            #expect(try await server.service.end(of: id).job.status == .completed)
        }
    }

    // MARK: - Statistics

    private static func counts(_ counts: [Int]) -> JSONValue {
        .object(
            JSONObject(zip(JobStatus.allCases, counts).map { .init($0.rawValue, .integer($1)) })
        )
    }

    @Test("without jobs everything is zero")
    func emptyStatistics() async throws {
        try await withServer { server in
            let json = try await server.get("/api/stats").json()
            #expect(json.object?.members.map(\.name) == ["jobs", "queues", "processes", "oldest_waiting"])
            #expect(json["jobs"] == Self.counts([0, 0, 0, 0, 0]))
            #expect(json["queues"] == .object(["guideline_queue": Self.counts([0, 0, 0, 0, 0])]))
            #expect(json["oldest_waiting"] == .null)
        }
    }

    @Test("jobs are counted by status, and the oldest that waits is named")
    func statistics() async throws {
        try await withServer { server in
            for status in [JobStatus.completed, .failed, .cancelled, .processing] { _ = try await server.job(status) }
            let oldest = try await server.submit()
            server.clock.advance(by: .milliseconds(3999))
            _ = try await server.submit()
            let json = try await server.get("/api/stats").json()
            #expect(json["jobs"] == Self.counts([2, 1, 1, 1, 1]))
            #expect(json["queues"]?["guideline_queue"] == Self.counts([2, 1, 1, 1, 1]))
            let waiting = #"{"event_id":"\#(oldest)","created_at":"2025-06-15T15:06:40.000Z","seconds":3}"#
            #expect(json["oldest_waiting"]?.serialized == Array(waiting.utf8))
        }
    }

    // MARK: - Workflows

    @Test("what can be run is listed with its input")
    func workflows() async throws {
        try await withServer { server in
            let items = try #require(try await server.get("/api/workflows").json()["items"]?.array)
            #expect(items.count == 1)
            let workflow = try #require(items.first)
            #expect(workflow.object?.members.map(\.name) == ["name", "version", "queue", "steps", "input_schema"])
            #expect(workflow["name"]?.string == "guideline")
            #expect(workflow["version"]?.integer == 1)
            #expect(workflow["queue"]?.string == "guideline_queue")
            #expect(workflow["steps"] == .array(["summary", "checklist"]))
            #expect(workflow["input_schema"]?["properties"]?["text"]?["maxLength"]?.integer == 400_000)
            #expect(workflow["input_schema"]?["properties"]?["title"]?["maxLength"]?.integer == 300)
        }
    }
}
