import Foundation
import TestServices
import Testing

@Suite("The PostgreSQL of the tests", .serialized, .timeLimit(.minutes(5)))
struct PostgresServerTests {
    @Test("lends databases that are empty, apart from each other, and gone afterwards")
    func lendsDatabases() async throws {
        let server = try await PostgresServer.shared()
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<4 {
                group.addTask {
                    try await server.withDatabase { url in
                        try await server.query("CREATE TABLE t AS SELECT \(number) AS n", database: url)
                        let rows = try await server.query("SELECT n FROM t", database: url)
                        #expect(rows == "\(number)")
                        return try await server.query("SELECT current_database()", database: url)
                    }
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(names.count == 4)
        let left = try await server.query("SELECT datname FROM pg_database").split(separator: "\n").map(String.init)
        #expect(names.isDisjoint(with: left))
    }

    @Test("a failing statement is told with the server's message")
    func failingStatement() async throws {
        let server = try await PostgresServer.shared()
        await #expect { try await server.query("SELECT 1/0") } throws: { "\($0)".contains("division by zero") }
    }

    @Test("the password role needs its password and owns the database")
    func passwordRole() async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase(role: PostgresServer.passwordRole) { url in
            let right = try await Psql.run(url, "CREATE TABLE t (n int); SELECT current_user")
            #expect(right.code == 0)
            #expect(right.output.hasSuffix(PostgresServer.passwordRole))
            let wrong = try await Psql.run(url.replacing("%23", with: "x"), "SELECT 1")
            #expect(wrong.code == 2)
            #expect(wrong.output.contains("password authentication failed"))
        }
    }

    @Test("what is committed outlives a restart, an immediate stop and a kill")
    func restarts() async throws {
        let server = try await PostgresServer.start(durable: true, settings: ["log_checkpoints": "off"])
        try await server.query("CREATE TABLE t (n int)")
        try await server.restart(.fast)
        try await server.query("INSERT INTO t VALUES (1)")
        try await server.restart(.immediate)
        try await server.query("INSERT INTO t VALUES (2)")
        try await server.kill()
        await #expect(throws: (any Error).self) { try await server.query("SELECT 1") }
        try await server.start()
        #expect(try await server.query("SELECT count(*), current_setting('fsync') FROM t") == "2|on")
    }

    @Test("a paused server answers nobody and goes on where it stood")
    func pauses() async throws {
        let server = try await PostgresServer.start()
        let url = server.url(database: "postgres")
        let session = try Psql.start(url, "SELECT 'begun'; SELECT pg_sleep(2); SELECT 'ended'")
        #expect(await session.line(containing: "begun") != nil)
        try await server.pause()
        // Long enough to end if it ran, and begun long enough before that the pause is in time.
        #expect(await session.line(containing: "ended", within: .seconds(4)) == nil)
        try server.resume()
        #expect(await session.line(containing: "ended") != nil)
        #expect(await session.finished() == 0)
    }

    @Test("sessions can be ended from outside")
    func terminatedSession() async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { url in
            let session = try Psql.start(url, "SELECT 'begun'; SELECT pg_sleep(600)")
            #expect(await session.line(containing: "begun") != nil)
            let ended = try await server.query(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """,
                database: url
            )
            #expect(ended == "1")
            #expect(await session.finished() != 0)
        }
    }

    @Test("of a server that is let go nothing is left")
    func leavesNothing() async throws {
        var server: PostgresServer? = try await PostgresServer.start()
        let folder = try #require(try await server?.query("SHOW unix_socket_directories"))
        #expect(FileManager.default.fileExists(atPath: folder))
        try await server?.pause()
        server = nil
        try await waitUntil("the folder is gone") { !FileManager.default.fileExists(atPath: folder) }
    }
}
