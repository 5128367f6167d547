import JobsApplication
import JobsTesting
import Logging
import TestServices
import Testing

@testable import JobsRedis

@Suite("The Redis queue on a real server", .timeLimit(.minutes(2)))
struct RedisQueueTests {
    @Test("keeps the queue's contract", arguments: JobQueueContract.clauses)
    func contract(_ clause: ContractClause<any JobQueue>) async throws {
        let server = try await RedisServer.start()
        // As an embedder makes it, knowing no queue beforehand.
        try await clause.verify(try RedisJobQueue(RedisURL(server.url()), logger: LogLines().logger))
    }

    @Test("keeps the queue's contract with password, database and prefix", arguments: JobQueueContract.clauses)
    func contractWithEverything(_ clause: ContractClause<any JobQueue>) async throws {
        let server = try await RedisServer.start(password: "p@ss/w:rd? #1")
        let url = try RedisURL(server.url(database: 5) + "?prefix=team-a")
        try await clause.verify(try RedisJobQueue(url, queues: ["q", "a", "b"], logger: LogLines().logger))
        let keys = try await server.command("keys", "*")
        #expect(keys.isEmpty, "nothing may be written to another database: \(keys)")
    }

    @Test("a ticket that one process sends wakes another that waits")
    func ticketsCrossProcesses() async throws {
        let server = try await RedisServer.start()
        let url = try RedisURL(server.url())
        let sending = try RedisJobQueue.sample(url)
        let receiving = try RedisJobQueue.sample(url)
        for number in 1...20 {
            async let received = receiving.receive(queues: nil)
            try await sending.send([.sample(number)])
            #expect(try await received == [.sample(number)])
        }
    }

    @Test("two processes that wait get a ticket each")
    func everyWaiterIsWoken() async throws {
        let server = try await RedisServer.start()
        let url = try RedisURL(server.url())
        let sending = try RedisJobQueue.sample(url)
        // Blocked for long enough to be waiting when the tickets come.
        var timings = RedisTimings.eager
        timings.block = .seconds(20)
        let first = try RedisJobQueue.sample(url, timings: timings)
        let second = try RedisJobQueue.sample(url, timings: timings)
        async let one = first.receive(queues: ["q"])
        async let other = second.receive(queues: ["q"])
        try await waitUntil("both wait") {
            try await server.command("info", "clients").contains("blocked_clients:2")
        }
        try await sending.send([.sample(1), .sample(2)])
        let received = try await [one, other].flatMap { $0 }
        #expect(Set(received) == [.sample(1), .sample(2)])
    }

    @Test("the lowest sequence comes first, however the tickets were sent")
    func order() async throws {
        let server = try await RedisServer.start()
        let queue = try RedisJobQueue.sample(RedisURL(server.url()), ticketsAtOnce: 1)
        // Sequences whose order as text is another one.
        let numbers = [9, 10, 100, 2, 33, 1_000_000_007, 1, 99, 20, 3]
        for number in numbers { try await queue.send([.sample(number)]) }
        var received: [JobTicket] = []
        while received.count < numbers.count { received += try await queue.receive(queues: ["q"]) }
        #expect(received == numbers.sorted().map { .sample($0) })
    }

    @Test("a repeated ticket is one ticket and keeps its place")
    func duplicates() async throws {
        let server = try await RedisServer.start()
        let queue = try RedisJobQueue.sample(RedisURL(server.url()))
        try await queue.send([.sample(2), .sample(1), .sample(2)])
        try await queue.send([.sample(1), .sample(2)])
        #expect(try await server.command("zcard", "{avo}:tickets:q") == "2")
        #expect(try await queue.receive(queues: ["q"]) == [.sample(1), .sample(2)])
    }

    @Test("a receiver leaves tickets for other processes")
    func takesFew() async throws {
        let server = try await RedisServer.start()
        let queue = try RedisJobQueue.sample(RedisURL(server.url()), ticketsAtOnce: 3)
        try await queue.send((1...10).map { .sample($0) })
        #expect(try await queue.receive(queues: ["q"]) == (1...3).map { .sample($0) })
        #expect(try await server.command("zcard", "{avo}:tickets:q") == "7")
    }

    @Test("nothing is taken while nobody waits")
    func takesNothingUnasked() async throws {
        let server = try await RedisServer.start()
        let queue = try RedisJobQueue.sample(RedisURL(server.url()), ticketsAtOnce: 1)
        try await queue.send([.sample(1)])
        #expect(try await queue.receive(queues: nil) == [.sample(1)])
        let cancelled = Task { try await queue.receive(queues: nil) }
        cancelled.cancel()
        #expect(try await cancelled.value == [])
        try await waitUntil("the last wait in Redis is over") {
            try await server.command("info", "clients").contains("blocked_clients:0")
        }
        try await queue.send([.sample(2)])
        #expect(try await server.command("zcard", "{avo}:tickets:q") == "1")
    }

    @Test("a ticket that comes when its receiver has just left is kept for the next")
    func keepsWhatCameTooLate() async throws {
        let server = try await RedisServer.start()
        var timings = RedisTimings.eager
        timings.block = .seconds(20)
        let queue = try RedisJobQueue.sample(RedisURL(server.url()), timings: timings)
        let leaving = Task { try await queue.receive(queues: ["q"]) }
        try await waitUntil("it waits") {
            try await server.command("info", "clients").contains("blocked_clients:1")
        }
        leaving.cancel()
        #expect(try await leaving.value == [])
        try await queue.send([.sample(1)])
        try await waitUntil("it was taken") { try await server.command("zcard", "{avo}:tickets:q") == "0" }
        #expect(try await queue.receive(queues: nil) == [.sample(1)])
    }

    @Test("a large batch arrives, and no more tickets are kept than can be of use")
    func largeBatch() async throws {
        let server = try await RedisServer.start()
        let queue = try RedisJobQueue.sample(RedisURL(server.url()))
        let count = TicketSending.ticketsPerQueue + 15_000
        try await queue.send((1...count).reversed().map { .sample($0) } + [.sample(1, "other")])
        #expect(try await server.command("zcard", "{avo}:tickets:q") == "\(TicketSending.ticketsPerQueue)")
        #expect(try await server.command("zcard", "{avo}:tickets:other") == "1")
        #expect(try await queue.receive(queues: ["q"]).first == .sample(1))
    }

    @Test("a receiver of every queue hears of one that is new")
    func newQueue() async throws {
        let server = try await RedisServer.start()
        let url = try RedisURL(server.url())
        let receiving = try RedisJobQueue.sample(url, queues: [])
        async let received = receiving.receive(queues: nil)
        try await RedisJobQueue.sample(url, queues: []).send([.sample(1, "큐 {1}")])
        #expect(try await received == [.sample(1, "큐 {1}")])
    }

    @Test("what is no ticket is dropped and told, and the tickets behind it come")
    func foreignMembers() async throws {
        let server = try await RedisServer.start()
        let log = LogLines()
        let queue = try RedisJobQueue.sample(RedisURL(server.url()), ticketsAtOnce: 1, log: log)
        let id = JobTicket.sample(1).job
        for member in ["", "x", "\(id)", "\(id):", "\(id):+1", "\(id):01", "\(id):99999999999999999999", "x:1"] {
            try await server.command("zadd", "{avo}:tickets:q", "0", member)
        }
        try await queue.send([.sample(1)])
        #expect(try await queue.receive(queues: ["q"]) == [.sample(1)])
        // Eight of them, and one line: the first is told at once, the others when a minute has passed.
        #expect(log.all.filter { $0.contains("dropped what is no ticket") }.count == 1)
        #expect(log.all.filter { $0.contains("count=1 redis.key={avo}:tickets:q") }.count == 1)
    }

    @Test("closing ends those who wait, and a closed queue refuses work at once")
    func closing() async throws {
        let server = try await RedisServer.start()
        let queue = try RedisJobQueue.sample(RedisURL(server.url()))
        let waiting = Task { try await queue.receive(queues: ["q"]) }
        try await waitUntil("it waits") {
            try await server.command("info", "clients").contains("blocked_clients:1")
        }
        queue.close()
        await #expect(throws: JobQueueError.self) { _ = try await waiting.value }
        await #expect(throws: JobQueueError.self) { try await queue.send([.sample(1)]) }
        await #expect(throws: JobQueueError.self) { try await queue.receive(queues: nil) }
        try await waitUntil("the connections are closed") { try await server.clients == 0 }
        queue.close()
    }

    @Test("a queue and signals that nobody holds any more leave no connection behind")
    func abandoning() async throws {
        let server = try await RedisServer.start()
        do {
            let url = try RedisURL(server.url())
            let queue = try RedisJobQueue.sample(url)
            let signals = try RedisJobSignals(url, timings: .eager, logger: LogLines().logger)
            try await queue.send([.sample(1)])
            _ = try await queue.receive(queues: ["q"])
            try await waitUntil("the signals work") { signals.problem == nil }
            #expect(try await server.clients == 4)
        }
        try await waitUntil("the connections are closed") { try await server.clients == 0 }
    }
}

extension RedisServer {
    /// How many clients are connected, without the one that asks.
    var clients: Int {
        get async throws {
            try await self.command("client", "list").split(separator: "\n").filter { !$0.contains("cmd=client") }.count
        }
    }
}
