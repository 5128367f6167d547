/// Where a SQLite database is.
public enum SQLiteLocation: Sendable, Equatable {
    /// A file, by its path; created where it does not exist.
    case file(String)
    /// The memory of this process: gone with it, and outside the promise of durability.
    case memory
}
