import JobsApplication
import JobsDomain
import TestServices
import Testing

@testable import JobsPostgres
@testable import JobsTesting

@Suite("The log of all jobs' events", .timeLimit(.minutes(2)))
struct FeedTests {
    @Test("an event that was written first and committed last is not passed over")
    func lateCommit() async throws {
        try await withStore { store, subject, url in
            let first = try await subject.insert()
            let before = try await subject.feed(limit: 9)
            #expect(before.map(\.event.job) == [first])
            let late = try TestSession(url)
            try late.run("BEGIN")
            try late.run("INSERT INTO events (job, number, kind, at) VALUES (1, 2, 'job.cancelled', 0)")
            let second = try await subject.insert()
            let third = try await subject.insert()
            let place = try #require(before.last?.position)
            let page = try await store.feed(after: place, limit: 9)
            #expect(page.events.isEmpty)
            #expect(page.isHeldBack)
            let end = try await store.feedEnd()
            try late.run("COMMIT")
            let told = try await subject.feed(after: place, limit: 1)
            #expect(told.map(\.event.job) == [first, second, third])
            #expect(told.map(\.event.number) == [2, 1, 1])
            // The end was told while the first was still open, and stands before it.
            #expect(try await subject.feed(after: end, limit: 9) == told)
            #expect(try await store.feed(after: place, limit: 9).isHeldBack == false)
        }
    }

    @Test("an open transaction that wrote no event holds back what follows it, and an aborted one nothing")
    func abortedTransaction() async throws {
        try await withStore { store, subject, url in
            let other = try TestSession(url)
            try other.run("BEGIN")
            try other.run("SELECT pg_current_xact_id()")
            let id = try await subject.insert()
            #expect(try await store.feed(after: .start, limit: 9) == FeedPage(events: [], isHeldBack: true))
            try other.run("ROLLBACK")
            #expect(try await subject.feed(limit: 9).map(\.event.job) == [id])
        }
    }

    @Test("a reader misses nothing of what several processes write at the same time")
    func severalProcesses() async throws {
        try await withStore { store, subject, url in
            var others: [PostgresJobStore] = []
            for _ in 0..<3 { others.append(PostgresJobStore(migrated: try PostgresAddress(url: url), logger: quiet)) }
            defer { for other in others { other.close() } }
            let stores = others
            let submissions = (0..<160).map { _ in subject.submission() }
            let told = try await withThrowingTaskGroup(of: [FeedEvent].self) { group in
                let writers = OneTimeCount(16)
                for writer in 0..<16 {
                    let requests = (0..<10).map { subject.request(submissions[writer * 10 + $0].id) }
                    group.addTask {
                        defer { writers.countDown() }
                        let other = stores[writer % stores.count]
                        for number in 0..<10 {
                            _ = try await other.insert(submissions[writer * 10 + number])
                            _ = try await stores[number % stores.count].cancel(requests[number])
                        }
                        return []
                    }
                }
                group.addTask {
                    var told: [FeedEvent] = []
                    while true {
                        let isLast = writers.isDone
                        told += try await subject.feed(after: told.last?.position ?? .start, limit: 5)
                        if isLast { return told }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(told.count == 320)
            var numbers: [JobID: [Int]] = [:]
            for event in told { numbers[event.event.job, default: []].append(event.event.number) }
            #expect(numbers.count == 160)
            #expect(numbers.values.allSatisfy { $0 == [1, 2] })
        }
    }

    @Test("events of another cluster, whose transactions are yet to come here, leave the log of all jobs")
    func restoredElsewhere() async throws {
        try await withStore { store, subject, url in
            let restored = try await subject.insert()
            let server = try await PostgresServer.shared()
            try await server.query("UPDATE events SET transaction = '900000000000'", database: url)
            #expect(try await store.feed(after: .start, limit: 9) == FeedPage(events: [], isHeldBack: true))
            try await PostgresJobStore.migrate(try PostgresAddress(url: url))
            let fresh = try await subject.insert()
            #expect(try await subject.feed(limit: 9).map(\.event.job) == [fresh])
            #expect(try await subject.kinds(restored) == ["job.created"])
        }
    }
}
