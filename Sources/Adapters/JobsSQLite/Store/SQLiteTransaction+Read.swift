import Foundation
import GRDB
import JobsApplication
import JobsDomain

extension SQLiteTransaction {
    func job(_ id: JobID) throws -> Job? {
        let statement = try self.db.cachedStatement(sql: "SELECT \(Job.columns) FROM jobs WHERE id = ?")
        // Read in place, for a row that is handed out is a copy of all its columns. The place is the cursor's.
        let cursor = try Row.fetchCursor(statement, arguments: [id.uuid.data])
        return try withExtendedLifetime(cursor) { try cursor.next().map { try Job(row: $0) } }
    }

    func checkpoints(of job: Job) throws -> [Checkpoint] {
        try self.rows(
            "SELECT path, input_hash, output, is_degraded FROM checkpoints WHERE job = ? ORDER BY position",
            [job.facts.sequence]
        ).map { row in
            Checkpoint(
                path: StepPath(storedText: row[0]),
                inputHash: SHA256Digest(storedBytes: Array(row[1] as Data)),
                output: Array(row[2] as Data),
                isDegraded: row[3]
            )
        }
    }

    func details(of job: Job) throws -> JobDetails {
        let metadata = try self.row("SELECT metadata FROM job_payloads WHERE job = ?", [job.facts.sequence])
        return JobDetails(
            job: job,
            metadata: metadata.map { Array($0[0] as Data) } ?? Array("{}".utf8),
            checkpoints: try self.checkpoints(of: job).filter(\.path.isTopLevel)
        )
    }

    func events(of id: JobID, after number: Int, limit: Int) throws -> [JobEvent] {
        try self.rows(
            """
            SELECT number, kind, at, step, data FROM events
            WHERE job = (SELECT sequence FROM jobs WHERE id = ?) AND number > ? ORDER BY number LIMIT ?
            """,
            [id.uuid.data, number, limit]
        ).map { try JobEvent(row: $0, of: id) }
    }

    func statistics() throws -> JobStatistics {
        var counts: [String: [JobStatus: Int]] = [:]
        var oldest: Job?
        for row in try self.rows("SELECT queue, status, jobs FROM job_counts", []) {
            counts[row[0], default: [:]][try JobStatus(code: row[1])] = row[2]
        }
        for queue in counts.keys {
            let first = try self.row(
                "SELECT \(Job.columns) FROM jobs WHERE status = 0 AND queue = ? ORDER BY priority, sequence LIMIT 1",
                [queue]
            ).map { try Job(row: $0) }
            guard let first else { continue }
            if first.facts.sequence < oldest?.facts.sequence ?? .max { oldest = first }
        }
        return JobStatistics(
            counts: counts,
            oldestWaiting: oldest.map { JobStatistics.OldestWaiting(job: $0.id, since: $0.facts.createdAt) }
        )
    }

    func deleteEnded(before moment: Timestamp, limit: Int, wallNow: Int64) throws -> Int {
        let jobs = try self.rows(
            """
            SELECT \(Job.columns) FROM jobs WHERE finished_at IS NOT NULL AND finished_at < ? AND status >= 2
            ORDER BY finished_at LIMIT ?
            """,
            [moment.millisecondsSinceEpoch, limit]
        ).map { try Job(row: $0) }
        for job in jobs {
            for table in ["events", "checkpoints", "job_payloads"] {
                try self.run("DELETE FROM \(table) WHERE job = ?", [job.facts.sequence])
            }
            try self.run("DELETE FROM jobs WHERE sequence = ?", [job.facts.sequence])
            self.count(-1, queue: job.facts.queue, status: job.status)
        }
        try self.run("DELETE FROM job_hours WHERE block < (SELECT min(sequence) FROM jobs) / 4096", [])
        try self.run("DELETE FROM idempotency_keys WHERE expires_at <= ?", [wallNow])
        return jobs.count
    }
}
