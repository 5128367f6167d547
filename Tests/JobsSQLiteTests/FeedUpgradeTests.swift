import Foundation
import GRDB
import JobsApplication
import JobsDomain
import Testing

@testable import JobsSQLite
@testable import JobsTesting

@Suite("A database without searchable lists", .timeLimit(.minutes(2)))
struct FeedUpgradeTests {
    private static let oldBuild = Array(SQLiteSchema.migrations.prefix(2))

    private static func id(_ number: UInt64) -> UUIDv7 {
        UUIDv7(milliseconds: 1_750_000_000_000, counter: 0, random: number)
    }

    /// Writes an ended job as a build of schema 2 does, created in an hour since 1970.
    private static func insertJob(_ db: Database, _ number: UInt64, hour: Int) throws {
        try db.execute(
            sql: """
                INSERT INTO jobs (id, owner, queue, priority, workflow, workflow_version, total_steps, language,
                    traceparent, created_at, status, run, fence, attempts, starts_since_checkpoint, parked_ms,
                    completed_steps, is_degraded, input_tokens, output_tokens, cost_nano_usd, unpriced_calls, calls,
                    last_event, last_command, updated_at, finished_at)
                VALUES (?, '', 'q', 0, 'w', 1, 1, 'auto', NULL, ?, 4, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, ?, 0, 0)
                """,
            arguments: [Data(Self.id(number).bytes), hour * 3_600_000, Data(Self.id(number).bytes)]
        )
        let sequence = db.lastInsertedRowID
        try db.execute(
            sql: "INSERT INTO job_payloads (job, input, metadata) VALUES (?, ?, ?)",
            arguments: [sequence, Data("{}".utf8), Data("{}".utf8)]
        )
        for (number, kind) in [(1, "job.created"), (2, "job.cancelled")] {
            try db.execute(
                sql: "INSERT INTO events (job, number, kind, at) VALUES (?, ?, ?, 0)",
                arguments: [sequence, number, kind]
            )
        }
    }

    private static func jobs(_ numbers: UInt64...) -> [JobID] { numbers.map { JobID(Self.id($0)) } }

    @Test("keeps its jobs, its events are in the log of all jobs, and its times are searched")
    func upgrade() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/jobs.sqlite"
            let old = try DatabaseQueue(path: path)
            try SQLiteSchema.migrator(Self.oldBuild).migrate(old)
            try await old.write { db in
                for number in 1...4 as ClosedRange<UInt64> {
                    try Self.insertJob(db, number, hour: number == 2 ? 900 : Int(number))
                }
            }
            try old.close()
            let store = try SQLiteJobStore(.file(path))
            let subject = StoreUnderTest(store) { store.advanceClock(by: $0) }
            let told = try await subject.feed(limit: 3)
            #expect(told.map(\.event.job) == Self.jobs(1, 1, 2, 2, 3, 3, 4, 4))
            #expect(told.map(\.event.number) == [1, 2, 1, 2, 1, 2, 1, 2])
            let hour = { (hour: Int64) in Timestamp(millisecondsSinceEpoch: hour * 3_600_000) }
            let listed = { try await subject.list { JobListQuery(createdSince: hour(900), before: $0, limit: 2) } }
            #expect(try await listed() == Self.jobs(2))
            let early = try await subject.list { JobListQuery(createdBefore: hour(900), before: $0, limit: 2) }
            #expect(early == Self.jobs(4, 3, 1))
            #expect(try await subject.list { JobListQuery(title: "", before: $0, limit: 2) } == [])

            // The older build goes on.
            try await store.database.write { db in
                try SQLiteSchema.check(db, knowing: 2)
                try Self.insertJob(db, 5, hour: 901)
            }
            #expect(try await listed() == Self.jobs(5, 2))
            let behind = try await subject.feed(after: try #require(told.last?.position), limit: 9)
            #expect(behind.map(\.event.job) == Self.jobs(5, 5))
            try store.close()
        }
    }
}
