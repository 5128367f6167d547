import TestServices
import Testing

@testable import JobsRedis

@Suite("The check at a program's start", .timeLimit(.minutes(2)))
struct RedisCheckTests {
    private func failure(_ url: RedisURL, queues: Set<String> = ["q"]) async -> RedisError? {
        do throws(RedisError) {
            try await RedisJobQueue.check(url, queues: queues)
            return nil
        } catch {
            return error
        }
    }

    @Test("passes where everything is right")
    func passes() async throws {
        let server = try await RedisServer.start(password: "secret")
        try await RedisJobQueue.check(RedisURL(server.url(database: 15)))
        try await RedisJobQueue.check(RedisURL(server.url(database: 15)), queues: ["q"])
    }

    @Test("passes for a user with the documented permissions, and for one with too few it names the lack")
    func permissions() async throws {
        let server = try await RedisServer.start()
        for rule in [
            "on", ">pw", "~{avo}:*", "&avo:2:signals", "-@all", "+ping", "+select", "+sadd", "+smembers", "+zadd",
            "+zcard", "+zpopmin", "+bzpopmin", "+zremrangebyrank", "+publish", "+subscribe",
        ] {
            try await server.command("acl", "setuser", "app", rule)
        }
        let url = RedisURL(
            host: "127.0.0.1",
            port: server.port,
            database: 2,
            prefix: "avo",
            user: "app",
            password: "pw"
        )
        try await RedisJobQueue.check(url, queues: ["q"])
        let queue = try RedisJobQueue.sample(url)
        let signals = try RedisJobSignals(url, timings: .eager, logger: LogLines().logger)
        try await queue.send([.sample(1)])
        #expect(try await queue.receive(queues: nil) == [.sample(1)])
        try await waitUntil("the signals work") { signals.problem == nil }

        try await server.command("acl", "setuser", "app", "resetchannels")
        let failure = await self.failure(url)
        #expect(failure?.code == .notPermitted)
        #expect(failure?.mayPass == false)
    }

    @Test("names a wrong password, a missing one and one too many", arguments: ["wrong", nil])
    func passwords(_ password: String?) async throws {
        let server = try await RedisServer.start(password: "right")
        let failure = await self.failure(.local(server.port, password: password))
        #expect(failure?.code == .authentication)
        #expect(failure?.mayPass == false)
        #expect(failure?.message.contains("127.0.0.1:\(server.port)") == true)
        #expect(failure?.description.contains("wrong") == false)
        let open = try await RedisServer.start()
        #expect(await self.failure(.local(open.port, password: "hunter2"))?.code == .authentication)
    }

    @Test("names a database that there is not")
    func database() async throws {
        let server = try await RedisServer.start()
        let failure = await self.failure(.local(server.port, database: 16))
        #expect(failure?.code == .database)
        #expect(failure?.message.contains("16") == true)
        #expect(failure?.mayPass == false)
    }

    @Test("names the key of a foreign value", arguments: ["{avo}:tickets:q", "{avo}:queues"])
    func wrongType(_ key: String) async throws {
        let server = try await RedisServer.start()
        try await server.command("set", key, "x")
        let failure = await self.failure(.local(server.port))
        #expect(failure?.code == .wrongType)
        #expect(failure?.message.contains(key) == true)
        #expect(failure?.mayPass == false)
    }

    @Test("tells what may pass: refused, silent, loading, not to be found")
    func whatMayPass() async throws {
        let port = try FreePort.find()
        #expect(await self.failure(.local(port))?.code == .connectionRefused)

        let server = try await RedisServer.start()
        try await server.pause()
        #expect(await self.failure(.local(server.port))?.code == .timedOut)
        try server.resume()

        let loading = try FakeRedis { _ in .bytes("-LOADING Redis is loading the dataset in memory\r\n") }
        let failure = await self.failure(.local(loading.port))
        #expect(failure?.code == .loading)
        #expect(failure?.mayPass == true)

        #expect(await self.failure(try RedisURL("redis://no-such-host.invalid"))?.code == .unreachable)
    }

    @Test("tells a server that has too many clients from a wrong password or database")
    func tooManyClients() async throws {
        let server = try await RedisServer.start(password: "secret", arguments: ["--maxclients", "1"])
        let queue = try RedisJobQueue.sample(RedisURL(server.url()))
        try await waitUntil("the only place is taken") { queue.problem == nil }
        #expect(await self.failure(try RedisURL(server.url(database: 1)))?.code == .connectionRefused)
    }

    @Test("tells a server that speaks something else")
    func otherProtocol() async throws {
        let server = try FakeRedis { _ in .last("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") }
        let failure = await self.failure(.local(server.port))
        #expect(failure?.code == .protocolViolation)
        #expect(failure?.mayPass == false)
    }

    @Test("never repeats a password that the server repeats")
    func discretion() async throws {
        let server = try FakeRedis { request in
            .bytes("-ERR unknown command `AUTH`, with args beginning with: `\(request.words.last ?? "")`\r\n")
        }
        let failure = await self.failure(.local(server.port, password: "hunter2"))
        #expect(failure?.code == .authentication)
        #expect(failure?.description.contains("hunter2") == false)
    }

    @Test("ends when its task is cancelled")
    func cancellation() async throws {
        let server = try FakeRedis { _ in .nothing }
        var timings = RedisTimings()
        timings.command = .seconds(3600)
        let url = RedisURL.local(server.port)
        let check = Task { [timings] in try await RedisJobQueue.check(url, queues: [], timings: timings) }
        try await waitUntil("it waits") { !server.requests.isEmpty }
        check.cancel()
        await #expect(throws: RedisError.self) { try await check.value }
    }
}
