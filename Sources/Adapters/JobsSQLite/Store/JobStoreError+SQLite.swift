import GRDB
import JobsApplication

extension JobStoreError {
    /// What an error of SQLite means to a caller.
    init(sqlite error: any Error) {
        if let error = error as? JobStoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.unavailable, "the database cannot be used", cause: error)
            return
        }
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_SCHEMA, .SQLITE_MISMATCH:
            self.init(.unusable, "the file is no usable database", cause: error)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self.init(.unavailable, "the database file cannot be written", cause: error)
        case .SQLITE_FULL:
            self.init(.unavailable, "the disk is full", cause: error)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.unavailable, "another process keeps the database locked", cause: error)
        default:
            self.init(.unavailable, "the database reports an error", cause: error)
        }
    }
}
