import JobsApplication
import JobsDomain

/// Shared values, and deleting what has ended.
extension PostgresBatch {
    /// Removed and expired values keep their row, so that a version never comes back.
    func replace(_ replacement: PostgresCommand.SharedReplacement, _ place: Int) {
        let query =
            if let version = replacement.version {
                Self.updateValue(
                    .text(replacement.key),
                    .bytes(replacement.bytes),
                    .integer(replacement.lifetime.milliseconds),
                    self.clock.parameter,
                    .integer(version)
                )
            } else {
                Self.createValue(
                    .text(replacement.key),
                    .bytes(replacement.bytes),
                    .integer(replacement.lifetime.milliseconds),
                    self.clock.parameter
                )
            }
        self.steps.append(Step(query: query, rows: .replacement(command: place)))
        guard self.isReplay else { return }
        // The first sending may have been the one that made the version move on.
        let check = Self.holdsValue(
            .text(replacement.key),
            .bytes(replacement.bytes),
            .integer(replacement.version.map { $0 + 1 })
        )
        self.steps.append(Step(query: check, rows: .replacement(command: place)))
    }

    func deleteEnded(before moment: Timestamp, _ limit: Int, _ place: Int) {
        let query = Self.deleteJobs(.integer(moment.millisecondsSinceEpoch), .integer(limit))
        self.steps.append(Step(query: query, rows: .deletedJobs(command: place)))
        self.steps.append(Step(query: Self.deleteHours()))
        self.steps.append(Step(query: Self.deleteKeys(self.clock.parameter)))
    }

    func valueReplies() -> [@Sendable () -> Void] {
        var replies: [@Sendable () -> Void] = []
        for (place, command) in self.commands.enumerated() {
            switch command {
            case .replace(_, let reply):
                let isReplaced = self.replacements.contains(place)
                replies.append { reply(.success(isReplaced)) }
            case .deleteEnded(_, _, let reply):
                let count = self.deletions[place] ?? 0
                replies.append { reply(.success(count)) }
            default: break
            }
        }
        return replies
    }

    private static let createValue = PostgresStatement(
        name: "avo_create_value",
        sql: """
            INSERT INTO shared_state AS s (key, value, version, expires_at) VALUES ($1, $2, 1, \(PostgresClock.now(4)) + $3)
            ON CONFLICT (key) DO UPDATE
                SET value = excluded.value, version = s.version + 1, expires_at = excluded.expires_at
                WHERE s.value IS NULL OR s.expires_at <= \(PostgresClock.now(4))
            RETURNING version
            """
    )
    private static let updateValue = PostgresStatement(
        name: "avo_update_value",
        sql: """
            UPDATE shared_state SET value = $2, version = version + 1, expires_at = \(PostgresClock.now(4)) + $3
            WHERE key = $1 AND version = $5 AND value IS NOT NULL AND expires_at > \(PostgresClock.now(4))
            RETURNING version
            """
    )
    private static let holdsValue = PostgresStatement(
        name: "avo_holds_value",
        sql: """
            SELECT FROM shared_state
            WHERE key = $1 AND value IS NOT DISTINCT FROM $2 AND ($3::bigint IS NULL OR version = $3)
            """
    )
    private static let deleteJobs = PostgresStatement(
        name: "avo_delete_jobs",
        sql: """
            WITH doomed AS MATERIALIZED (
                SELECT sequence, id, queue, status FROM jobs WHERE finished_at < $1 AND finished_at IS NOT NULL
                ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM jobs WHERE sequence = ANY(ARRAY(SELECT sequence FROM doomed))
            ), payloads AS (
                DELETE FROM job_payloads WHERE job = ANY(ARRAY(SELECT sequence FROM doomed))
            ), steps AS (
                DELETE FROM checkpoints WHERE job = ANY(ARRAY(SELECT sequence FROM doomed))
            ), told AS (
                DELETE FROM events WHERE job = ANY(ARRAY(SELECT sequence FROM doomed))
            ), keys AS (
                DELETE FROM idempotency_keys WHERE job = ANY(ARRAY(SELECT id FROM doomed))
            ), counted AS (
                INSERT INTO job_count_changes (queue, status, change)
                SELECT queue, status, -count(*) FROM doomed GROUP BY queue, status
            )
            SELECT sequence FROM doomed
            """
    )
    /// Leaves some blocks alone in which a job may appear yet, whose number was drawn before those of all that are
    /// seen.
    private static let deleteHours = PostgresStatement(
        name: "avo_delete_hours",
        sql: "DELETE FROM job_hours WHERE block < (SELECT min(sequence) FROM jobs) / 4096 - 16"
    )
    private static let deleteKeys = PostgresStatement(
        name: "avo_delete_keys",
        sql: "DELETE FROM idempotency_keys WHERE expires_at <= \(PostgresClock.now(1))"
    )
}
