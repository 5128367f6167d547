extension PostgresSchema {
    /// What a call used in detail, and how many calls of a job nobody knows the end of.
    ///
    /// A build of schema 1 goes on working, also while this runs: it names its columns, and what it leaves out has
    /// a default. It does not keep `unsettled_calls`, but a call is begun and settled by one process, so it leaves
    /// the number as the others made it: never below zero. The number is then wrong for two kinds of call. One
    /// that was on its way during the migration and was settled by the old build counts as unsettled for ever,
    /// which makes the cost of its job unknown; one that the old build lost with its process is not counted, and
    /// the cost is told without it, as that build always did. Nothing is decided by either, and `calls` has the
    /// truth.
    static let modelCalls = [
        // Jobs before calls, the order in which a batch takes them: otherwise the two could wait for each other.
        "ALTER TABLE jobs ADD COLUMN unsettled_calls integer NOT NULL DEFAULT 0",
        """
        ALTER TABLE calls
            ADD COLUMN status integer,
            ADD COLUMN cached_input_tokens bigint,
            ADD COLUMN cache_write_tokens bigint,
            ADD COLUMN reasoning_tokens bigint,
            ADD COLUMN price_version text,
            ADD COLUMN duration_ms bigint
        """,
        "CREATE INDEX calls_by_time ON calls (intended_at)",
        """
        UPDATE jobs j SET unsettled_calls = c.count
        FROM (SELECT job, count(*) FROM calls WHERE outcome IS NULL GROUP BY job) c WHERE j.id = c.job
        """,
    ]
}
