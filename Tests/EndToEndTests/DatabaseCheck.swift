import GRDB

/// Looks into the database after the processes are gone, for what no answer can show.
struct DatabaseCheck {
    let queue: DatabaseQueue

    init(_ path: String) throws {
        self.queue = try DatabaseQueue(path: path)
    }

    /// Everything that must hold of any history, as sentences about what does not.
    func problems() throws -> [String] {
        try self.queue.read { db in
            var problems: [String] = []
            let integrity = try String.fetchOne(db, sql: "PRAGMA integrity_check")
            if integrity != "ok" { problems.append("integrity_check: \(integrity ?? "")") }
            let gaps = try Int.fetchAll(
                db,
                sql: "SELECT job FROM events GROUP BY job HAVING max(number) <> count(*) OR min(number) <> 1"
            )
            if !gaps.isEmpty { problems.append("gaps in the events of jobs \(gaps)") }
            let ends = try Int.fetchAll(
                db,
                sql: """
                    SELECT sequence FROM jobs WHERE status >= 2 AND run <>
                        (SELECT count(*) FROM events WHERE job = sequence
                            AND kind IN ('job.completed', 'job.failed', 'job.cancelled'))
                    """
            )
            if !ends.isEmpty { problems.append("not exactly one end a run: jobs \(ends)") }
            let starts = try Int.fetchAll(
                db,
                sql: "SELECT job FROM events WHERE kind = 'job.started' GROUP BY job ORDER BY min(position)"
            )
            if starts != starts.sorted() { problems.append("jobs started in the order \(starts)") }
            let counts = try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM job_counts c WHERE jobs <>
                        (SELECT count(*) FROM jobs j WHERE j.queue = c.queue AND j.status = c.status)
                    """
            )
            if counts != 0 { problems.append("the counts of jobs are wrong") }
            return problems
        }
    }

    /// How many jobs have completed.
    func completedJobs() throws -> Int {
        try self.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs WHERE status = 2") ?? 0 }
    }
}
