import JobsApplication
import JobsDomain

extension SQLiteTransaction {
    func feed(after position: FeedPosition, limit: Int) throws -> FeedPage {
        guard position <= (try self.feedEnd()) else {
            throw JobStoreError(.notFound, "the place lies beyond the end of the log")
        }
        // Not a join: a planner that has seen one job would find the job of each event by reading all jobs.
        let events = try self.rows(
            """
            SELECT number, kind, at, step, data, (SELECT id FROM jobs WHERE sequence = events.job), position
            FROM events WHERE position > ? ORDER BY position LIMIT ?
            """,
            [position.commit, limit]
        ) { row in
            FeedEvent(
                position: FeedPosition(commit: row[6]),
                event: try JobEvent(row: row, of: JobID(try row.identifier(5)))
            )
        }
        // There is one writer: what was committed before has the lower places.
        return FeedPage(events: events, isHeldBack: false)
    }

    /// The last place that was ever given, also when its event is gone.
    func feedEnd() throws -> FeedPosition {
        FeedPosition(commit: try self.row("SELECT seq FROM sqlite_sequence WHERE name = 'events'", []) { $0[0] } ?? 0)
    }

    func lastEvents(of ids: [JobID]) throws -> [JobID: Int] {
        var last: [JobID: Int] = [:]
        for id in ids {
            last[id] = try self.row("SELECT last_event FROM jobs WHERE id = ?", [id.uuid]) { $0[0] }
        }
        return last
    }
}

extension JobEvent {
    /// Reads a row that begins with the columns `number`, `kind`, `at`, `step` and `data`.
    init(row: SQLiteRow, of job: JobID) throws {
        guard let kind = Kind(rawValue: row[1]) else {
            throw JobStoreError(.unusable, "the database holds an unknown kind of event")
        }
        self.init(
            job: job,
            number: row[0],
            kind: kind,
            at: Timestamp(millisecondsSinceEpoch: row[2]),
            step: row[3],
            data: row[4]
        )
    }
}
