import JobsApplication
import JobsDomain
import TestServices
import Testing

@testable import JobsPostgres
@testable import JobsTesting

@Suite("A database without the log of all jobs", .timeLimit(.minutes(2)))
struct FeedUpgradeTests {
    private static let oldBuild = Array(PostgresSchema.migrations.prefix(2))

    private static func id(_ number: UInt64) -> UUIDv7 {
        UUIDv7(milliseconds: 1_750_000_000_000, counter: 0, random: number)
    }

    /// An ended job as a build of schema 2 writes it, created in an hour since 1970.
    private static func insertJob(_ number: UInt64, hour: Int) -> String {
        """
        WITH job AS (
            INSERT INTO jobs (id, queue, workflow, workflow_version, total_steps, language, created_at, status, fence,
                last_event, updated_at, finished_at)
            VALUES ('\(Self.id(number))', 'q', 'w', 1, 1, 'auto', \(hour)::bigint * 3600000, 4, 1, 2, 0, 0)
            RETURNING sequence
        ), payload AS (
            INSERT INTO job_payloads (job, input, metadata) SELECT sequence, '{}', '{}' FROM job
        ) INSERT INTO events (job, number, kind, at) SELECT sequence, 1, 'job.created', 0 FROM job
            UNION ALL SELECT sequence, 2, 'job.cancelled', 0 FROM job;
        """
    }

    private static func migrate(_ url: String, _ migrations: [PostgresMigration]) throws {
        let connection = try PostgresConnection(PostgresAddress(url: url), within: .seconds(10))
        try PostgresSchema.migrate(connection, migrations)
    }

    private static func jobs(_ numbers: UInt64...) -> [JobID] { numbers.map { JobID(Self.id($0)) } }

    @Test("keeps its jobs and their events, and its times are searched, while the older build goes on")
    func upgrade() async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { url in
            try Self.migrate(url, Self.oldBuild)
            let rows = (1...4).map { Self.insertJob($0, hour: $0 == 2 ? 900 : Int($0)) }
            try await server.query(rows.joined(), database: url)
            let store = try await PostgresJobStore(PostgresAddress(url: url), logger: quiet)
            defer { store.close() }
            let subject = StoreUnderTest(store) { store.advanceClock(by: $0) }
            #expect(try await store.feed(after: .start, limit: 9) == FeedPage(events: [], isHeldBack: false))
            #expect(try await subject.kinds(JobID(Self.id(2))) == ["job.created", "job.cancelled"])
            let hour = { (hour: Int64) in Timestamp(millisecondsSinceEpoch: hour * 3_600_000) }
            let listed = { try await subject.list { JobListQuery(createdSince: hour(900), before: $0, limit: 2) } }
            #expect(try await listed() == Self.jobs(2))
            let early = try await subject.list { JobListQuery(createdBefore: hour(900), before: $0, limit: 2) }
            #expect(early == Self.jobs(4, 3, 1))
            #expect(try await subject.list { JobListQuery(title: "", before: $0, limit: 2) } == [])

            // The older build goes on, and starts anew.
            try Self.migrate(url, Self.oldBuild)
            try await server.query(Self.insertJob(5, hour: 901), database: url)
            #expect(try await subject.feed(limit: 9).map(\.event.job) == Self.jobs(5, 5))
            #expect(try await listed() == Self.jobs(5, 2))
        }
    }

    @Test("is brought up to date while the older build writes, and neither waits for the other for ever")
    func whileInUse() async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { url in
            try Self.migrate(url, Self.oldBuild)
            let writer = try TestSession(url)
            try writer.run("BEGIN")
            try writer.run("INSERT INTO lanes VALUES ('q', 0)")
            try writer.run("UPDATE jobs SET updated_at = 1")
            async let migrated: Void = PostgresJobStore.migrate(try PostgresAddress(url: url))
            let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'jobs'::regclass"
            try await waitUntil("the migration waits") { try await server.query(waiting, database: url) == "1" }
            try writer.run("INSERT INTO events (job, number, kind, at) VALUES (1, 1, 'job.created', 0)")
            try writer.run("COMMIT")
            try await migrated
            let versions = "SELECT max(version) FROM schema_migrations"
            #expect(try await server.query(versions, database: url) == "3")
        }
    }
}
