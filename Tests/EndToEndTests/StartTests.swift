import Foundation
import JobsDomain
import TestServices
import Testing

@Suite("What cannot start says why, in one line, without a secret", .serialized, .timeLimit(.minutes(5)))
struct StartTests {
    static let executables = ["avo-server", "avo-worker"]

    /// Starts an executable that must refuse, and returns what it printed.
    private static func refusal(_ name: String, _ settings: [String: String]) async throws -> String {
        try await Installation.with { installation in
            let common = ["QUEUE_URL": "database:", "LLM_PROVIDERS": "local"]
            let process = try installation.start(name, [], common.merging(settings) { $1 })
            let code = await process.finished()
            #expect(code == 78, "\(name): \(process.output)")
            return process.output
        }
    }

    private static func expect(_ output: String, names variable: String, andNever secret: String) {
        let lines = output.split(separator: "\n")
        #expect(lines.count { $0.contains("\(variable): ") } == 1, "\(output)")
        #expect(lines.last?.hasPrefix("\(variable): ") == true, "\(output)")
        #expect(!output.contains(secret), "\(output)")
    }

    @Test("a wrong password", arguments: Self.executables)
    func wrongPassword(_ name: String) async throws {
        let server = try await PostgresServer.shared()
        let role = PostgresServer.passwordRole
        let url = "postgres://\(role):wr0ng-s3cret@127.0.0.1:\(server.port)/postgres"
        let output = try await Self.refusal(name, ["DATABASE_URL": url])
        Self.expect(output, names: "DATABASE_URL", andNever: "wr0ng-s3cret")
    }

    @Test("a database that does not exist", arguments: Self.executables)
    func missingDatabase(_ name: String) async throws {
        let server = try await PostgresServer.shared()
        let output = try await Self.refusal(name, ["DATABASE_URL": server.url(database: "nowhere")])
        Self.expect(output, names: "DATABASE_URL", andNever: "\(server.port)")
    }

    @Test("a database that a newer release has changed", arguments: Self.executables)
    func newerSchema(_ name: String) async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { url in
            try await Installation.with { installation in
                let process = try installation.start("avo-server", ["migrate"], ["DATABASE_URL": url])
                #expect(await process.exitCode() == 0)
            }
            try await server.query(
                "INSERT INTO schema_migrations (version, name, min_reader, checksum) VALUES (99, 'later', 99, 'x')",
                database: url
            )
            let output = try await Self.refusal(name, ["DATABASE_URL": url])
            Self.expect(output, names: "DATABASE_URL", andNever: "postgres:")
            #expect(output.contains("99"))
        }
    }

    @Test(
        "a URL that is none",
        arguments: [
            "postgres://avo:s3cret@127.0.0.1:fivefourthreetwo/avo", "postgres://avo:s3cret@127.0.0.1/avo?sslmode=maybe",
            "mysql://avo:s3cret@127.0.0.1/avo", "postgres://avo:s3cret@[127.0.0.1/avo",
            "postgres://avo:s3cret@127.0.0.1/avo?nonsense=1",
        ]
    )
    func wrongURL(_ url: String) async throws {
        let output = try await Self.refusal("avo-server", ["DATABASE_URL": url])
        Self.expect(output, names: "DATABASE_URL", andNever: "s3cret")
    }

    @Test("a server that is not there yet is waited for, and that is said", arguments: Self.executables)
    func unreachable(_ name: String) async throws {
        let server = try await PostgresServer.start()
        let url = server.url(database: "postgres", role: PostgresServer.passwordRole)
        // The role may not create tables in this database, so the tables are made first.
        try await Installation.with { installation in
            let migrating = ["DATABASE_URL": server.url(database: "postgres")]
            #expect(await (try installation.start("avo-server", ["migrate"], migrating)).exitCode() == 0)
            try await server.query("GRANT ALL ON ALL TABLES IN SCHEMA public TO \(PostgresServer.passwordRole)")
            try await server.query("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO \(PostgresServer.passwordRole)")
            try await server.stop()
            let settings = ["DATABASE_URL": url, "QUEUE_URL": "database:", "LLM_PROVIDERS": "local"]
            let process = try installation.start(name, [], settings)
            let line = try #require(await process.line(containing: "DATABASE_URL"))
            #expect(line.contains("waiting for the database"))
            try await server.start()
            #expect(await process.line(containing: name == "avo-server" ? "listening" : "working") != nil)
            for secret in ["p@ss:w", "p%40ss"] { #expect(!process.output.contains(secret)) }
            await process.kill()
        }
    }

    @Test("a Redis that refuses the password, or asks for one", arguments: ["wr0ng-s3cret", nil])
    func redisPassword(_ password: String?) async throws {
        let redis = try await RedisServer.start(password: "s3cret")
        let place = redis.url(password: password ?? "").replacing("redis://:@", with: "redis://")
        for name in Self.executables {
            let output = try await Self.refusal(name, ["QUEUE_URL": place])
            Self.expect(output, names: "QUEUE_URL", andNever: "s3cret")
        }
    }

    @Test("a Redis URL that is none", arguments: ["redis://:s3cret@127.0.0.1:port/0", "redis://:s3cret@/x"])
    func wrongRedisURL(_ url: String) async throws {
        let output = try await Self.refusal("avo-worker", ["QUEUE_URL": url])
        Self.expect(output, names: "QUEUE_URL", andNever: "s3cret")
    }

    @Test("a Redis that is not there is no reason to wait, and that is said", arguments: Self.executables)
    func unreachableRedis(_ name: String) async throws {
        try await Installation.with { installation in
            let place = "redis://:s3cret@127.0.0.1:\(try FreePort.find())/0"
            let settings = ["QUEUE_URL": place, "LLM_PROVIDERS": "local"]
            let process = try installation.start(name, [], settings)
            #expect(await process.line(containing: name == "avo-server" ? "listening" : "working") != nil)
            #expect(process.output.contains("QUEUE_URL: "))
            #expect(!process.output.contains("s3cret"))
            await process.kill()
        }
    }

    @Test("six processes that start at once on an empty database agree on its tables", arguments: Pair.stores)
    func together(_ pair: Pair) async throws {
        try await Fleet.with(pair) { fleet in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask { try await fleet.startServer() }
                    group.addTask { try await fleet.startWorker() }
                }
                try await group.waitForAll()
            }
            for (number, server) in fleet.servers.enumerated() {
                let id = try await fleet.submit("n\(number)", through: server)
                #expect(try await server.completed(id)["status"] == "completed")
            }
            #expect(try await fleet.problems() == [])
        }
    }
}
