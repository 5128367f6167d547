import GRDB
import JobsDomain

/// A transaction that several commands share, and the counts of jobs that they changed.
final class SQLiteTransaction {
    private struct CountKey: Hashable {
        let queue: String
        let status: JobStatus
    }

    let db: Database
    private var counts: [CountKey: Int] = [:]

    init(_ db: Database) {
        self.db = db
    }

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
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try self.db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Reads the first row of a statement that is prepared once a connection.
    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(try self.db.cachedStatement(sql: sql), arguments: arguments)
    }

    /// Reads every row of a statement that is prepared once a connection.
    func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(try self.db.cachedStatement(sql: sql), arguments: arguments)
    }
}
