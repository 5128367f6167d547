import JobsApplication
import JobsInMemory
import JobsPostgres
import JobsSQLite
import JobsTesting
import Logging
import TestServices
import Testing

/// The stores there are, each with a way to make a fresh one.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case inMemory = "in memory"
    case sqliteFile = "SQLite file"
    case sqliteMemory = "SQLite in memory"
    case postgres = "PostgreSQL"

    var testDescription: String { self.rawValue }

    func withFreshStore(_ body: (StoreUnderTest) async throws -> Void) async throws {
        switch self {
        case .inMemory:
            let clock = ManualClock()
            let store = InMemoryJobStore(uptime: { clock.now })
            try await body(StoreUnderTest(store) { clock.advance(by: $0) })
        case .sqliteFile:
            try await withTemporaryFolder { folder in
                let store = try SQLiteJobStore(.file(folder + "/jobs.sqlite"))
                try await body(StoreUnderTest(store) { store.advanceClock(by: $0) })
                try store.close()
            }
        case .sqliteMemory:
            let store = try SQLiteJobStore(.memory)
            try await body(StoreUnderTest(store) { store.advanceClock(by: $0) })
        case .postgres:
            try await PostgresServer.shared().withDatabase { url in
                let store = try await PostgresJobStore(PostgresAddress(url: url), logger: Logger(label: "test"))
                try await body(StoreUnderTest(store) { store.advanceClock(by: $0) })
                store.close()
            }
        }
    }
}

@Suite("Every store keeps every clause of the store contract", .timeLimit(.minutes(2)))
struct StoreConformanceTests {
    @Test("store contract", arguments: JobStoreContract.clauses, StoreKind.allCases.filter { $0 != .postgres })
    func keeps(_ clause: ContractClause<StoreUnderTest>, _ kind: StoreKind) async throws {
        try await kind.withFreshStore { try await clause.verify($0) }
    }

    /// One after the other: sixty databases that are made at the same time keep each other from answering in time.
    @Test("store contract, PostgreSQL", .serialized, arguments: JobStoreContract.clauses)
    func postgresKeeps(_ clause: ContractClause<StoreUnderTest>) async throws {
        try await StoreKind.postgres.withFreshStore { try await clause.verify($0) }
    }
}
