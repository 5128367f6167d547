import JobsApplication
import JobsDomain
import Logging
import TestServices

@testable import JobsPostgres
@testable import JobsTesting

let quiet: Logger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}()

/// Lends a store over a fresh database of the shared server.
func withStore<Value>(
    _ body: (_ store: PostgresJobStore, _ subject: StoreUnderTest, _ url: String) async throws -> Value
) async throws -> Value {
    try await PostgresServer.shared().withDatabase { url in
        let store = try await PostgresJobStore(PostgresAddress(url: url), logger: quiet)
        defer { store.close() }
        return try await body(store, StoreUnderTest(store) { store.advanceClock(by: $0) }, url)
    }
}

/// Lends a store whose connections go through a proxy.
func withProxiedStore<Value>(
    _ body: (_ store: PostgresJobStore, _ subject: StoreUnderTest, _ proxy: TCPProxy) async throws -> Value
) async throws -> Value {
    let server = try await PostgresServer.shared()
    return try await server.withDatabase { url in
        let proxy = try TCPProxy(to: server.port)
        let store = try await PostgresJobStore(PostgresAddress(url: proxy.url(url)), logger: quiet)
        defer { store.close() }
        return try await body(store, StoreUnderTest(store) { store.advanceClock(by: $0) }, proxy)
    }
}

/// Runs SQL on a connection of the test's own, whose transaction stays open as long as it likes.
final class TestSession {
    private let connection: PostgresConnection

    init(_ url: String) throws {
        self.connection = try PostgresConnection(PostgresAddress(url: url), within: .seconds(10))
        try self.run("SET idle_in_transaction_session_timeout = 0")
    }

    func run(_ sql: String) throws {
        try self.connection.run([Self.query(sql)])
    }

    /// The integer that a statement returns.
    func integer(_ sql: String) throws -> Int64 {
        try self.connection.run([Self.query(sql)])[0].first?.integer(0) ?? 0
    }

    private static func query(_ sql: String) -> PostgresQuery {
        PostgresStatement(name: "test_\(UInt64.random(in: .min ... .max))", sql: sql)()
    }
}
