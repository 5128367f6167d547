import Dispatch
public import JobsApplication

extension PostgresJobStore {
    /// Connects once and brings the schema up to date.
    ///
    /// - Throws: ``JobStoreError`` with code `unusable` if the user is refused, the database does not exist, may
    ///   not be written, or needs a newer build; `unavailable` if the server cannot be reached or is starting.
    public static func migrate(_ address: PostgresAddress) async throws(JobStoreError) {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Void, JobStoreError>, Never>) in
            DispatchQueue(label: "avo.postgres.migrate").async {
                do throws(JobStoreError) {
                    try PostgresSchema.migrate(try Self.connect(address))
                    continuation.resume(returning: .success(()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        try result.get()
    }

    private static func connect(_ address: PostgresAddress) throws(JobStoreError) -> PostgresConnection {
        do throws(PostgresFailure) {
            let connection = try PostgresConnection(address, within: .seconds(3))
            guard !connection.isReadOnly else {
                throw .connection("the server is a standby and cannot write")
            }
            return connection
        } catch {
            guard case .server(let sqlState, let message) = error else { throw JobStoreError(error) }
            switch sqlState {
            // Wrong password or user, no such database, no permission to connect.
            case let state where state.hasPrefix("28") || state == "3D000" || state == "42501":
                throw JobStoreError(.unusable, message)
            default: throw JobStoreError(.unavailable, message)
            }
        }
    }
}
