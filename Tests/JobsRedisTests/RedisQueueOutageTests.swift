import JobsApplication
import TestServices
import Testing

@testable import JobsRedis

@Suite("The Redis queue through outages", .timeLimit(.minutes(3)))
struct RedisQueueOutageTests {
    /// Tickets go through again, from a sender to a receiver that were both there before the outage.
    private func flows(_ sending: RedisJobQueue, _ receiving: RedisJobQueue, _ number: Int) async throws {
        try await waitUntil("a ticket can be sent") { await sending.sends(.sample(number)) }
        try await waitUntil("a ticket is received") {
            (try? await receiving.receive(queues: ["q"]))?.contains(.sample(number)) == true
        }
        try await waitUntil("the sender is well") { sending.problem == nil }
        try await waitUntil("the receiver is well") { receiving.problem == nil }
    }

    @Test("a killed server is noticed, told once, and used again when it is back", arguments: [true, false])
    func serverRestart(_ isKilled: Bool) async throws {
        let server = try await RedisServer.start()
        let url = try RedisURL(server.url())
        let log = LogLines()
        let sending = try RedisJobQueue.sample(url, log: log)
        let receiving = try RedisJobQueue.sample(url)
        try await self.flows(sending, receiving, 1)
        if isKilled { try await server.kill() } else { try await server.stop() }

        // Without anybody sending anything.
        try await waitUntil("it is noticed") { sending.problem?.contains("127.0.0.1:\(server.port)") == true }
        for number in 2...20 {
            await #expect(throws: JobQueueError.self) { try await sending.send([.sample(number)]) }
            await #expect(throws: JobQueueError.self) { try await receiving.receive(queues: nil) }
        }
        try await server.start()
        try await waitUntil("the sender is well by itself") { sending.problem == nil }
        try await self.flows(sending, receiving, 21)
        #expect(log.all.filter { $0.hasPrefix("warning") }.count == 1, "\(log.all)")
        #expect(log.all.filter { $0.hasPrefix("notice") }.count == 1)
    }

    @Test("a queue may start before its server")
    func serverStartsLater() async throws {
        let server = try await RedisServer.start()
        try await server.stop()
        let queue = try RedisJobQueue.sample(RedisURL(server.url()))
        try await waitUntil("it is noticed") { queue.problem?.contains("refused") == true }
        await #expect(throws: JobQueueError.self) { try await queue.send([.sample(1)]) }
        try await server.start()
        try await self.flows(queue, queue, 2)
    }

    @Test("an emptied server costs the tickets in it and nothing else")
    func flush() async throws {
        let server = try await RedisServer.start()
        let url = try RedisURL(server.url())
        let sending = try RedisJobQueue.sample(url)
        let receiving = try RedisJobQueue.sample(url, queues: [])
        try await sending.send([.sample(1)])
        #expect(try await receiving.receive(queues: nil) == [.sample(1)])
        try await sending.send([.sample(2)])
        async let received = receiving.receive(queues: ["nobody"])
        try await server.command("flushall")
        try await sending.send([.sample(3), .sample(4, "nobody")])
        #expect(try await received == [.sample(4, "nobody")])
        #expect(try await receiving.receive(queues: nil) == [.sample(3)])
        #expect(sending.problem == nil)
    }

    @Test("a full server refuses tickets, says so, and takes them again when it has room")
    func outOfMemory() async throws {
        let server = try await RedisServer.start(maximumMemory: 4 << 20)
        let log = LogLines()
        let queue = try RedisJobQueue.sample(RedisURL(server.url()), log: log)
        try await self.flows(queue, queue, 1)
        try await server.command("config", "set", "maxmemory", "1")
        for number in 2...5 {
            let error = await #expect(throws: JobQueueError.self) { try await queue.send([.sample(number)]) }
            #expect((error?.cause as? RedisError)?.code == .outOfMemory)
        }
        #expect(queue.problem?.contains("OOM") == true)
        try await server.command("config", "set", "maxmemory", "0")
        try await waitUntil("the queue is well by itself") { queue.problem == nil }
        try await self.flows(queue, queue, 6)
        #expect(log.all.filter { $0.hasPrefix("warning") }.count == 1, "\(log.all)")
    }

    @Test("a foreign value at a queue's key is named, does not stop other queues, and heals when it is gone")
    func wrongType() async throws {
        let server = try await RedisServer.start()
        let log = LogLines()
        let url = try RedisURL(server.url())
        let queue = try RedisJobQueue.sample(url, queues: ["bad", "good"], log: log)
        try await server.command("set", "{avo}:tickets:bad", "x")
        let error = await #expect(throws: JobQueueError.self) { try await queue.send([.sample(1, "bad")]) }
        #expect(error?.message.contains("{avo}:tickets:bad") == true)
        #expect((error?.cause as? RedisError)?.code == .wrongType)
        let refusal = await #expect(throws: JobQueueError.self) { try await queue.receive(queues: ["bad"]) }
        #expect(refusal?.message.contains("{avo}:tickets:bad") == true)
        #expect(queue.problem?.contains("{avo}:tickets:bad") == true)

        try await queue.send([.sample(2, "good")])
        #expect(try await queue.receive(queues: nil) == [.sample(2, "good")])
        #expect(queue.problem?.contains("{avo}:tickets:bad") == true)

        try await server.command("del", "{avo}:tickets:bad")
        try await waitUntil("the queue is well by itself") { queue.problem == nil }
        try await queue.send([.sample(3, "bad")])
        #expect(try await queue.receive(queues: ["bad"]) == [.sample(3, "bad")])
        #expect(log.all.filter { $0.hasPrefix("warning") }.count == 1, "\(log.all)")
    }

    @Test("a foreign value that comes while a receiver waits is named, and the receiver is told")
    func wrongTypeWhileWaiting() async throws {
        let server = try await RedisServer.start()
        let queue = try RedisJobQueue.sample(RedisURL(server.url()), queues: ["a", "b"])
        let received = Task { try await queue.receive(queues: ["b"]) }
        try await waitUntil("it waits") {
            try await server.command("info", "clients").contains("blocked_clients:1")
        }
        try await server.command("set", "{avo}:tickets:b", "x")
        let error = await #expect(throws: JobQueueError.self) { _ = try await received.value }
        #expect(error?.message.contains("{avo}:tickets:b") == true)
    }

    @Test("a server that stands still costs its timeout, and its tickets come when it goes on")
    func standstill() async throws {
        let server = try await RedisServer.start()
        let url = try RedisURL(server.url())
        let sending = try RedisJobQueue.sample(url)
        let receiving = try RedisJobQueue.sample(url)
        try await self.flows(sending, receiving, 1)
        try await server.pause()
        let error = await #expect(throws: JobQueueError.self) { try await sending.send([.sample(2)]) }
        #expect((error?.cause as? RedisError)?.code == .timedOut)
        try server.resume()
        try await self.flows(sending, receiving, 3)
    }

    @Test("a connection whose other end is gone without a word is replaced")
    func halfOpen() async throws {
        let server = try await RedisServer.start()
        let proxy = try TCPProxy(to: server.port)
        let sending = try RedisJobQueue.sample(RedisURL(server.url()))
        let receiving = try RedisJobQueue.sample(RedisURL(proxy.url(server.url())))
        try await self.flows(sending, receiving, 1)
        proxy.mode = .blackhole
        await #expect(throws: JobQueueError.self) { try await receiving.receive(queues: ["q"]) }
        #expect(receiving.problem != nil)
        proxy.mode = .pass
        try await self.flows(sending, receiving, 2)
    }

    @Test("connections that are reset again and again cost time only")
    func resets() async throws {
        let server = try await RedisServer.start()
        let proxy = try TCPProxy(to: server.port)
        let queue = try RedisJobQueue.sample(RedisURL(proxy.url(server.url())))
        for number in 1...10 {
            proxy.resetConnections()
            try await self.flows(queue, queue, number)
        }
    }

    @Test("a batch whose answer was lost can be sent again")
    func lostAnswer() async throws {
        let server = try await RedisServer.start()
        let proxy = try TCPProxy(to: server.port)
        let queue = try RedisJobQueue.sample(RedisURL(proxy.url(server.url())))
        try await waitUntil("the queue works") { queue.problem == nil }
        proxy.cut(.reply, matching: "ZADD")
        await #expect(throws: JobQueueError.self) { try await queue.send([.sample(1)]) }
        try await waitUntil("it can be sent") { await queue.sends(.sample(1)) }
        #expect(try await server.command("zcard", "{avo}:tickets:q") == "1")
    }

    @Test("a password that was changed is named, and heals when it is changed back")
    func passwordChanges() async throws {
        let server = try await RedisServer.start(password: "first")
        let queue = try RedisJobQueue.sample(RedisURL(server.url()))
        try await self.flows(queue, queue, 1)
        try await server.command("config", "set", "requirepass", "second")
        let other = try RedisJobQueue.sample(RedisURL(server.url()))
        try await waitUntil("it is refused") { other.problem?.contains("refused the user or the password") == true }
        #expect(other.problem?.contains("first") == false)
        let right = try RedisJobQueue.sample(RedisURL(server.url(password: "second")))
        try await self.flows(right, right, 2)
    }
}
