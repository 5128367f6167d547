extension SQLiteSchema {
    /// Finds void leases without looking at those that hold: every claim asks, and a worker may hold hundreds.
    ///
    /// A build of schema 3 goes on working; SQLite keeps the index for it.
    static let leases = """
        CREATE INDEX jobs_leases ON jobs (queue, lease_owner, boot, lease_ends) WHERE status = 1;
        DROP INDEX jobs_processing;
        """
}
