import JobsDomain
import Testing

@testable import JobsHTTPClient

@Suite("Lists and waiting", .timeLimit(.minutes(2)))
struct ListTests {
    private let clients = Clients()

    private static func page(_ ids: ClosedRange<Int>, next: String?) -> ScriptedServer.Step {
        let jobs = ids.map { Samples.job("completed", "0193a000-0000-7000-8000-00000000000\($0)") }
        let cursor = next.map { "\"\($0)\"" } ?? "null"
        return .answer(200, "{\"items\":[\(jobs.joined(separator: ","))],\"next_cursor\":\(cursor)}")
    }

    @Test("Pages are read until the last, or until there are enough")
    func pages() async throws {
        let server = try ScriptedServer { _, number in
            [number % 2 == 0 ? Self.page(1...3, next: "c+1/&") : Self.page(4...5, next: nil)]
        }
        let client = try self.clients.client(server)
        var ids: [JobID] = []
        try await client.list {
            ids.append($0.id)
            return true
        }
        #expect(ids.count == 5)
        #expect(Set(ids).count == 5)
        #expect(
            server.requests.map { $0.line.lowercased() } == [
                "get /api/jobs?limit=100", "get /api/jobs?limit=100&cursor=c%2b1%2f%26",
            ]
        )
        ids = []
        try await client.list(limit: 4) { job in
            ids.append(job.id)
            return true
        }
        #expect(ids.count == 4)
        #expect(
            server.requests.dropFirst(2).map { $0.line.lowercased() } == [
                "get /api/jobs?limit=4", "get /api/jobs?limit=1&cursor=c%2b1%2f%26",
            ]
        )
    }

    @Test("Filters are sent by the API's names")
    func filters() async throws {
        let server = try ScriptedServer { _, _ in [Self.page(1...1, next: nil)] }
        let filter = JobFilter(
            status: .failed,
            workflow: "guideline",
            title: "안전 & more",
            since: "2025-06-12T00:00:00Z",
            until: "2025-06-13T00:00:00+09:00"
        )
        _ = try await self.clients.client(server).page(filter, limit: 7)
        #expect(
            server.requests.first?.line.lowercased()
                == "get /api/jobs?status=failed&workflow=guideline&title=%ec%95%88%ec%a0%84%20%26%20more"
                + "&created_after=2025-06-12t00%3a00%3a00z&created_before=2025-06-13t00%3a00%3a00%2b09%3a00&limit=7"
        )
    }

    @Test("A list that leads to itself is no list")
    func loop() async throws {
        let server = try ScriptedServer { _, _ in [Self.page(1...1, next: "c")] }
        let client = try self.clients.client(server)
        let error = await self.clients.failure { () async throws(JobsClientError) in try await client.list { _ in true }
        }
        #expect(error?.code == .unexpectedAnswer)
        #expect(server.requests.count == 2)
    }

    @Test("Waiting asks the server to hold its answer, and asks less and less often where it does not")
    func waiting() async throws {
        let server = try ScriptedServer { _, number in
            let headers = number == 1 ? "Preference-Applied: wait=50\r\n" : ""
            return [.answer(200, Samples.job(number < 6 ? "processing" : "failed"), headers: headers)]
        }
        let job = try await self.clients.client(server).ended(Samples.jobID)
        #expect(job.status == .failed)
        #expect(server.requests.allSatisfy { $0.header("prefer") == "wait=50" })
        #expect(self.clients.pauses.all.map(\.milliseconds) == [200, 200, 400, 800, 1600, 2000])
    }

    @Test("A server that restarts in between is waited for")
    func restart() async throws {
        let server = try ScriptedServer { _, number in
            [number == 1 ? .reset : number == 2 ? .problem(503) : .job(number == 0 ? "pending" : "completed")]
        }
        #expect(try await self.clients.client(server).ended(Samples.jobID).status == .completed)
        #expect(server.requests.count == 4)
    }
}
