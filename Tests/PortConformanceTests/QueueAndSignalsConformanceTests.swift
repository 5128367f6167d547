import JobsApplication
import JobsDomain
import JobsInMemory
import JobsPostgres
import JobsRedis
import JobsSQLite
import JobsTesting
import Logging
import TestServices
import Testing

/// The queues there are, each with a way to make a fresh one.
enum QueueKind: String, CaseIterable, CustomTestStringConvertible {
    case inMemory = "in memory"
    case sqlite = "SQLite"
    case postgres = "PostgreSQL"
    case redis = "Redis"

    var testDescription: String { self.rawValue }

    func withFreshQueue(_ body: (any JobQueue) async throws -> Void) async throws {
        switch self {
        case .inMemory: try await body(InMemoryJobQueue())
        case .sqlite:
            try await withTemporaryFolder { folder in
                try await body(SQLiteJobQueue(bus: try ProcessBus(databasePath: folder + "/jobs.sqlite")))
            }
        case .postgres:
            try await PostgresServer.shared().withDatabase { url in
                let bus = try PostgresBus(PostgresAddress(url: url), logger: Logger(label: "test"))
                try await body(PostgresJobQueue(bus: bus))
                bus.close()
            }
        case .redis:
            let server = try await RedisServer.start()
            try await body(RedisJobQueue(try RedisURL(server.url()), logger: Logger(label: "test")))
        }
    }
}

/// The signals there are; for those between processes, both ends on one bus and the ends of two.
enum SignalsKind: String, CaseIterable, CustomTestStringConvertible {
    case inMemory = "in memory"
    case sqliteOneProcess = "SQLite, one process"
    case sqliteTwoProcesses = "SQLite, two processes"
    case postgresOneProcess = "PostgreSQL, one process"
    case postgresTwoProcesses = "PostgreSQL, two processes"
    case redisOneProcess = "Redis, one process"
    case redisTwoProcesses = "Redis, two processes"

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
        case .postgresOneProcess, .postgresTwoProcesses:
            try await PostgresServer.shared().withDatabase { url in
                let sender = try await Self.listening(to: url)
                let receiver = self == .postgresOneProcess ? sender : try await Self.listening(to: url)
                try await body(
                    SignalsUnderTest(
                        sender: PostgresJobSignals(bus: sender),
                        receiver: PostgresJobSignals(bus: receiver)
                    )
                )
                sender.close()
                receiver.close()
            }
        case .redisOneProcess:
            let server = try await RedisServer.start()
            let signals = try await Self.connected(to: server)
            try await body(SignalsUnderTest(sender: signals, receiver: signals))
        case .redisTwoProcesses:
            let server = try await RedisServer.start()
            let receiver = try await Self.connected(to: server)
            let sender = try await Self.connected(to: server)
            try await body(SignalsUnderTest(sender: sender, receiver: receiver))
        }
    }

    private static func listening(to url: String) async throws -> PostgresBus {
        let bus = try PostgresBus(PostgresAddress(url: url), logger: Logger(label: "test"))
        try await waitUntil("the bus listens") { bus.problem == nil }
        return bus
    }

    private static func connected(to server: RedisServer) async throws -> RedisJobSignals {
        let signals = try RedisJobSignals(try RedisURL(server.url()), logger: Logger(label: "test"))
        try await waitUntil("the signals are connected") { signals.problem == nil }
        return signals
    }
}

@Suite("Every queue and all signals keep their contracts", .timeLimit(.minutes(2)))
struct QueueAndSignalsConformanceTests {
    @Test("queue contract", .serialized, arguments: JobQueueContract.clauses, QueueKind.allCases)
    func queueKeeps(_ clause: ContractClause<any JobQueue>, _ kind: QueueKind) async throws {
        try await kind.withFreshQueue { try await clause.verify($0) }
    }

    @Test("signals contract", .serialized, arguments: JobSignalsContract.clauses, SignalsKind.allCases)
    func signalsKeep(_ clause: ContractClause<SignalsUnderTest>, _ kind: SignalsKind) async throws {
        try await kind.withFreshSignals { try await clause.verify($0) }
    }

    @Test("a ticket sent in one process wakes a receiver in another")
    func ticketsCrossProcesses() async throws {
        try await withTemporaryFolder { folder in
            let receiving = SQLiteJobQueue(bus: try ProcessBus(databasePath: folder + "/jobs.sqlite"))
            let sending = SQLiteJobQueue(bus: try ProcessBus(databasePath: folder + "/jobs.sqlite"))
            try await self.ticketCrosses(from: sending, to: receiving)
        }
        let server = try await RedisServer.start()
        let receiving = try RedisJobQueue(try RedisURL(server.url()), logger: Logger(label: "test"))
        let sending = try RedisJobQueue(try RedisURL(server.url()), logger: Logger(label: "test"))
        try await self.ticketCrosses(from: sending, to: receiving)
    }

    private func ticketCrosses(from sending: any JobQueue, to receiving: any JobQueue) async throws {
        let ticket = JobTicket(job: .init(.init(high: 1, low: 2)), sequence: 3, queue: "q")
        try await sending.send([ticket])
        #expect(try await receiving.receive(queues: ["q"]) == [ticket])
    }
}
