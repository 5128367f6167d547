import JobsApplication
import TestServices
import Testing

@testable import JobsPostgres

@Suite("The schema", .timeLimit(.minutes(2)))
struct MigrationTests {
    private func error(_ url: String) async throws -> JobStoreError? {
        let address = try PostgresAddress(url: url)
        return await #expect(throws: JobStoreError.self) { try await PostgresJobStore.migrate(address) }
    }

    @Test("processes that start at the same time prepare an empty database once")
    func together() async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { url in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await PostgresJobStore.migrate(try PostgresAddress(url: url)) }
                }
                try await group.waitForAll()
            }
            let versions = "SELECT version, min_reader FROM schema_migrations ORDER BY version"
            #expect(try await server.query(versions, database: url) == "1|1\n2|1\n3|1")
        }
    }

    @Test("a step that breaks off leaves nothing behind, and is made again")
    func brokenStep() async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { url in
            let address = try PostgresAddress(url: url)
            let broken = PostgresMigration(
                version: 1,
                name: "broken",
                minimumReader: 1,
                statements: ["CREATE TABLE jobs (a integer)", "SELECT 1 / 0"]
            )
            #expect(throws: JobStoreError.self) {
                let connection = try PostgresConnection(address, within: .seconds(10))
                try PostgresSchema.migrate(connection, [broken])
            }
            let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            #expect(try await server.query(tables, database: url) == "0")
            try await PostgresJobStore.migrate(address)
            let names = "SELECT name FROM schema_migrations ORDER BY version"
            #expect(try await server.query(names, database: url) == "jobs\nmodel calls\nfeed and search")
        }
    }

    @Test("a connection that breaks in the middle leaves nothing behind")
    func brokenConnection() async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { url in
            let proxy = try TCPProxy(to: server.port)
            proxy.cut(.request, matching: "CREATE TABLE events")
            #expect(try await self.error(proxy.url(url))?.code == .unavailable)
            #expect(proxy.cuts == 1)
            try await PostgresJobStore.migrate(try PostgresAddress(url: proxy.url(url)))
            #expect(try await server.query("SELECT count(*) FROM schema_migrations", database: url) == "3")
        }
    }

    @Test("a database that needs a newer build is refused, one that does not is used")
    func newer() async throws {
        try await withStore { store, subject, url in
            let server = try await PostgresServer.shared()
            try await server.query(
                "INSERT INTO schema_migrations (version, name, min_reader, checksum) VALUES (4, 'more', 1, 'x')",
                database: url
            )
            try await PostgresJobStore.migrate(try PostgresAddress(url: url))
            try await server.query("UPDATE schema_migrations SET min_reader = 4 WHERE version = 4", database: url)
            let error = try await self.error(url)
            #expect(error?.code == .unusable)
            #expect(error?.message.contains("knows schema 4; this one knows 3") ?? false)
        }
    }

    @Test("a step that was changed afterwards is refused")
    func edited() async throws {
        try await withStore { _, _, url in
            try await PostgresServer.shared().query("UPDATE schema_migrations SET checksum = 'x'", database: url)
            let error = try await self.error(url)
            #expect(error?.code == .unusable)
            #expect(error?.message.contains("schema step 1 (jobs)") ?? false)
        }
    }

    @Test("a user without the right to create tables is refused, and may use tables that are there")
    func permissions() async throws {
        let server = try await PostgresServer.shared()
        let role = "avo_reader_\(UInt32.random(in: .min ... .max))"
        try await server.query("CREATE ROLE \(role) LOGIN")
        try await server.withDatabase { url in
            let theirs = url.replacing("postgres@", with: "\(role)@")
            let error = try await self.error(theirs)
            #expect(error?.code == .unusable)
            #expect(error?.message.contains("may not create or change the tables") ?? false)
            try await PostgresJobStore.migrate(try PostgresAddress(url: url))
            try await server.query(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \(role); "
                    + "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO \(role)",
                database: url
            )
            let store = try await PostgresJobStore(PostgresAddress(url: theirs), logger: quiet)
            defer { store.close() }
            #expect(try await store.statistics().counts.isEmpty)
        }
        try await server.query("DROP ROLE \(role)")
    }

    @Test("a database in another encoding is refused")
    func encoding() async throws {
        let server = try await PostgresServer.shared()
        let name = "avo_latin_\(UInt32.random(in: .min ... .max))"
        try await server.query("CREATE DATABASE \(name) ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        let error = try await self.error(server.url(database: name))
        #expect(error?.code == .unusable)
        #expect(error?.message.contains("LATIN1") ?? false)
        try await server.query("DROP DATABASE \(name)")
    }

    @Test("a wrong password and a missing database are told as what they are")
    func refusedLogin() async throws {
        let server = try await PostgresServer.shared()
        let role = PostgresServer.passwordRole
        let wrong = try await self.error("postgres://\(role):wrong@127.0.0.1:\(server.port)/postgres")
        #expect(wrong?.code == .unusable)
        #expect(wrong?.message.contains("password authentication failed") ?? false)
        let missing = try await self.error(server.url(database: "nowhere"))
        #expect(missing?.code == .unusable)
        #expect(missing?.message.contains("does not exist") ?? false)
    }

    @Test("a server that cannot be reached may be there later")
    func unreachable() async throws {
        let port = try FreePort.find()
        #expect(try await self.error("postgres://postgres@127.0.0.1:\(port)/postgres")?.code == .unavailable)
    }

    @Test("a password in the URL is decoded, and lets in")
    func password() async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase(role: PostgresServer.passwordRole) { url in
            try await PostgresJobStore.migrate(try PostgresAddress(url: url))
        }
    }
}
