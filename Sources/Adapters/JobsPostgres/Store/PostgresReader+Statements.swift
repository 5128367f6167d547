import JobsApplication
import JobsDomain

extension PostgresReader {
    func events(of id: JobID, after number: Int, limit: Int) async throws(JobStoreError) -> [JobEvent] {
        let query = Self.selectEvents(.uuid(id.uuid), .integer(number), .integer(limit))
        return try await self.read([query]) { results throws(PostgresFailure) in
            var events: [JobEvent] = []
            for row in results[0].rows { events.append(try JobEvent(row: row, at: 0, of: id)) }
            return events
        }
    }

    func statistics() async throws(JobStoreError) -> JobStatistics {
        try await self.read([Self.selectCounts(), Self.selectOldest()]) { results throws(PostgresFailure) in
            var counts: [String: [JobStatus: Int]] = [:]
            for row in results[0].rows {
                counts[try row.text(0), default: [:]][try JobStatus(code: try row.integer(1))] = try row.int(2)
            }
            var oldest: JobStatistics.OldestWaiting?
            if let row = results[1].first {
                oldest = JobStatistics.OldestWaiting(
                    job: JobID(try row.uuid(0)),
                    since: Timestamp(millisecondsSinceEpoch: try row.integer(1))
                )
            }
            return JobStatistics(counts: counts, oldestWaiting: oldest)
        }
    }

    func value(for key: String, _ clock: PostgresClock) async throws(JobStoreError) -> SharedValue? {
        try await self.read([Self.selectValue(.text(key), clock.parameter)]) { results throws(PostgresFailure) in
            guard let row = results[0].first else { return nil }
            return try Self.sharedValue(row)
        }
    }

    func values(withPrefix prefix: String, _ clock: PostgresClock) async throws(JobStoreError) -> [SharedValue] {
        try await self.read([Self.selectValues(.text(prefix), clock.parameter)]) { results throws(PostgresFailure) in
            var values: [SharedValue] = []
            for row in results[0].rows { values.append(try Self.sharedValue(row)) }
            return values
        }
    }

    // MARK: - Rows

    static func details(_ row: PostgresRow) throws(PostgresFailure) -> JobDetails {
        JobDetails(
            job: try Job(row: row),
            metadata: try row.bytes(Job.columnCount),
            checkpoints: try Checkpoint.all(in: row, at: Job.columnCount + 1).filter(\.path.isTopLevel)
        )
    }

    private static func sharedValue(_ row: PostgresRow) throws(PostgresFailure) -> SharedValue {
        SharedValue(
            key: try row.text(0),
            bytes: try row.bytes(1),
            version: try row.integer(2),
            remaining: .milliseconds(try row.integer(3) as Int64)
        )
    }

    // MARK: - Statements

    static let detailColumns = """
        SELECT \(Job.columns), p.metadata, \(Checkpoint.columns)
        FROM jobs j JOIN job_payloads p ON p.job = j.sequence \(Checkpoint.arrays)
        """

    static let selectJobs = PostgresStatement(
        name: "avo_select_jobs",
        sql: "\(PostgresReader.detailColumns) WHERE j.id = ANY($1)"
    )

    private static let selectEvents = PostgresStatement(
        name: "avo_select_events",
        sql: """
            SELECT number, kind, at, step, data FROM events
            WHERE job = (SELECT sequence FROM jobs WHERE id = $1) AND number > $2::bigint ORDER BY number LIMIT $3
            """
    )
    private static let selectCounts = PostgresStatement(
        name: "avo_select_counts",
        sql: """
            SELECT queue, status, sum(jobs)::bigint FROM (
                SELECT queue, status, jobs FROM job_counts UNION ALL
                SELECT queue, status, change FROM job_count_changes
            ) counts GROUP BY queue, status
            """
    )
    private static let selectOldest = PostgresStatement(
        name: "avo_select_oldest",
        sql: """
            SELECT id, created_at FROM (
                (SELECT oldest.* FROM lanes l CROSS JOIN LATERAL (
                    SELECT j.sequence, j.id, j.created_at FROM jobs j
                    WHERE j.status = 0 AND j.fence = 0 AND j.queue = l.queue AND j.priority = l.priority
                    ORDER BY j.sequence LIMIT 1
                ) oldest)
                UNION ALL
                (SELECT sequence, id, created_at FROM jobs WHERE status = 0 AND fence > 0 ORDER BY sequence LIMIT 1)
            ) waiting ORDER BY sequence LIMIT 1
            """
    )
    /// In milliseconds.
    private static let remaining = "expires_at - \(PostgresClock.now(2))"

    private static let selectValue = PostgresStatement(
        name: "avo_select_value",
        sql: """
            SELECT key, value, version, \(PostgresReader.remaining) FROM shared_state
            WHERE key = $1 AND value IS NOT NULL AND expires_at > \(PostgresClock.now(2))
            """
    )
    private static let selectValues = PostgresStatement(
        name: "avo_select_values",
        sql: """
            SELECT key, value, version, \(PostgresReader.remaining) FROM shared_state
            WHERE key >= $1 AND starts_with(key, $1) AND value IS NOT NULL AND expires_at > \(PostgresClock.now(2))
            ORDER BY key COLLATE "C"
            """
    )
}
