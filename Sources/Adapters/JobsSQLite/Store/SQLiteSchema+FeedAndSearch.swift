extension SQLiteSchema {
    /// What lists are filtered by: the hours of creation of each block of 4096 jobs, and titles, folded for searching.
    ///
    /// The log of all jobs' events needs nothing: `events.position` counts in the order of commits, because there is
    /// one writer. Titles stand beside the hot row, which every change writes anew, in a table that is its own index
    /// and has no row for a job without a title; a search walks along it. Jobs that are older than this step have no
    /// title there.
    ///
    /// A build of schema 2 goes on working, and the triggers do its part: they note the hours of its jobs, and forget
    /// the titles of those that it deletes.
    static let feedAndSearch = """
        CREATE TABLE job_hours (
            block INTEGER NOT NULL, hour INTEGER NOT NULL, PRIMARY KEY (block, hour)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO job_hours (block, hour) SELECT DISTINCT sequence / 4096, created_at / 3600000 FROM jobs;
        CREATE TRIGGER jobs_hours AFTER INSERT ON jobs WHEN NOT EXISTS (
            SELECT 1 FROM job_hours WHERE block = new.sequence / 4096 AND hour = new.created_at / 3600000
        ) BEGIN
            INSERT INTO job_hours (block, hour) VALUES (new.sequence / 4096, new.created_at / 3600000);
        END;
        CREATE TABLE job_titles (
            owner TEXT NOT NULL, job INTEGER NOT NULL, title TEXT NOT NULL, PRIMARY KEY (owner, job)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER jobs_title AFTER DELETE ON jobs BEGIN
            DELETE FROM job_titles WHERE owner = old.owner AND job = old.sequence;
        END;
        """
}
