import GRDB
import Testing

@testable import JobsSQLite

@Suite("A transaction that SQLite has rolled back", .timeLimit(.minutes(1)))
struct AbortedTransactionTests {
    @Test("takes no more statements, each of which would be committed by itself")
    func abortion() async throws {
        let store = try SQLiteJobStore(.memory)
        try await store.database.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER full BEFORE INSERT ON boots WHEN new.boot_id = 'full'
                    BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END
                    """
            )
        }
        await #expect(throws: DatabaseError.self) {
            try await store.database.write { db in
                let transaction = SQLiteTransaction(db)
                try transaction.run("INSERT INTO boots (boot_id) VALUES (?)", ["before"])
                #expect(throws: DatabaseError.self) {
                    try transaction.run("INSERT INTO boots (boot_id) VALUES (?)", ["full"])
                }
                #expect(throws: DatabaseError.self) {
                    try transaction.run("INSERT INTO boots (boot_id) VALUES (?)", ["behind"])
                }
            }
        }
        let left = try await store.database.read { db in
            try String.fetchAll(db, sql: "SELECT boot_id FROM boots WHERE boot_id IN ('before', 'full', 'behind')")
        }
        #expect(left.isEmpty)
        try store.close()
    }
}
