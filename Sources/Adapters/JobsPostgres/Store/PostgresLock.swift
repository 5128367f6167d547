/// The advisory locks that the processes on one database share, by the first half of their keys.
enum PostgresLock {
    /// Held exclusively by the claim of a queue, whose hash is the second half, until its commit.
    static let claims = 0x41_564F_31
    /// Held shared by every insert until its commit; tells claims which sequence numbers may still appear.
    static let inserts = 0x41_564F_32
    /// Held by who adds up the counts of jobs.
    static let counts = 0x41_564F_33
}
