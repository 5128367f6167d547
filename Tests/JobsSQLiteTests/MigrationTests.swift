import Foundation
import GRDB
import JobsApplication
import JobsDomain
import Testing

@testable import JobsSQLite

@Suite("A database of an older build", .timeLimit(.minutes(2)))
struct MigrationTests {
    private static let oldBuild = Array(SQLiteSchema.migrations.prefix(1))

    private static func id(_ number: UInt64) -> UUIDv7 {
        UUIDv7(milliseconds: 1_750_000_000_000, counter: 0, random: number)
    }

    /// Writes a processing job as a build of schema 1 does.
    private static func insertJob(_ db: Database, _ number: UInt64, calls: Int) throws {
        try db.execute(
            sql: """
                INSERT INTO jobs (id, owner, queue, priority, workflow, workflow_version, total_steps, language,
                    traceparent, created_at, status, run, fence, attempts, starts_since_checkpoint, lease_owner,
                    parked_ms, completed_steps, is_degraded, input_tokens, output_tokens, cost_nano_usd,
                    unpriced_calls, calls, last_event, last_command, updated_at)
                VALUES (?, '', 'q', 0, 'w', 1, 1, 'auto', NULL, 0, 1, 1, 1, 1, 1, 'a', 0, 0, 0, 7, 1, 5, 0, ?, 0, ?, 0)
                """,
            arguments: [Data(Self.id(number).bytes), calls, Data(Self.id(number).bytes)]
        )
        try db.execute(
            sql: "INSERT INTO job_payloads (job, input, metadata) VALUES (?, ?, ?)",
            arguments: [db.lastInsertedRowID, Data("{}".utf8), Data("{}".utf8)]
        )
    }

    /// Writes a call as a build of schema 1 does.
    private static func insertCall(_ db: Database, _ number: UInt64, of job: UInt64, outcome: String?) throws {
        try db.execute(
            sql: """
                INSERT INTO calls (call, job, run, step, provider, model, prompt_version, schema_version, intended_at)
                VALUES (?, ?, 1, 'one', 'fake', 'fake-1', 'p1', 's1', 1000)
                """,
            arguments: [Data(Self.id(number).bytes), Data(Self.id(job).bytes)]
        )
        guard let outcome else { return }
        try db.execute(
            sql: """
                UPDATE calls SET outcome = ?, input_tokens = 7, output_tokens = 1, cost_nano_usd = 5, settled_at = 2000
                WHERE call = ? AND outcome IS NULL
                """,
            arguments: [outcome, Data(Self.id(number).bytes)]
        )
    }

    /// A database of schema 1 with jobs 1 to 3 and the calls 11 to 15, of which nobody knows the end of 12, 13 and
    /// 15; the job of the last is gone.
    private static func makeOldDatabase(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try SQLiteSchema.migrator(Self.oldBuild).migrate(queue)
        try queue.write { db in
            for (job, calls) in [(1, 3), (2, 1), (3, 0)] as [(UInt64, Int)] {
                try Self.insertJob(db, job, calls: calls)
            }
            try Self.insertCall(db, 11, of: 1, outcome: "answered")
            try Self.insertCall(db, 12, of: 1, outcome: nil)
            try Self.insertCall(db, 13, of: 1, outcome: nil)
            try Self.insertCall(db, 14, of: 2, outcome: "answered")
            try Self.insertCall(db, 15, of: 4, outcome: nil)
        }
        try queue.close()
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
        try await withTemporaryFolder { folder in
            let path = folder + "/jobs.sqlite"
            try Self.makeOldDatabase(path)
            let store = try SQLiteJobStore(.file(path))
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
            let versions = try await store.database.read { db in
                try Int.fetchAll(db, sql: "SELECT version FROM schema_info ORDER BY version")
            }
            #expect(versions == [1, 2, 3, 4])
            try store.close()
        }
    }

    @Test("stays of use to the older build once it is brought up to date")
    func olderBuild() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/jobs.sqlite"
            try Self.makeOldDatabase(path)
            try SQLiteJobStore(.file(path)).close()
            let queue = try DatabaseQueue(path: path)
            try await queue.write { db in
                try SQLiteSchema.check(db, knowing: 1)
                try SQLiteSchema.check(db, knowing: 2)
            }
            try SQLiteSchema.migrator(Self.oldBuild).migrate(queue)
            try await queue.write { db in
                try Self.insertJob(db, 5, calls: 1)
                try Self.insertCall(db, 16, of: 5, outcome: "answered")
            }
            try queue.close()
            let store = try SQLiteJobStore(.file(path))
            let usage = try await store.job(JobID(Self.id(5)))?.job.state.usage
            #expect(usage?.unsettledCalls == 0)
            #expect(try await store.calls(of: JobID(Self.id(5))).count == 1)
            try store.close()
        }
    }

    @Test("totals find their calls by time")
    func totalsIndex() async throws {
        let store = try SQLiteJobStore(.memory)
        let plan = try await store.database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    EXPLAIN QUERY PLAN SELECT provider, model, count(*) FROM calls
                    WHERE intended_at >= 1 AND outcome IS NOT 'not_sent' GROUP BY provider, model
                    """
            ).map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.contains("calls_by_time") })
    }
}
