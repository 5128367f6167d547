import JobsDomain

extension PostgresClaims {
    /// Locks the queues in the order of their names, so that two claims never wait for each other.
    static let lockQueues = PostgresStatement(
        name: "avo_lock_queues",
        sql: """
            SELECT pg_advisory_xact_lock($1::bigint::integer, hashtext(q.queue)) FROM (
                SELECT DISTINCT queue FROM lanes WHERE $2::text[] IS NULL OR queue = ANY($2) ORDER BY queue
            ) q
            """
    )

    /// Drawn numbers are read first: whoever drew one of them holds the lock that is read next, or has ended.
    static let selectDrawn = PostgresStatement(
        name: "avo_select_drawn",
        sql: "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM job_sequence"
    )
    static let selectInserts = PostgresStatement(
        name: "avo_select_inserts",
        sql: """
            SELECT DISTINCT virtualtransaction FROM pg_locks
            WHERE locktype = 'advisory' AND classid = $1::bigint::oid AND objid = 0 AND objsubid = 2
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
    )

    /// Chooses the first jobs, starts them, and tells their events: what ``Job/start(_:recoveringFrom:)`` decides,
    /// for many jobs in one statement. A statement that arrives after `$16` takes nothing. `c.lost` says that the job is processing and its lease has run out;
    /// `c.tired` that it was started too often in vain.
    ///
    /// A job that changed while this waited for its row is left to the next claim, which sees the checkpoints that came with
    /// the change; those here are of the statement's beginning.
    static let startJobs = PostgresStatement(
        name: "avo_start_jobs",
        sql: """
            WITH clock AS MATERIALIZED (SELECT \(PostgresClock.now(1)) AS now),
            queues AS MATERIALIZED (
                SELECT DISTINCT queue FROM lanes
                WHERE ($2::text[] IS NULL OR queue = ANY($2))
                    AND ($16::bigint IS NULL OR (SELECT now FROM clock) <= $16)
            ),
            marked AS MATERIALIZED (
                SELECT l.queue, l.priority, coalesce(m.mark, 0) AS mark
                FROM lanes l LEFT JOIN unnest($11::text[], $12::bigint[], $13::bigint[]) AS m(queue, priority, mark)
                    ON m.queue = l.queue AND m.priority = l.priority
                WHERE l.queue IN (SELECT queue FROM queues)
            ),
            candidates AS MATERIALIZED (
                SELECT fresh.* FROM marked l CROSS JOIN LATERAL (
                    SELECT j.sequence, j.priority, j.fence, j.last_command, false AS lost FROM jobs j
                    WHERE j.status = 0 AND j.fence = 0 AND j.queue = l.queue AND j.priority = l.priority
                        AND j.sequence >= l.mark
                        AND (j.workflow, j.workflow_version) IN (SELECT * FROM unnest($3::text[], $4::bigint[]))
                    ORDER BY j.sequence LIMIT $5
                ) fresh
                UNION ALL
                SELECT returned.* FROM queues q CROSS JOIN LATERAL (
                    SELECT j.sequence, j.priority, j.fence, j.last_command, false AS lost FROM jobs j
                    WHERE j.status = 0 AND j.fence > 0 AND j.queue = q.queue
                        AND j.not_before <= (SELECT now FROM clock)
                        AND (j.workflow, j.workflow_version) IN (SELECT * FROM unnest($3::text[], $4::bigint[]))
                    ORDER BY j.priority, j.sequence LIMIT $5
                ) returned
                UNION ALL
                SELECT abandoned.* FROM queues q CROSS JOIN LATERAL (
                    SELECT j.sequence, j.priority, j.fence, j.last_command, true AS lost FROM jobs j
                    WHERE j.status = 1 AND j.queue = q.queue AND j.lease_ends >= $14
                        AND j.lease_ends <= (SELECT now FROM clock)
                        AND (j.workflow, j.workflow_version) IN (SELECT * FROM unnest($3::text[], $4::bigint[]))
                    ORDER BY j.priority, j.sequence LIMIT $5
                ) abandoned
            ),
            chosen AS MATERIALIZED (
                SELECT sequence, fence, last_command, lost FROM candidates ORDER BY priority, sequence LIMIT $5
            ),
            started AS (
                UPDATE jobs j SET
                    status = CASE WHEN j.starts_since_checkpoint >= $9 THEN 3 ELSE 1 END,
                    fence = j.fence + CASE WHEN c.lost THEN 1 ELSE 0 END
                        + CASE WHEN j.starts_since_checkpoint >= $9 THEN 0 ELSE 1 END,
                    lease_owner = CASE WHEN j.starts_since_checkpoint >= $9 THEN NULL ELSE $6 END,
                    failure = CASE WHEN j.starts_since_checkpoint >= $9 THEN convert_to(
                        '{"code":"attempts_exhausted","message":' || to_json($15::text)::text || ',"step":'
                            || coalesce(to_json(j.current_step)::text, 'null') || ',"retryable":true}', 'UTF8') END,
                    attempts = j.attempts + CASE WHEN j.starts_since_checkpoint >= $9 THEN 0 ELSE 1 END,
                    starts_since_checkpoint = j.starts_since_checkpoint
                        + CASE WHEN j.starts_since_checkpoint >= $9 THEN 0 ELSE 1 END,
                    last_event = j.last_event + CASE WHEN c.lost THEN 2 ELSE 1 END,
                    last_command = $7,
                    updated_at = greatest(j.updated_at, $8),
                    finished_at = CASE WHEN j.starts_since_checkpoint >= $9 THEN $8 END,
                    lease_ends = (SELECT now FROM clock) + $10
                FROM chosen c
                WHERE j.sequence = c.sequence AND j.fence = c.fence AND j.status = CASE WHEN c.lost THEN 1 ELSE 0 END
                    AND j.last_command IS NOT DISTINCT FROM c.last_command
                    AND (NOT c.lost OR j.lease_ends <= (SELECT now FROM clock))
                RETURNING j.*, c.lost
            ),
            told AS (
                INSERT INTO events (job, number, kind, at, step, data)
                SELECT s.sequence, e.number, e.kind, s.updated_at, e.step, convert_to(e.data, 'UTF8')
                FROM started s CROSS JOIN LATERAL (
                    SELECT s.last_event - 1, 'job.recovered', NULL, '{"reason":"lease_expired"}' WHERE s.lost
                    UNION ALL
                    SELECT s.last_event, 'job.started', NULL,
                        '{"run":' || s.run || ',"attempt":' || s.attempts || '}' WHERE s.status = 1
                    UNION ALL
                    SELECT s.last_event, 'job.failed', s.current_step,
                        '{"reason":"attempts_exhausted","error":' || convert_from(s.failure, 'UTF8') || '}'
                        WHERE s.status = 3
                ) e(number, kind, step, data)
            ),
            counted AS (
                INSERT INTO job_count_changes (queue, status, change)
                SELECT queue, status, sum(change) FROM (
                    SELECT queue, CASE WHEN lost THEN 1 ELSE 0 END AS status, -1 AS change FROM started
                    UNION ALL SELECT queue, status, 1 FROM started
                ) moves GROUP BY queue, status HAVING sum(change) <> 0
            )
            SELECT \(Job.columns), p.input, \(Checkpoint.columns), clock.now,
                (SELECT count(*) FROM candidates WHERE lost) - (SELECT count(*) FROM started WHERE lost),
                (SELECT count(*) FROM chosen)
            FROM clock LEFT JOIN (
                started j JOIN job_payloads p ON p.job = j.sequence \(Checkpoint.arrays)
            ) ON true
            ORDER BY j.priority, j.sequence
            """
    )

    /// What a claim whose answer was never heard has got. Under the queues' lock, so that it has ended.
    static let selectClaimed = PostgresStatement(
        name: "avo_select_claimed",
        sql: """
            SELECT \(Job.columns), p.input, \(Checkpoint.columns), NULL::bigint, NULL::bigint, NULL::bigint
            FROM jobs j JOIN job_payloads p ON p.job = j.sequence \(Checkpoint.arrays)
            WHERE j.status = 1 AND j.lease_owner = $1 AND j.last_command = $2
            ORDER BY j.priority, j.sequence
            """
    )
}
