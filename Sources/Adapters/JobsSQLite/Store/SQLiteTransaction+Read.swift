import JobsApplication
import JobsDomain

extension SQLiteTransaction {
    func job(_ id: JobID) throws -> Job? {
        try self.row("SELECT \(Job.columns) FROM jobs WHERE id = ?", [id.uuid]) { try Job(row: $0) }
    }

    func checkpoints(of job: Job) throws -> [Checkpoint] {
        // Named, because a planner that has seen the table while it was tiny would walk all of it in this order.
        try self.rows(
            """
            SELECT path, input_hash, output, is_degraded FROM checkpoints INDEXED BY sqlite_autoindex_checkpoints_1
            WHERE job = ? ORDER BY position
            """,
            [job.facts.sequence]
        ) { row in
            Checkpoint(
                path: StepPath(storedText: row[0]),
                inputHash: SHA256Digest(storedBytes: row[1]),
                output: row[2],
                isDegraded: row[3]
            )
        }
    }

    func details(of job: Job) throws -> JobDetails {
        let metadata: [UInt8]? = try self.row(
            "SELECT metadata FROM job_payloads WHERE job = ?",
            [job.facts.sequence]
        ) { $0[0] }
        return JobDetails(
            job: job,
            metadata: metadata ?? Array("{}".utf8),
            checkpoints: try self.checkpoints(of: job).filter(\.path.isTopLevel)
        )
    }

    func events(of id: JobID, after number: Int, limit: Int) throws -> [JobEvent] {
        try self.rows(
            """
            SELECT number, kind, at, step, data FROM events
            WHERE job = (SELECT sequence FROM jobs WHERE id = ?) AND number > ? ORDER BY number LIMIT ?
            """,
            [id.uuid, number, limit]
        ) { try JobEvent(row: $0, of: id) }
    }

    func statistics() throws -> JobStatistics {
        var counts: [String: [JobStatus: Int]] = [:]
        var oldest: Job?
        try self.visit("SELECT queue, status, jobs FROM job_counts", []) { row in
            counts[row[0], default: [:]][try JobStatus(code: row[1])] = row[2]
            return true
        }
        for queue in counts.keys {
            let first = try self.row(
                "SELECT \(Job.columns) FROM jobs WHERE status = 0 AND queue = ? ORDER BY priority, sequence LIMIT 1",
                [queue]
            ) { try Job(row: $0) }
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
        ) { try Job(row: $0) }
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
