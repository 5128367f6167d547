import JobsApplication
import JobsDomain

/// Lists of jobs.
extension PostgresReader {
    /// What was found in a stretch of sequences.
    private struct Look {
        var jobs: [JobDetails] = []
        /// The last sequence that was looked at, where the look broke off before the end of the stretch.
        var stopped: Int64?
    }

    func page(_ query: JobListQuery) async throws(JobStoreError) -> JobListPage {
        let (stretches, isComplete) = try await self.stretches(query)
        var jobs: [JobDetails] = []
        for stretch in stretches.prefix(SequenceBlocks.stretchLimit) {
            let look = try await self.look(query, in: stretch, limit: query.limit + 1 - jobs.count)
            jobs += look.jobs
            if jobs.count > query.limit {
                jobs.removeLast()
                return JobListPage(jobs: jobs, next: jobs.last?.job.facts.sequence)
            }
            if let stopped = look.stopped { return JobListPage(jobs: jobs, next: stopped) }
        }
        let isEnd = isComplete && stretches.count <= SequenceBlocks.stretchLimit
        let next = stretches.prefix(SequenceBlocks.stretchLimit).last?.lowerBound
        return JobListPage(jobs: jobs, next: isEnd ? nil : next)
    }

    /// Where jobs of the query can be, newest first, and whether there is nowhere else.
    private func stretches(_ query: JobListQuery) async throws(JobStoreError) -> ([Range<Int64>], isComplete: Bool) {
        let end = max(0, query.before ?? .max)
        guard query.createdSince != nil || query.createdBefore != nil else { return ([0..<end], true) }
        let statement = Self.selectBlocks(
            .integer(SequenceBlocks.block(of: end)),
            .integer(query.createdSince.map { SequenceBlocks.hour(of: $0) } ?? .min),
            .integer(query.createdBefore.map { SequenceBlocks.hour(of: $0) } ?? .max),
            .integer(SequenceBlocks.limit)
        )
        let blocks = try await self.read([statement]) { results throws(PostgresFailure) in
            var blocks: [Int64] = []
            for row in results[0].rows { blocks.append(try row.integer(0)) }
            return blocks
        }
        return (SequenceBlocks.stretches(blocks, below: end), blocks.count < SequenceBlocks.limit)
    }

    /// Walks from the newest job of a stretch to older ones, until enough are found or enough were looked at.
    private func look(
        _ query: JobListQuery,
        in stretch: Range<Int64>,
        limit: Int
    ) async throws(JobStoreError) -> Look {
        try await self.read([Self.walk(query, in: stretch, limit: limit)]) { results throws(PostgresFailure) in
            var look = Look()
            for row in results[0].rows {
                look.stopped = try row.optionalInteger(Job.columnCount + 5)
                // A row without a job tells where the walk has stopped.
                if row.optionalUUID(1) != nil { look.jobs.append(try Self.details(row)) }
            }
            return look
        }
    }

    static func walk(_ query: JobListQuery, in stretch: Range<Int64>, limit: Int) -> PostgresQuery {
        let statement =
            if query.title != nil {
                Self.walkTitles
            } else if query.workflow != nil, query.status ?? .completed == .completed {
                // Most jobs are completed: then the workflow tells more.
                Self.walkWorkflow
            } else if query.status != nil {
                Self.walkStatus
            } else {
                Self.walkAll
            }
        return statement(
            .text(query.owner),
            .integer(stretch.lowerBound),
            .integer(stretch.upperBound),
            .integer(limit),
            .integer(query.examinationLimit),
            .integers((query.status.map { [$0] } ?? JobStatus.allCases).map(\.code)),
            .text(query.workflow),
            .integer(query.createdSince?.millisecondsSinceEpoch),
            .integer(query.createdBefore?.millisecondsSinceEpoch),
            .text(query.title.map { SearchText($0).folded })
        )
    }

    // MARK: - Statements

    private static let selectBlocks = PostgresStatement(
        name: "avo_select_blocks",
        sql: """
            SELECT DISTINCT block FROM job_hours WHERE block <= $1 AND hour >= $2 AND hour <= $3
            ORDER BY block DESC LIMIT $4
            """
    )

    private static let walkAll = PostgresReader.walk(
        "avo_walk_all",
        along: (1...JobStatus.allCases.count).map {
            "(\(PostgresReader.jobs("status = ($6::bigint[])[\($0)]::smallint")))"
        }
        .joined(separator: " UNION ALL ") + " ORDER BY place LIMIT $5",
        PostgresReader.filters
    )
    private static let walkStatus = PostgresReader.walk(
        "avo_walk_status",
        along: PostgresReader.jobs("status = ($6::bigint[])[1]::smallint"),
        PostgresReader.filters
    )
    private static let walkWorkflow = PostgresReader.walk(
        "avo_walk_workflow",
        along: PostgresReader.jobs("workflow = $7"),
        PostgresReader.filters
    )
    private static let walkTitles = PostgresReader.walk(
        "avo_walk_titles",
        along: """
            SELECT t.job AS place, t.title FROM job_titles t
            WHERE t.owner = $1 AND t.job >= $2 AND t.job < $3 ORDER BY t.job DESC LIMIT $5
            """,
        order: "DESC",
        """
        strpos(s.title, $10) > 0
            AND EXISTS (SELECT FROM (SELECT * FROM jobs j WHERE j.sequence = s.place) s WHERE \(PostgresReader.filters))
        """
    )

    /// Jobs along the index of `owner`, a column and the negative `sequence`. Ordered by the negative number, which no
    /// other index has: the planner might walk along `sequence` alone, past every other job on the way.
    private static func jobs(_ condition: String) -> String {
        """
        SELECT -j.sequence AS place, j.status, j.workflow, j.created_at FROM jobs j
        WHERE j.owner = $1 AND j.\(condition) AND -j.sequence <= -$2::bigint AND -j.sequence > -$3::bigint
        ORDER BY -j.sequence LIMIT $5
        """
    }

    /// What the index that is walked along does not know.
    private static let filters = """
        s.status = ANY($6::bigint[]) AND ($7::text IS NULL OR s.workflow = $7)
            AND ($8::bigint IS NULL OR s.created_at >= $8) AND ($9::bigint IS NULL OR s.created_at < $9)
        """

    /// A walk that ends with the `$4`th job that passes the filters, or with the `$5`th of all, whose place it tells.
    /// Everything inside is in the order of an index, so it reads no further than it goes; one statement has one view
    /// of the jobs, so none is passed twice or not at all while their status changes.
    ///
    /// - Parameters:
    ///   - rows: with a column `place`, which is the sequence or, for an index of negative ones, its negative.
    ///   - order: of the places.
    private static func walk(
        _ name: String,
        along rows: String,
        order: String = "ASC",
        _ filters: String
    ) -> PostgresStatement {
        PostgresStatement(
            name: name,
            sql: """
                WITH looked AS MATERIALIZED (
                    SELECT place, number, matches FROM (
                        SELECT s.place, row_number() OVER (ORDER BY s.place \(order)) AS number, \(filters) AS matches
                        FROM (\(rows)) s
                    ) numbered
                    WHERE matches OR number = $5 ORDER BY place \(order) LIMIT $4
                )
                SELECT found.*, (SELECT abs(place) FROM looked WHERE number = $5)
                FROM (SELECT) walk LEFT JOIN (
                    \(Self.detailColumns) WHERE j.sequence = ANY(ARRAY(SELECT abs(place) FROM looked WHERE matches))
                ) found ON true
                ORDER BY found.sequence DESC
                """
        )
    }
}
