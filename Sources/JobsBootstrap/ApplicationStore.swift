import JobsApplication
import JobsPostgres
import JobsSQLite
import Logging

/// A store in all its roles, which a program opens and closes.
protocol ApplicationStore: JobStore, CallLedger, SharedState {
    /// Closes every connection.
    func close() throws(JobStoreError)
}

extension SQLiteJobStore: ApplicationStore {}
extension PostgresJobStore: ApplicationStore {}

extension AvoConfiguration.Database {
    /// Whether it is a server of its own, which may be away for a while.
    var isServer: Bool { if case .postgres = self { true } else { false } }

    /// Opens the database and brings its schema up to date.
    func open(logger: Logger) async throws(JobStoreError) -> any ApplicationStore {
        switch self {
        case .sqlite(let location): try SQLiteJobStore(location)
        case .postgres(let address): try await PostgresJobStore(address, logger: logger)
        }
    }
}
