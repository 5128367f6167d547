import Foundation
import GRDB
import JobsApplication
import JobsDomain
import Testing

@testable import JobsSQLite
@testable import JobsTesting

@Suite("Lists of jobs", .timeLimit(.minutes(2)))
struct ListTests {
    @Test("jobs of a time are found across blocks of sequences, and blocks of deleted jobs are forgotten")
    func blocks() async throws {
        let store = try SQLiteJobStore(.memory)
        let subject = StoreUnderTest(store) { store.advanceClock(by: $0) }
        var ids: [JobID] = []
        // Six blocks with every second one in the hour that is asked for: more stretches than a page looks into.
        for number in 0..<12 {
            let sequence = Int64(number + 100) * SequenceBlocks.size
            try await store.database.write { db in
                try db.execute(sql: "INSERT OR IGNORE INTO sqlite_sequence (name, seq) VALUES ('jobs', 0)")
                try db.execute(sql: "UPDATE sqlite_sequence SET seq = ? WHERE name = 'jobs'", arguments: [sequence])
            }
            let createdAt = subject.now.advanced(by: .seconds(number % 2 == 0 ? 0 : 90_000))
            let id = try await store.insert(subject.submission(createdAt: createdAt)).id
            if number % 2 == 0 { ids.insert(id, at: 0) }
        }
        let end = subject.now.advanced(by: .seconds(1))
        let query = { JobListQuery(createdSince: subject.now, createdBefore: end, before: $0, limit: 20) }
        #expect(try await store.page(query(nil)).next != nil)
        #expect(try await subject.list(query) == ids)
        #expect(try await subject.list { JobListQuery(createdBefore: end, before: $0, limit: 4) } == ids)
        for id in ids.suffix(4) { _ = try await store.cancel(subject.request(id)) }
        #expect(try await store.deleteEnded(before: end, limit: 100) == 4)
        let blocks = try await store.database.read { try Int.fetchAll($0, sql: "SELECT block FROM job_hours") }
        #expect(blocks == Array(101...111))
    }

    @Test("a title is gone with its job, also when an older build deletes it")
    func deletedTitle() async throws {
        let store = try SQLiteJobStore(.memory)
        let subject = StoreUnderTest(store) { store.advanceClock(by: $0) }
        let id = try await store.insert(subject.submission(title: "Title")).id
        let titles = { try await store.database.read { try String.fetchAll($0, sql: "SELECT title FROM job_titles") } }
        #expect(try await titles() == ["title"])
        try await store.database.write { db in
            try db.execute(sql: "DELETE FROM jobs WHERE id = ?", arguments: [Data(id.uuid.bytes)])
        }
        #expect(try await titles() == [])
    }

    @Test("every page is read in the order of an index, whatever the filters")
    func plans() async throws {
        let store = try SQLiteJobStore(.memory)
        let moment = Timestamp(millisecondsSinceEpoch: 0)
        for filters in 0..<16 {
            let query = JobListQuery(
                status: filters & 1 == 0 ? nil : .failed,
                workflow: filters & 2 == 0 ? nil : "w",
                createdSince: filters & 4 == 0 ? nil : moment,
                createdBefore: filters & 4 == 0 ? nil : moment,
                title: filters & 8 == 0 ? nil : "t",
                limit: 20
            )
            let walk = SQLiteWalk(query, in: 0..<100)
            let plan = try await store.database.read { db in
                try SQLiteTransaction(db).rows("EXPLAIN QUERY PLAN " + walk.sql, walk.arguments) { $0[3] as String }
            }
            #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN") }, "\(plan)")
            #expect(plan.contains { $0.contains("(owner=? AND") }, "\(plan)")
        }
    }
}
