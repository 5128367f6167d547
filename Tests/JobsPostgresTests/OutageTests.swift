import JobsApplication
import JobsDomain
import TestServices
import Testing

@testable import JobsPostgres
@testable import JobsTesting

@Suite("A server that goes away and comes back", .timeLimit(.minutes(2)))
struct OutageTests {
    @Test("a stopped server is told as such, and everything works again after its return")
    func restart() async throws {
        let server = try await PostgresServer.start()
        try await server.withDatabase { url in
            let store = try await PostgresJobStore(PostgresAddress(url: url), logger: quiet)
            defer { store.close() }
            let subject = StoreUnderTest(store) { store.advanceClock(by: $0) }
            let before = try await subject.insert()
            try await server.stop(.immediate)
            for _ in 0..<3 {
                let error = await #expect(throws: JobStoreError.self) { try await subject.insert() }
                #expect(error?.code == .unavailable || error?.code == .outcomeUnknown)
            }
            await #expect(throws: JobStoreError.self) { try await store.job(before) }
            await #expect(throws: JobStoreError.self) { try await subject.claim() }
            try await server.start()
            try await waitUntil("writes work again") { (try? await subject.insert()) != nil }
            try await waitUntil("reads work again") { (try? await store.job(before)) != nil }
            try await waitUntil("claims work again") { (try? await subject.claim().jobs.first?.job.id) == before }
        }
        try await server.stop(.immediate)
    }

    @Test("a server that swallows everything fails calls in bounded time, and is used again afterwards")
    func blackHole() async throws {
        try await withProxiedStore { store, subject, proxy in
            let id = try await subject.insert()
            proxy.mode = .blackhole
            let begin = ContinuousClock.now
            let error = await #expect(throws: JobStoreError.self) { try await subject.insert() }
            #expect(error?.code == .outcomeUnknown)
            await #expect(throws: JobStoreError.self) { try await store.job(id) }
            await #expect(throws: JobStoreError.self) { try await subject.claim() }
            // Three calls of which each may take five seconds; without limits this would never end.
            #expect(begin.duration(to: .now) < .seconds(15))
            proxy.mode = .pass
            try await waitUntil("claims work again") { (try? await subject.claim().jobs.first?.job.id) == id }
            try await waitUntil("writes work again") { (try? await subject.insert()) != nil }
        }
    }

    @Test("sessions that are terminated again and again lose nothing that was acknowledged, and double nothing")
    func terminatedSessions() async throws {
        let server = try await PostgresServer.shared()
        try await withStore { store, subject, url in
            let acknowledged = try await withThrowingTaskGroup(of: Set<JobID>.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var ids: Set<JobID> = []
                        for _ in 0..<40 {
                            let submission = subject.submission()
                            // A client repeats what it has no answer to.
                            while true {
                                if let inserted = try? await store.insert(submission) {
                                    ids.insert(inserted.id)
                                    break
                                }
                            }
                        }
                        return ids
                    }
                }
                for _ in 0..<10 {
                    try await server.query(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                            + "AND pid <> pg_backend_pid()",
                        database: url
                    )
                }
                return try await group.reduce(into: Set<JobID>()) { $0.formUnion($1) }
            }
            #expect(acknowledged.count == 320)
            #expect(try await store.statistics().counts[StoreUnderTest.queue]?[.pending] == 320)
            #expect(try await server.query("SELECT count(*) FROM events", database: url) == "320")
        }
    }

    @Test("a read on a session that was terminated is made again on a new one")
    func terminatedRead() async throws {
        let server = try await PostgresServer.shared()
        try await withStore { store, subject, url in
            let id = try await subject.insert()
            for _ in 0..<4 { _ = try await store.job(id) }
            try await server.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                    + "AND pid <> pg_backend_pid()",
                database: url
            )
            #expect(try await store.job(id)?.job.id == id)
            #expect(try await store.statistics().counts[StoreUnderTest.queue]?[.pending] == 1)
            _ = try await subject.insert()
            #expect(try await subject.claim().jobs.map(\.job.id) == [id])
        }
    }
}
