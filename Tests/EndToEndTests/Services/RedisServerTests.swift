import TestServices
import Testing

@Suite("The Redis of the tests", .serialized, .timeLimit(.minutes(5)))
struct RedisServerTests {
    @Test("answers, forgets everything with a restart, and comes back on its port")
    func restarts() async throws {
        let server = try await RedisServer.start()
        #expect(try await server.command("PING") == "PONG")
        try await server.command("SET", "key", "value", database: 3)
        #expect(try await server.command("GET", "key", database: 3) == "value")
        try await server.restart()
        #expect(try await server.command("GET", "key", database: 3) == "")
        try await server.kill()
        await #expect(throws: ServiceFailure.self) { try await server.command("PING") }
        try await server.start()
        #expect(try await server.command("PING") == "PONG")
    }

    @Test("keeps what it was told to keep")
    func keeps() async throws {
        let server = try await RedisServer.start(arguments: ["--appendonly", "yes", "--appendfsync", "always"])
        try await server.command("SET", "key", "value")
        try await server.kill()
        try await server.start()
        #expect(try await server.command("GET", "key") == "value")
    }

    @Test("asks for its password, and refuses writes beyond its memory")
    func limits() async throws {
        let server = try await RedisServer.start(password: "p@ss:w/rd", maximumMemory: 2_000_000)
        #expect(server.url(database: 1) == "redis://:p%40ss%3Aw%2Frd@127.0.0.1:\(server.port)/1")
        #expect(try await server.command("PING") == "PONG")
        await #expect(throws: ServiceFailure.self) {
            for number in 0..<100 {
                try await server.command("SET", "key\(number)", String(repeating: "x", count: 100_000))
            }
        }
    }

    @Test("a paused server answers nobody and goes on where it stood")
    func pauses() async throws {
        let server = try await RedisServer.start()
        let arguments = ["-p", "\(server.port)", "-r", "1000", "-i", "0.01", "INCR", "n"]
        let client = try ChildProcess("/usr/bin/redis-cli", arguments, environment: [:], folder: "/")
        #expect(await client.line(containing: "5") != nil)
        try await server.pause()
        let before = client.output
        #expect(await client.line(containing: "1000", within: .milliseconds(500)) == nil)
        #expect(client.output == before)
        try server.resume()
        try await waitUntil("the client goes on") { client.output != before }
    }
}
