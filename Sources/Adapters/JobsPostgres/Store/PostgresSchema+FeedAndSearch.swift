extension PostgresSchema {
    /// The order in which events became visible, and what lists are filtered by: the hours of creation of each block
    /// of 4096 jobs, and titles, folded for searching.
    ///
    /// Events carry the transaction that told them. Numbers that are drawn while inserting, such as a sequence's, come
    /// in another order than the commits, and a reader that has passed one never comes back; transactions below the
    /// oldest one that is still open can get no more events. Events that are older than this step have no transaction:
    /// they are in the log of their job, and not in that of all jobs.
    ///
    /// Titles stand beside the hot row, which is written anew by every change, in a table with a row for each job that
    /// has a title; a search walks along it. Jobs that are older than this step have no title there.
    ///
    /// A build of schema 2 goes on working, also while this runs: the default gives its events their transaction, and
    /// the triggers note the hours of its jobs and forget the titles of those that it deletes. Where another role than
    /// the owner of the tables uses them, it has to be granted the two new ones.
    static let feedAndSearch = [
        // Jobs before events, the order in which a batch takes them: otherwise the two could wait for each other.
        "LOCK TABLE jobs IN SHARE ROW EXCLUSIVE MODE",
        // Rows are only added, so that nobody waits: two transactions that note the same hour at the same time leave
        // two rows.
        "CREATE TABLE job_hours (block bigint NOT NULL, hour bigint NOT NULL)",
        "INSERT INTO job_hours (block, hour) SELECT DISTINCT sequence / 4096, created_at / 3600000 FROM jobs",
        "CREATE INDEX job_hours_by_block ON job_hours (block, hour)",
        """
        CREATE FUNCTION note_job_hours() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
            INSERT INTO job_hours (block, hour)
            SELECT DISTINCT n.sequence / 4096, n.created_at / 3600000 FROM new_jobs n
            WHERE NOT EXISTS (
                SELECT FROM job_hours h WHERE h.block = n.sequence / 4096 AND h.hour = n.created_at / 3600000
            );
            RETURN NULL;
        END
        $$
        """,
        """
        CREATE TRIGGER jobs_hours AFTER INSERT ON jobs REFERENCING NEW TABLE AS new_jobs
            FOR EACH STATEMENT EXECUTE FUNCTION note_job_hours()
        """,
        """
        CREATE TABLE job_titles (
            owner text NOT NULL, job bigint NOT NULL, title text NOT NULL, PRIMARY KEY (owner, job)
        )
        """,
        """
        CREATE FUNCTION forget_job_title() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
            DELETE FROM job_titles WHERE owner = OLD.owner AND job = OLD.sequence;
            RETURN NULL;
        END
        $$
        """,
        "CREATE TRIGGER jobs_title AFTER DELETE ON jobs FOR EACH ROW EXECUTE FUNCTION forget_job_title()",
        // Without a default at first: with it, every row would be written anew.
        "ALTER TABLE events ADD COLUMN transaction xid8",
        "ALTER TABLE events ALTER COLUMN transaction SET DEFAULT pg_current_xact_id()",
        "CREATE INDEX events_by_commit ON events (transaction, job, number) WHERE transaction IS NOT NULL",
    ]

    /// The schema in which events got their transaction.
    static let feedVersion = 3

    /// Takes events that say they are of the future out of the log of all jobs.
    ///
    /// Transactions are counted by the cluster. In a database that was dumped and restored into another one, events
    /// carry numbers of the old one, and those that the new one has not reached yet would hold up the log, or come
    /// again between new events. They stay in the log of their job. Numbers that the new one has passed do no harm.
    static let forgetForeignTransactions = PostgresStatement(
        name: "avo_forget_foreign_transactions",
        sql: """
            UPDATE events SET transaction = NULL WHERE transaction >= pg_snapshot_xmax(pg_current_snapshot())
            """
    )

    /// Whether there are such events: asked first, because a role that owns nothing may not change events.
    static let findForeignTransactions = PostgresStatement(
        name: "avo_find_foreign_transactions",
        sql: """
            SELECT EXISTS (SELECT FROM events WHERE transaction >= pg_snapshot_xmax(pg_current_snapshot()))
            """
    )
}
