import JobsApplication
import JobsDomain
import JobsHTTPAPI
import JobsTesting
import Testing

@Suite("Quotas of submissions")
struct QuotaTests {
    private func withQuotas(_ quotas: SubmissionQuotas, _ body: (TestServer) async throws -> Void) async throws {
        try await withServer(settings: { $0.quotas = quotas }, body)
    }

    /// Posts so many jobs at the same time.
    ///
    /// - Returns: how many answers had each status.
    private static func storm(_ count: Int, _ server: TestServer) async throws -> [Int: Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...count { group.addTask { try await server.post("{}").status } }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
    }

    @Test("without a rate nothing is said about one")
    func noRate() async throws {
        try await withServer { server async throws in
            let reply = try await server.post("{}")
            #expect(reply["ratelimit"] == nil)
            #expect(reply["ratelimit-policy"] == nil)
        }
    }

    @Test("a client is told what is left, and when to come back")
    func rate() async throws {
        try await self.withQuotas(SubmissionQuotas(rate: SubmissionRate(count: 2, window: .seconds(60)))) {
            server async throws in
            let first = try await server.post("{}")
            #expect(first.status == 201)
            #expect(first["ratelimit-policy"] == "\"submit\";q=2;w=60")
            #expect(first["ratelimit"] == "\"submit\";r=1;t=30")
            // What is wrong counts too: it was asked.
            let wrong = try await server.post("{")
            #expect(wrong.status == 400)
            #expect(wrong["ratelimit"] == "\"submit\";r=0;t=60")
            let refused = try await server.post("{}")
            #expect(refused.status == 429)
            #expect(try refused.problem() == "quota-exceeded")
            #expect(try refused.json()["violated_policies"] == .array([.string("submit")]))
            #expect(refused["retry-after"] == "30")
            #expect(refused["ratelimit"] == "\"submit\";r=0;t=60")
            #expect(try await server.get("/api/jobs").status == 200)
            server.clock.advance(by: .seconds(30))
            #expect(try await server.post("{}").status == 201)
        }
    }

    @Test("of many at once exactly so many pass")
    func exactRate() async throws {
        try await self.withQuotas(SubmissionQuotas(rate: SubmissionRate(count: 10, window: .seconds(60)))) {
            server async throws in
            #expect(try await Self.storm(40, server) == [201: 10, 429: 30])
        }
    }

    @Test("as many jobs wait as may wait, exactly")
    func queueLength() async throws {
        try await self.withQuotas(SubmissionQuotas(waitingJobs: 5)) { server async throws in
            #expect(try await Self.storm(30, server) == [201: 5, 503: 25])
            let refused = try await server.post("{}")
            #expect(try refused.problem() == "queue-full")
            #expect(refused["retry-after"] == "10")
            _ = try await server.claim()
            // The job that runs is noticed when the jobs are counted again.
            server.clock.advance(by: .seconds(1))
            #expect(try await Self.storm(10, server) == [201: 1, 503: 9])
        }
    }

    @Test("as many jobs wait or run as may, exactly")
    func inFlight() async throws {
        try await self.withQuotas(SubmissionQuotas(inFlightJobs: 3)) { server async throws in
            #expect(try await Self.storm(20, server) == [201: 3, 429: 17])
            let job = try await server.claim()
            server.clock.advance(by: .seconds(1))
            let refused = try await server.post("{}")
            #expect(refused.status == 429)
            #expect(try refused.json()["violated_policies"] == .array([.string("inflight")]))
            #expect(refused["retry-after"] == "5")
            try await server.apply([.complete], to: job)
            server.clock.advance(by: .seconds(1))
            #expect(try await Self.storm(10, server) == [201: 1, 429: 9])
        }
    }

    @Test("what is refused or repeated takes no place")
    func givenBack() async throws {
        try await self.withQuotas(SubmissionQuotas(waitingJobs: 2)) { server async throws in
            for _ in 1...5 { #expect(try await server.post(#"{"text":1}"#).status == 422) }
            for _ in 1...5 { #expect(try await server.post("{}", ["Idempotency-Key": "a"]).status == 201) }
            #expect(try await server.post("{}").status == 201)
            #expect(try await server.post("{}").status == 503)
        }
    }

    @Test("a repetition that the process knows is answered, whatever the quotas say")
    func replay() async throws {
        let quotas = SubmissionQuotas(rate: SubmissionRate(count: 2, window: .seconds(60)), waitingJobs: 1)
        try await self.withQuotas(quotas) { server async throws in
            let first = try await server.post("{}", ["Idempotency-Key": "a"])
            #expect(try await server.post("{}").status == 503)
            #expect(try await server.post("{}").status == 429)
            let again = try await server.post("{}", ["Idempotency-Key": "a"])
            #expect(again.status == 201)
            #expect(again.body == first.body)
            #expect(again["idempotent-replayed"] == "true")
            #expect(try await server.post("{}", ["Idempotency-Key": "b"]).status == 429)
        }
    }

    @Test("where the jobs cannot be counted the store is to blame")
    func notCounted() async throws {
        try await self.withQuotas(SubmissionQuotas(waitingJobs: 1)) { server async throws in
            server.store.fail(with: .unavailable)
            let reply = try await server.post("{}")
            #expect(reply.status == 503)
            #expect(try reply.problem() == "unavailable")
            server.store.fail(with: nil)
            #expect(try await server.post("{}").status == 201)
        }
    }
}
