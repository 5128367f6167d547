import JobsApplication
import TestServices
import Testing

@testable import JobsRedis

@Suite("Whatever a server says, the process lives and the next connection works", .timeLimit(.minutes(2)))
struct ServerMisbehaviourTests {
    struct Reply: Sendable, CustomTestStringConvertible {
        let name: String
        let answer: FakeRedis.Answer
        let code: RedisError.Code

        init(_ name: String, _ answer: FakeRedis.Answer, _ code: RedisError.Code) {
            self.name = name
            self.answer = answer
            self.code = code
        }

        var testDescription: String { self.name }
    }

    static let replies = [
        Reply("loading", .bytes("-LOADING Redis is loading the dataset in memory\r\n"), .loading),
        Reply("a replica", .bytes("-READONLY You can't write against a read only replica.\r\n"), .readOnly),
        Reply("out of memory", .bytes("-OOM command not allowed when used memory > 'maxmemory'.\r\n"), .outOfMemory),
        Reply("cannot save", .bytes("-MISCONF Redis is configured to save RDB snapshots\r\n"), .notPersisted),
        Reply("not permitted", .bytes("-NOPERM this user has no permissions\r\n"), .notPermitted),
        Reply("an unknown error", .bytes("-WEIRD \u{1B}[31m\r\n"), .rejected),
        Reply("an empty error", .bytes("-\r\n"), .rejected),
        Reply("garbage", .bytes("HTTP/1.1 400 Bad Request\r\n\r\n"), .protocolViolation),
        Reply("a string for a number", .bytes("$1\r\n1\r\n"), .protocolViolation),
        Reply("nothing for a number", .bytes("$-1\r\n"), .protocolViolation),
        Reply("an array for a number", .bytes("*1\r\n:1\r\n"), .protocolViolation),
        Reply("an array deeper than any", .bytes(String(repeating: "*1\r\n", count: 50)), .protocolViolation),
        Reply("an array of two thousand millions", .bytes("*2147483647\r\n"), .protocolViolation),
        Reply("an array larger than any", .bytes("*70000\r\n"), .protocolViolation),
        Reply("an array of negative length", .bytes("*-7\r\n"), .protocolViolation),
        Reply("a string of negative length", .bytes("$-7\r\n"), .protocolViolation),
        Reply("half a reply", .last("$100\r\nabc"), .connectionLost),
        Reply("an end without a reply", .last(""), .connectionLost),
        Reply("more replies than asked for", .bytes(":1\r\n:1\r\n:1\r\n:1\r\n:1\r\n"), .protocolViolation),
    ]

    @Test("a send fails with the reason, and later ones succeed", arguments: Self.replies)
    func sendFailsAndHeals(_ reply: Reply) async throws {
        let isBad = Flag(true)
        let server = try FakeRedis { request in
            request.name == "ZADD" && isBad.value ? reply.answer : FakeRedis.healthyAnswer(request)
        }
        let log = LogLines()
        let queue = try RedisJobQueue.sample(.local(server.port), log: log)
        try await waitUntil("the queue works") { queue.problem == nil }
        if reply.name.hasPrefix("more") {
            // The surplus is found at the next look, so this send may succeed.
            try? await queue.send([.sample(1)])
            try await waitUntil("the surplus is noticed") { log.all.contains { $0.contains("nobody asked") } }
        } else {
            let error = await #expect(throws: JobQueueError.self) { try await queue.send([.sample(1)]) }
            #expect(error?.code == .unavailable)
            #expect((error?.cause as? RedisError)?.code == reply.code, "\(error?.message ?? "")")
            #expect(error?.message.utf8.allSatisfy { $0 >= 0x20 } == true)
        }
        isBad.set(false)
        try await waitUntil("a send succeeds") { await queue.sends(.sample(2)) }
        try await waitUntil("the queue is well") { queue.problem == nil }
    }

    static let silences: [(String, FakeRedis.Answer)] = [
        ("says nothing", .nothing),
        ("announces a string that never comes", .bytes("$2147483647\r\n")),
        ("never ends", .slowBytes(String(repeating: "+", count: 100_000), pause: .milliseconds(20))),
    ]

    @Test("a server has one deadline for an answer, however it passes the time", arguments: Self.silences)
    func deadlineHolds(_ name: String, _ answer: FakeRedis.Answer) async throws {
        let isBad = Flag(true)
        let server = try FakeRedis { request in
            request.name == "ZADD" && isBad.value ? answer : FakeRedis.healthyAnswer(request)
        }
        var timings = RedisTimings.eager
        timings.command = .milliseconds(500)
        let queue = try RedisJobQueue.sample(.local(server.port), timings: timings)
        try await waitUntil("the queue works") { queue.problem == nil }
        let error = await #expect(throws: JobQueueError.self) { try await queue.send([.sample(1)]) }
        #expect((error?.cause as? RedisError)?.code == .timedOut)
        isBad.set(false)
        try await waitUntil("a send succeeds") { await queue.sends(.sample(2)) }
    }

    static let pops = [
        ":1\r\n", "+OK\r\n", "*0\r\n", "*2\r\n$1\r\na\r\n$1\r\nb\r\n", "*3\r\n:1\r\n:2\r\n:3\r\n",
        "*3\r\n$5\r\nother\r\n$1\r\na\r\n$1\r\n1\r\n", "*3\r\n$17\r\n{avo}:tickets:q\r\n", "*1000000\r\n",
        "-LOADING soon\r\n", "-UNBLOCKED force unblock\r\n", "-WRONGTYPE of a moment\r\n",
    ]

    @Test("a receiver is told, and later ones get their tickets", arguments: Self.pops)
    func receiveFailsAndHeals(_ pop: String) async throws {
        let isBad = Flag(true)
        let member = String(decoding: TicketMember.encode(.sample(7)), as: UTF8.self)
        let server = try FakeRedis { request in
            guard request.name == "BZPOPMIN" else { return FakeRedis.healthyAnswer(request) }
            if isBad.value { return .bytes(pop) }
            return .bytes("*3\r\n$15\r\n{avo}:tickets:q\r\n$\(member.utf8.count)\r\n\(member)\r\n$1\r\n7\r\n")
        }
        var timings = RedisTimings.eager
        timings.command = .milliseconds(500)
        let queue = try RedisJobQueue.sample(.local(server.port), timings: timings)
        if !pop.contains("of a moment") {
            await #expect(throws: JobQueueError.self) { try await queue.receive(queues: ["q"]) }
        }
        isBad.set(false)
        try await waitUntil("a receiver gets its ticket") {
            (try? await queue.receive(queues: ["q"])) == [.sample(7)]
        }
        try await waitUntil("the queue is well") { queue.problem == nil }
    }

    @Test(
        "a ticket that was taken is not lost when the next command fails",
        arguments: [FakeRedis.Answer.last(""), .ok]
    )
    func takenTicketSurvives(_ answer: FakeRedis.Answer) async throws {
        let member = String(decoding: TicketMember.encode(.sample(7)), as: UTF8.self)
        let server = try FakeRedis { request in
            switch request.name {
            case "BZPOPMIN":
                .bytes("*3\r\n$15\r\n{avo}:tickets:q\r\n$\(member.utf8.count)\r\n\(member)\r\n$1\r\n7\r\n")
            case "ZPOPMIN": answer
            default: FakeRedis.healthyAnswer(request)
            }
        }
        let queue = try RedisJobQueue.sample(.local(server.port))
        #expect(try await queue.receive(queues: ["q"]) == [.sample(7)])
    }

    @Test("a replaced server is found by another connection when the old one has become a replica")
    func replicaIsLeft() async throws {
        let server = try FakeRedis { request in
            let isReplica = request.connection == 1 && request.name == "ZADD"
            return isReplica ? .bytes("-READONLY replica\r\n") : FakeRedis.healthyAnswer(request)
        }
        // Only the sending connection is opened, so that connections can be counted.
        let queue = try RedisJobQueue.sample(.local(server.port))
        await #expect(throws: JobQueueError.self) { try await queue.send([.sample(1)]) }
        try await waitUntil("a send succeeds") { await queue.sends(.sample(2)) }
        let sends = server.requests.filter { $0.name == "ZADD" }
        #expect(sends.first?.connection == 1)
        #expect(sends.last?.connection == 2)
    }

    @Test("a subscriber passes over messages that are none, and keeps its connection")
    func strangeMessages() async throws {
        let server = try FakeRedis { FakeRedis.healthyAnswer($0) }
        let signals = try RedisJobSignals(.local(server.port), timings: RedisTimings(), logger: LogLines().logger)
        try await waitUntil("the signals work") { signals.problem == nil }
        let stream = signals.subscribe()
        let envelope = SignalEnvelope()
        let good = String(decoding: envelope.encode([.sample(3)])[0], as: UTF8.self)
        // Too short, no JSON, other JSON, a version from the future, and one that can be read.
        let future = String(decoding: envelope.sender, as: UTF8.self) + #"{"signals":[["new",1]],"more":{}}"#
        for payload in ["", "x", String(repeating: "y", count: 100), "[" + future, future, good] {
            server.push("*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$\(payload.utf8.count)\r\n\(payload)\r\n")
        }
        #expect(await stream.first { _ in true } == .sample(3))
        #expect(server.requests.filter { $0.name == "SUBSCRIBE" }.count == 1)
    }

    static let confirmations = [":1\r\n", "*0\r\n", "*1\r\n:1\r\n", "+OK\r\n", "-NOPERM no channel\r\n", "*-1\r\n"]

    @Test("a subscription that is not confirmed is tried again", arguments: Self.confirmations)
    func unconfirmedSubscription(_ confirmation: String) async throws {
        let isBad = Flag(true)
        let server = try FakeRedis { request in
            request.name == "SUBSCRIBE" && isBad.value ? .bytes(confirmation) : FakeRedis.healthyAnswer(request)
        }
        let signals = try RedisJobSignals(.local(server.port), timings: .eager, logger: LogLines().logger)
        try await waitUntil("it was tried twice") { server.requests.filter { $0.name == "SUBSCRIBE" }.count > 1 }
        #expect(signals.problem != nil)
        isBad.set(false)
        try await waitUntil("the signals work") { signals.problem == nil }
    }
}
