import GRDB
import JobsTesting
import Synchronization
import Testing

@testable import JobsSQLite

@Suite("What ANALYZE saw while a database was small", .timeLimit(.minutes(1)))
struct StatisticsTests {
    /// What may be read whole: it has a row for each queue, process or table, whatever becomes of the database. By what
    /// it is and not by what it is not, since a scan goes by the alias that a statement gives to a table.
    private static let small = ["owners", "job_counts", "CONSTANT ROW", "2 CONSTANT ROWS", "sqlite_sequence"]

    @Test(
        "makes no statement of the contract read a whole table, once that has grown",
        arguments: JobStoreContract.clauses
    )
    func keepsPlans(_ clause: ContractClause<StoreUnderTest>) async throws {
        let store = try SQLiteJobStore(.memory)
        let statements = Statements()
        try await store.database.writeWithoutTransaction { db in
            db.trace { if case .statement(let statement) = $0 { statements.add(statement.sql) } }
        }
        try await clause.verify(StoreUnderTest(store) { store.advanceClock(by: $0) })
        let scans = try await store.database.writeWithoutTransaction { db in
            db.trace(nil)
            try db.execute(sql: "ANALYZE")
            // A range of one or two rows is always read from the beginning of the table; a job that is done has more.
            let events = try Int.fetchOne(db, sql: "SELECT count(*) FROM events") ?? 0
            let small = Self.small + (events > 2 ? [] : ["events"])
            return try statements.all.flatMap { sql in
                let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
                statement.setUncheckedArguments([])
                return try Row.fetchAll(statement).map { $0["detail"] as String }
                    .filter { detail in detail.hasPrefix("SCAN ") && !small.contains { detail.hasPrefix("SCAN \($0)") }
                    }
                    .map { "\($0): \(sql)" }
            }
        }
        #expect(scans == [])
        try store.close()
    }
}

/// The statements that were performed, each once.
private final class Statements: Sendable {
    private let found = Mutex<Set<String>>([])

    var all: [String] {
        self.found.withLock { $0.filter { sql in Self.planned.contains { sql.hasPrefix($0) } }.sorted() }
    }

    private static let planned = ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"]

    func add(_ sql: String) { self.found.withLock { _ = $0.insert(sql) } }
}
