import JobsApplication
import JobsDomain
import TestServices
import Testing

@testable import JobsPostgres

@Suite("A database of an older build", .timeLimit(.minutes(2)))
struct UpgradeTests {
    private static let oldBuild = Array(PostgresSchema.migrations.prefix(1))

    private static func id(_ number: UInt64) -> UUIDv7 {
        UUIDv7(milliseconds: 1_750_000_000_000, counter: 0, random: number)
    }

    /// A processing job as a build of schema 1 writes it.
    private static func insertJob(_ number: UInt64, calls: Int) -> String {
        """
        WITH job AS (
            INSERT INTO jobs (id, queue, workflow, workflow_version, total_steps, language, created_at, status, fence,
                attempts, lease_owner, input_tokens, output_tokens, cost_nano_usd, calls, updated_at)
            VALUES ('\(Self.id(number))', 'q', 'w', 1, 1, 'auto', 0, 1, 1, 1, 'a', 7, 1, 5, \(calls), 0)
            RETURNING sequence
        ) INSERT INTO job_payloads (job, input, metadata) SELECT sequence, '{}', '{}' FROM job;
        """
    }

    /// A call as a build of schema 1 writes it.
    private static func insertCall(_ number: UInt64, of job: UInt64, outcome: String?) -> String {
        let intent = """
            INSERT INTO calls (call, job, run, step, provider, model, prompt_version, schema_version, intended_at)
            VALUES ('\(Self.id(number))', '\(Self.id(job))', 1, 'one', 'fake', 'fake-1', 'p1', 's1', 1000);
            """
        guard let outcome else { return intent }
        return intent + """
            UPDATE calls SET outcome = '\(outcome)', input_tokens = 7, output_tokens = 1, cost_nano_usd = 5,
                settled_at = 2000 WHERE call = '\(Self.id(number))' AND outcome IS NULL;
            """
    }

    /// Lends a database of schema 1 with jobs 1 to 3 and the calls 11 to 15, of which nobody knows the end of 12,
    /// 13 and 15; the job of the last is gone.
    private static func withOldDatabase(_ body: (_ server: PostgresServer, _ url: String) async throws -> Void)
        async throws
    {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { url in
            try Self.migrate(url, Self.oldBuild)
            let rows = [
                Self.insertJob(1, calls: 3), Self.insertJob(2, calls: 1), Self.insertJob(3, calls: 0),
                Self.insertCall(11, of: 1, outcome: "answered"), Self.insertCall(12, of: 1, outcome: nil),
                Self.insertCall(13, of: 1, outcome: nil), Self.insertCall(14, of: 2, outcome: "answered"),
                Self.insertCall(15, of: 4, outcome: nil),
            ]
            try await server.query(rows.joined(), database: url)
            try await body(server, url)
        }
    }

    private static func migrate(_ url: String, _ migrations: [PostgresMigration]) throws {
        let connection = try PostgresConnection(PostgresAddress(url: url), within: .seconds(10))
        try PostgresSchema.migrate(connection, migrations)
    }

    private static func settlement(_ call: UInt64) -> CallSettlement {
        CallSettlement(
            call: Self.id(call),
            job: JobID(Self.id(1)),
            outcome: .answered,
            status: 200,
            usage: ModelUsage(inputTokens: 10, cachedInputTokens: 4),
            costNanoUSD: 6,
            priceVersion: "2025-06",
            durationMilliseconds: 12,
            at: Timestamp(millisecondsSinceEpoch: 3000)
        )
    }

    @Test("is brought up to date with all that is in it")
    func upgrade() async throws {
        try await Self.withOldDatabase { _, url in
            let store = try await PostgresJobStore(PostgresAddress(url: url), logger: quiet)
            defer { store.close() }
            let unsettled = { (job: UInt64) in
                try await store.job(JobID(Self.id(job)))?.job.state.usage.unsettledCalls
            }
            #expect(try await unsettled(1) == 2)
            #expect(try await unsettled(2) == 0)
            #expect(try await unsettled(3) == 0)
            let usage = try await store.job(JobID(Self.id(2)))?.job.state.usage
            #expect(usage?.isCostKnown == true)
            #expect(usage?.costNanoUSD == 5)
            let calls = try await store.calls(of: JobID(Self.id(1)))
            #expect(calls.map { $0.settlement?.usage } == [ModelUsage(inputTokens: 7, outputTokens: 1), nil, nil])
            #expect(calls.first?.settlement?.status == nil)
            let totals = try await store.totals(since: Timestamp(millisecondsSinceEpoch: 1000))
            #expect(totals.map(\.calls) == [5])
            #expect(totals.map(\.maybeBilledCalls) == [3])
            try await store.settle([Self.settlement(12), Self.settlement(13)])
            #expect(try await unsettled(1) == 0)
            #expect(try await store.calls(of: JobID(Self.id(1))).last?.settlement == Self.settlement(13))
        }
    }

    @Test("stays of use to the older build once it is brought up to date")
    func olderBuild() async throws {
        try await Self.withOldDatabase { server, url in
            try Self.migrate(url, PostgresSchema.migrations)
            try Self.migrate(url, Self.oldBuild)
            let versions = "SELECT version, min_reader FROM schema_migrations ORDER BY version"
            #expect(try await server.query(versions, database: url) == "1|1\n2|1\n3|1")
            let rows = Self.insertJob(5, calls: 1) + Self.insertCall(16, of: 5, outcome: "answered")
            try await server.query(rows, database: url)
            let store = try await PostgresJobStore(PostgresAddress(url: url), logger: quiet)
            defer { store.close() }
            #expect(try await store.job(JobID(Self.id(5)))?.job.state.usage.unsettledCalls == 0)
            #expect(try await store.calls(of: JobID(Self.id(5))).count == 1)
        }
    }

    @Test("is brought up to date while the older build writes, and neither waits for the other for ever")
    func whileInUse() async throws {
        try await Self.withOldDatabase { server, url in
            let writer = try TestSession(url)
            try writer.run("BEGIN")
            try writer.run("SELECT sequence FROM jobs WHERE id = '\(Self.id(1))' FOR NO KEY UPDATE")
            async let migrated: Void = PostgresJobStore.migrate(try PostgresAddress(url: url))
            let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'jobs'::regclass"
            try await waitUntil("the migration waits") { try await server.query(waiting, database: url) == "1" }
            try writer.run("UPDATE calls SET outcome = 'answered' WHERE call = '\(Self.id(12))'")
            try writer.run("COMMIT")
            try await migrated
            let unsettled = "SELECT unsettled_calls FROM jobs WHERE id = '\(Self.id(1))'"
            #expect(try await server.query(unsettled, database: url) == "1")
        }
    }
}
