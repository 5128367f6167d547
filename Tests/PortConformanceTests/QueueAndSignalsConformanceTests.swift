import JobsApplication
import JobsDomain
import JobsInMemory
import JobsSQLite
import JobsTesting
import Testing

/// The queues there are, each with a way to make a fresh one.
enum QueueKind: String, CaseIterable, CustomTestStringConvertible {
    case inMemory = "in memory"
    case sqlite = "SQLite"

    var testDescription: String { self.rawValue }

    func withFreshQueue(_ body: (any JobQueue) async throws -> Void) async throws {
        switch self {
        case .inMemory: try await body(InMemoryJobQueue())
        case .sqlite:
            try await withTemporaryFolder { folder in
                try await body(SQLiteJobQueue(bus: try ProcessBus(databasePath: folder + "/jobs.sqlite")))
            }
        }
    }
}

/// The signals there are; for those between processes, both ends on one bus and the ends of two.
enum SignalsKind: String, CaseIterable, CustomTestStringConvertible {
    case inMemory = "in memory"
    case sqliteOneProcess = "SQLite, one process"
    case sqliteTwoProcesses = "SQLite, two processes"

    var testDescription: String { self.rawValue }

    func withFreshSignals(_ body: (SignalsUnderTest) async throws -> Void) async throws {
        switch self {
        case .inMemory:
            let signals = InMemoryJobSignals()
            try await body(SignalsUnderTest(sender: signals, receiver: signals))
        case .sqliteOneProcess:
            try await withTemporaryFolder { folder in
                let signals = SQLiteJobSignals(bus: try ProcessBus(databasePath: folder + "/jobs.sqlite"))
                try await body(SignalsUnderTest(sender: signals, receiver: signals))
            }
        case .sqliteTwoProcesses:
            try await withTemporaryFolder { folder in
                let receiver = SQLiteJobSignals(bus: try ProcessBus(databasePath: folder + "/jobs.sqlite"))
                let sender = SQLiteJobSignals(bus: try ProcessBus(databasePath: folder + "/jobs.sqlite"))
                try await body(SignalsUnderTest(sender: sender, receiver: receiver))
            }
        }
    }
}

@Suite("Every queue and all signals keep their contracts", .timeLimit(.minutes(2)))
struct QueueAndSignalsConformanceTests {
    @Test("queue contract", arguments: JobQueueContract.clauses, QueueKind.allCases)
    func queueKeeps(_ clause: ContractClause<any JobQueue>, _ kind: QueueKind) async throws {
        try await kind.withFreshQueue { try await clause.verify($0) }
    }

    @Test("signals contract", arguments: JobSignalsContract.clauses, SignalsKind.allCases)
    func signalsKeep(_ clause: ContractClause<SignalsUnderTest>, _ kind: SignalsKind) async throws {
        try await kind.withFreshSignals { try await clause.verify($0) }
    }

    @Test("a ticket sent in one process wakes a receiver in another")
    func ticketsCrossProcesses() async throws {
        try await withTemporaryFolder { folder in
            let receiving = SQLiteJobQueue(bus: try ProcessBus(databasePath: folder + "/jobs.sqlite"))
            let sending = SQLiteJobQueue(bus: try ProcessBus(databasePath: folder + "/jobs.sqlite"))
            let ticket = JobTicket(job: .init(.init(high: 1, low: 2)), sequence: 3, queue: "q")
            try await sending.send([ticket])
            #expect(try await receiving.receive(queues: ["q"]) == [ticket])
        }
    }
}
