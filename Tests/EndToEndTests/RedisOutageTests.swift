import Foundation
import JobsDomain
import TestServices
import Testing

@Suite("Redis goes away, forgets and refuses, and only the wake-ups suffer", .serialized, .timeLimit(.minutes(10)))
struct RedisOutageTests {
    static let pairs = Pair.allCases.filter(\.usesRedis)

    /// What is wrong with Redis.
    enum Fault: String, CaseIterable, CustomTestStringConvertible {
        case killed = "killed, and back without its memory"
        case paused = "stalled, with its connections open"
        case full = "out of memory"
        case wrongType = "with somebody else's value at a key"

        var testDescription: String { self.rawValue }

        func begin(_ redis: RedisServer) async throws {
            switch self {
            case .killed: try await redis.kill()
            case .paused: try await redis.pause()
            case .full: try await redis.command("CONFIG", "SET", "maxmemory", "1")
            case .wrongType:
                try await redis.command("DEL", RedisOutageTests.key)
                try await redis.command("SET", RedisOutageTests.key, "a letter")
            }
        }

        func end(_ redis: RedisServer) async throws {
            switch self {
            case .killed: try await redis.start()
            case .paused: try redis.resume()
            case .full: try await redis.command("CONFIG", "SET", "maxmemory", "0")
            case .wrongType: try await redis.command("DEL", RedisOutageTests.key)
            }
        }
    }

    private static let key = "{avo}:tickets:guideline_queue"

    /// What `/readyz` says of the queue; `fails` where the whole answer is not 200.
    private static func queue(_ server: Server) async throws -> String? {
        let answer = try await server.client.send("GET", "/readyz")
        return answer.status == 200 ? try answer.json["checks"]?["queue"]?.string : "fails"
    }

    @Test("jobs are taken and run, readiness names the queue, and later all is well again", arguments: Fault.allCases)
    func fault(_ fault: Fault) async throws {
        let redis = try await RedisServer.start()
        try await Fleet.with(.postgresRedis, redis: redis) { fleet in
            try await fleet.start(servers: 1, workers: 1)
            let server = fleet.servers[0]
            try await server.completed(try await fleet.submit("before", through: server))
            try await waitUntil("the queue is well") { try await Self.queue(server) == "ok" }

            try await fault.begin(redis)
            for number in 1...3 {
                let begin = ContinuousClock.now
                let id = try await fleet.submit("during-\(number)", through: server)
                Figure.tell("Redis \(fault.rawValue): POST \(number) answered", since: begin)
                #expect(try await server.completed(id)["status"] == "completed")
                Figure.tell("Redis \(fault.rawValue): job \(number) done", since: begin)
            }
            try await waitUntil("readiness names the queue") {
                let problem = try await Self.queue(server)
                return problem != "ok" && problem != "fails"
            }

            try await fault.end(redis)
            let back = ContinuousClock.now
            try await waitUntil("the queue is well again") { try await Self.queue(server) == "ok" }
            Figure.tell("Redis \(fault.rawValue): well again after", since: back)
            try await server.completed(try await fleet.submit("after", through: server))
            #expect(try await fleet.problems() == [])
            #expect(try fleet.repeatedCalls() == 0)
        }
    }

    @Test("everything forgotten, again and again: no job is lost and the order is kept", arguments: Self.pairs)
    func forgotten(_ pair: Pair) async throws {
        let count = Soak.number("AVO_FORGOTTEN_JOBS", short: 200, long: 1000)
        let redis = try await RedisServer.start()
        // One at a time, so that the order of starts is the order of sequence and nothing else.
        let settings = ["WORKER_CONCURRENCY": "1", "LLM_PROVIDERS": "fake"]
        try await Fleet.with(pair, redis: redis, settings: settings) { fleet in
            let server = try await fleet.startServer()
            for number in 0..<count { try await fleet.submit("n\(number)", through: server) }
            #expect(await fleet.jobs("pending") == count)
            try await redis.command("FLUSHALL")
            let begin = ContinuousClock.now
            try await fleet.startWorker()
            try await waitUntil("every job has ended", within: .seconds(180), every: .milliseconds(100)) {
                try await redis.command("FLUSHALL")
                return await fleet.jobs("completed") == count
            }
            Figure.tell("\(pair): \(count) jobs one at a time while Redis is emptied ten times a second", since: begin)
            #expect(try await fleet.problems() == [])
            let starts = try await fleet.truth().records.compactMap(\.firstStart)
            #expect(starts.count == count)
            #expect(starts == starts.sorted())
        }
    }

    @Test("what is no ticket, and tickets of no job, are passed over", arguments: Self.pairs)
    func garbage(_ pair: Pair) async throws {
        let redis = try await RedisServer.start()
        try await Fleet.with(pair, redis: redis) { fleet in
            try await fleet.start(servers: 1, workers: 1)
            let members = [
                "", "garbage", ":", "1:1", "\u{FF}", String(repeating: "x", count: 10_000),
                "01976574-1a5b-7c3d-9e2f-0a1b2c3d4e5f:1", "01976574-1a5b-7c3d-9e2f-0a1b2c3d4e5f:01",
                "01976574-1a5b-7c3d-9e2f-0a1b2c3d4e5f:-9223372036854775808",
            ]
            for (number, member) in members.enumerated() {
                try await redis.command("ZADD", Self.key, "\(number - 5)", member)
            }
            try await redis.command("SADD", "{avo}:queues", "nobody", "\n", "guideline_queue")
            for number in 0..<5 {
                let id = try await fleet.submit("n\(number)", through: fleet.servers[0])
                #expect(try await fleet.servers[0].completed(id)["attempts"] == .integer(1))
            }
            try await waitUntil("the garbage is gone") { try await redis.command("ZCARD", Self.key) == "0" }
            #expect(fleet.workers[0].output.contains("dropped what is no ticket"))
            #expect(try await Self.queue(fleet.servers[0]) == "ok")
            #expect(try await fleet.problems() == [])
            #expect(try await fleet.truth().records.count == 5)
            #expect(try fleet.repeatedCalls() == 0)
        }
    }
}
