import GRDB
import GRDBSQLite
import JobsDomain

/// A transaction that several commands share, and the counts of jobs that they changed.
///
/// Statements are prepared and kept by the driver, and bound and read by SQLite's own interface: the driver's values
/// between the two cost as much as SQLite's own work (docs/benchmarks.md).
final class SQLiteTransaction {
    private struct CountKey: Hashable {
        let queue: String
        let status: JobStatus
    }

    private let db: Database
    private var counts: [CountKey: Int] = [:]

    init(_ db: Database) {
        self.db = db
    }

    /// How many rows the last statement that writes has changed.
    var changedRows: Int { self.db.changesCount }

    /// The place of the row that was inserted last.
    var insertedRow: Int64 { self.db.lastInsertedRowID }

    /// Notes that the number of jobs changed; written once a transaction, so that counting jobs never scans.
    func count(_ change: Int, queue: String, status: JobStatus) {
        self.counts[CountKey(queue: queue, status: status), default: 0] += change
    }

    func writeCounts() throws {
        for (key, change) in self.counts where change != 0 {
            try self.run(
                """
                INSERT INTO job_counts (queue, status, jobs) VALUES (?, ?, ?)
                ON CONFLICT (queue, status) DO UPDATE SET jobs = jobs + excluded.jobs
                """,
                [key.queue, key.status.code, change]
            )
        }
    }

    /// Executes a statement that is prepared once a connection.
    func run(_ sql: String, _ arguments: [any SQLiteBindable]) throws {
        try self.visit(sql, arguments) { _ in true }
    }

    /// Reads the first row of a statement that is prepared once a connection.
    func row<Value>(
        _ sql: String,
        _ arguments: [any SQLiteBindable],
        _ read: (SQLiteRow) throws -> Value
    ) throws -> Value? {
        var value: Value?
        try self.visit(sql, arguments) { row in
            value = try read(row)
            return false
        }
        return value
    }

    /// Reads every row of a statement that is prepared once a connection.
    func rows<Value>(
        _ sql: String,
        _ arguments: [any SQLiteBindable],
        _ read: (SQLiteRow) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try self.visit(sql, arguments) { row in
            values.append(try read(row))
            return true
        }
        return values
    }

    /// Visits rows until there are no more, or until the visitor wants none.
    ///
    /// - Parameter visitor: must not execute the same statement.
    func visit(
        _ sql: String,
        _ arguments: [any SQLiteBindable],
        _ visitor: (SQLiteRow) throws -> Bool
    ) throws {
        // Some errors make SQLite roll back by itself. What follows would be committed by itself, each statement alone.
        guard self.db.isInsideTransaction else {
            throw DatabaseError(resultCode: .SQLITE_ABORT, message: "the transaction was rolled back", sql: sql)
        }
        let prepared = try self.db.cachedStatement(sql: sql)
        let statement = prepared.sqliteStatement
        guard sqlite3_stmt_busy(statement) == 0 else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the statement is being visited", sql: sql)
        }
        defer {
            // Its result repeats the error of the last step. A statement that is not reset keeps its snapshot.
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        guard sqlite3_bind_parameter_count(statement) == arguments.count else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "wrong number of arguments", sql: sql)
        }
        for (index, argument) in arguments.enumerated() {
            let code = argument.bind(to: statement, at: CInt(index + 1))
            guard code == SQLITE_OK else { throw self.error(code, sql) }
        }
        let row = SQLiteRow(of: statement)
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: guard try visitor(row) else { return }
            case SQLITE_DONE: return
            case let code: throw self.error(code, sql)
            }
        }
    }

    private func error(_ code: CInt, _ sql: String) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: self.db.lastErrorMessage, sql: sql)
    }
}
