import JobsApplication
import JobsDomain

/// The log of all jobs' events, in the order in which they became visible.
extension PostgresReader {
    func feed(after position: FeedPosition, limit: Int) async throws(JobStoreError) -> FeedPage {
        let query = Self.selectFeed(
            .integer(max(0, position.commit)),
            .integer(position.job),
            .integer(position.event),
            .integer(limit)
        )
        let page = try await self.read([query]) { results throws(PostgresFailure) -> FeedPage? in
            guard let first = results[0].first else { throw .unexpected("the log of events has no end") }
            guard position.commit <= (try first.integer(0)) else { return nil }
            var events: [FeedEvent] = []
            for row in results[0].rows where row.optionalUUID(7) != nil { events.append(try Self.feedEvent(row)) }
            return FeedPage(events: events, isHeldBack: try first.bool(1))
        }
        guard let page else { throw JobStoreError(.notFound, "the place lies beyond the end of the log") }
        return page
    }

    func feedEnd() async throws(JobStoreError) -> FeedPosition {
        try await self.read([Self.selectFeedEnd()]) { results throws(PostgresFailure) in
            guard let row = results[0].first else { return .start }
            return FeedPosition(commit: try row.integer(0), job: try row.integer(1), event: try row.integer(2))
        }
    }

    func lastEvents(of ids: [JobID]) async throws(JobStoreError) -> [JobID: Int] {
        try await self.read([Self.selectLastEvents(.uuids(ids.map(\.uuid)))]) { results throws(PostgresFailure) in
            var last: [JobID: Int] = [:]
            for row in results[0].rows { last[JobID(try row.uuid(0))] = try row.int(1) }
            return last
        }
    }

    private static func feedEvent(_ row: PostgresRow) throws(PostgresFailure) -> FeedEvent {
        let event = try JobEvent(row: row, at: 2, of: JobID(try row.uuid(7)))
        let position = FeedPosition(commit: try row.integer(8), job: try row.integer(9), event: Int64(event.number))
        return FeedEvent(position: position, event: event)
    }

    /// One statement, so that all of it is said of one moment: the next number that a transaction gets, whether
    /// anything is held back, and the events, or one row of nulls.
    ///
    /// Whatever is below the oldest open transaction is committed or gone for good. An open one anywhere on the server
    /// holds the log back, as long as it has written something.
    private static let selectFeed = PostgresStatement(
        name: "avo_select_feed",
        sql: """
            SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                EXISTS (SELECT FROM events WHERE transaction >= pg_snapshot_xmin(pg_current_snapshot())),
                page.number, page.kind, page.at, page.step, page.data, page.id, page.transaction::text::bigint, page.job
            FROM (SELECT) moment LEFT JOIN (
                SELECT e.*, (SELECT j.id FROM jobs j WHERE j.sequence = e.job) AS id FROM (
                    SELECT transaction, job, number, kind, at, step, data FROM events
                    WHERE transaction < pg_snapshot_xmin(pg_current_snapshot())
                        AND (transaction, job, number) > ($1::bigint::text::xid8, $2::bigint, $3::bigint)
                    ORDER BY transaction, job, number LIMIT $4
                ) e
            ) page ON true
            ORDER BY page.transaction, page.job, page.number
            """
    )
    /// The place of the last event, not the next number of a transaction: after a crash of the server, numbers that
    /// were given out and left nothing on disk are given out again.
    private static let selectFeedEnd = PostgresStatement(
        name: "avo_select_feed_end",
        sql: """
            SELECT transaction::text::bigint, job, number FROM events
            WHERE transaction < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY transaction DESC, job DESC, number DESC LIMIT 1
            """
    )
    private static let selectLastEvents = PostgresStatement(
        name: "avo_select_last_events",
        sql: "SELECT id, last_event FROM jobs WHERE id = ANY($1)"
    )
}

extension JobEvent {
    /// Reads the columns `number`, `kind`, `at`, `step` and `data`, which begin at a place.
    init(row: PostgresRow, at column: Int, of job: JobID) throws(PostgresFailure) {
        guard let kind = Kind(rawValue: try row.text(column + 1)) else {
            throw .unexpected("the database holds an unknown kind of event")
        }
        self.init(
            job: job,
            number: try row.int(column),
            kind: kind,
            at: Timestamp(millisecondsSinceEpoch: try row.integer(column + 2)),
            step: row.optionalText(column + 3),
            data: row.optionalBytes(column + 4)
        )
    }
}
