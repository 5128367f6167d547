import Foundation
import JobsDomain
import TestServices
import Testing

@Suite("Several servers and workers are one service", .serialized, .timeLimit(.minutes(5)))
struct FleetTests {
    @Test("a job that one server takes is run by a worker and shown by another server", arguments: Pair.allCases)
    func shared(_ pair: Pair) async throws {
        try await Fleet.with(pair) { fleet in
            try await fleet.start(servers: 2, workers: 2)
            let (first, second) = (fleet.servers[0], fleet.servers[1])
            let id = try await fleet.submit("first", through: first)
            let job = try await second.completed(id)
            #expect(job["status"] == "completed")
            #expect(job["result"]?["summary"]?["_source"] == "openai_compatible")
            let other = try await fleet.submit("second", through: second)
            #expect(try await first.completed(other)["status"] == "completed")

            let pids = fleet.servers.map(\.process.pid) + fleet.workers.map(\.pid)
            for server in fleet.servers { try await Self.expectListed(pids, by: server, within: .seconds(30)) }
            let processes = try await first.processes()
            for process in processes {
                let isWorker = process["kind"] == "worker"
                #expect(isWorker || process["kind"] == "server")
                #expect(process["version"]?.string?.isEmpty == false)
                #expect(process["queues"] == (isWorker ? ["guideline_queue"] : []))
                #expect(process["slots"] == .integer(isWorker ? 4 : 0))
                #expect(process["since"]?.string?.hasSuffix("Z") == true)
            }
            if Soak.isOn { try await Self.expectDropped(fleet, pids) }
            #expect(try await fleet.problems() == [])
            #expect(try fleet.repeatedCalls() == 0)
        }
    }

    private static func expectListed(_ pids: [Int32], by server: Server, within limit: Duration) async throws {
        let wanted = pids.map { ":\($0)" }.sorted()
        try await waitUntil("the processes \(pids) are listed", within: limit, every: .milliseconds(50)) {
            let names = try await server.processes().compactMap { $0["name"]?.string }
            return names.map { ":" + ($0.split(separator: ":").last ?? "") }.sorted() == wanted
        }
    }

    private static func expectDropped(_ fleet: Fleet, _ pids: [Int32]) async throws {
        let worker = fleet.workers[0]
        let begin = ContinuousClock.now
        await fleet.kill(worker)
        let left = pids.filter { $0 != worker.pid }
        try await self.expectListed(left, by: fleet.servers[0], within: .seconds(60))
        Figure.tell("a killed worker is listed for", since: begin)
        #expect(ContinuousClock.now - begin < .seconds(36))
    }

    @Test("a cancellation on one server breaks off a worker's call, and it takes the next", arguments: Pair.allCases)
    func cancelled(_ pair: Pair) async throws {
        // Without the hint between the processes it would take a third of the lease.
        let settings = ["LEASE_DURATION": "300s", "WORKER_CONCURRENCY": "1"]
        try await Fleet.with(pair, settings: settings) { fleet in
            try await fleet.start(servers: 2, workers: 1)
            try await fleet.model.control(["hang": .bool(true)])
            let id = try await fleet.submit("cancelled", through: fleet.servers[0])
            let next = try await fleet.submit("next", through: fleet.servers[0])
            try await fleet.model.waitForCalls("guideline_summary", 1)
            let begin = ContinuousClock.now
            let answer = try await fleet.servers[1].client.send("POST", "/api/jobs/\(id)/cancel")
            #expect(answer.status == 200)
            #expect(try answer.json["status"] == "cancelled")
            try await fleet.model.waitForCalls("the call is broken off") { $0.contains { $0.phase == "broken_off" } }
            Figure.tell("\(pair): from cancel to the call's end", since: begin)
            try await fleet.model.waitForCalls("the next job runs") { $0.contains { $0.tag == "next" } }
            Figure.tell("\(pair): from cancel to the next job's call", since: begin)
            try await fleet.model.control([:])
            #expect(try await fleet.servers[0].completed(next)["status"] == "completed")
            #expect(try await fleet.servers[0].job(id)["status"] == "cancelled")
            #expect(try await fleet.problems() == [])
            #expect(try fleet.repeatedCalls() == 0)
        }
    }

    @Test("a dead worker's job runs again once its lease is over", arguments: Pair.allCases.filter(\.usesPostgres))
    func deadWorker(_ pair: Pair) async throws {
        try await Fleet.with(pair, settings: ["LEASE_DURATION": "2s"]) { fleet in
            try await fleet.start(servers: 1, workers: 1)
            try await fleet.model.control(["hang": .bool(true), "schema": "guideline_checklist"])
            let id = try await fleet.submit("orphan", through: fleet.servers[0])
            try await fleet.model.waitForCalls("guideline_checklist", 1)
            let dead = fleet.workers[0]
            try await fleet.startWorker()
            let begin = ContinuousClock.now
            await fleet.kill(dead)
            try await fleet.model.waitForCalls("guideline_checklist", 2)
            Figure.tell("\(pair): from a worker's death to its job's next call, lease 2 s", since: begin)
            if Soak.isOn { #expect(ContinuousClock.now - begin < .seconds(4)) }
            try await fleet.model.control([:])
            #expect(try await fleet.servers[0].completed(id)["attempts"] == .integer(2))
            #expect(try await fleet.problems() == [])
            // The first step was finished, so only the call in flight is made again.
            #expect(try fleet.model.calls("guideline_summary") == 1)
            #expect(try fleet.model.calls("guideline_checklist") == 2)
        }
    }

    @Test("told to stop, a worker gives back what it runs, charges no start, and exits 0", arguments: Pair.allCases)
    func drains(_ pair: Pair) async throws {
        try await Fleet.with(pair, settings: ["SHUTDOWN_GRACE": "200ms", "LEASE_DURATION": "300s"]) { fleet in
            try await fleet.start(servers: 1, workers: 1)
            try await fleet.model.control(["hang": .bool(true), "schema": "guideline_checklist"])
            var ids: [String] = []
            for number in 0..<3 { ids.append(try await fleet.submit("n\(number)", through: fleet.servers[0])) }
            try await fleet.model.waitForCalls("guideline_checklist", 3)
            fleet.workers[0].terminate()
            #expect(await fleet.workers[0].exitCode() == 0)
            #expect(await fleet.jobs("pending") == 3)
            try await fleet.model.control([:])
            try await fleet.startWorker()
            for id in ids {
                let job = try await fleet.servers[0].completed(id)
                #expect(job["status"] == "completed")
                #expect(job["attempts"] == .integer(1))
            }
            #expect(try await fleet.problems() == [])
            #expect(try fleet.model.calls("guideline_summary") == 3)
        }
    }

    @Test("a second signal stops a worker at once", arguments: Pair.stores)
    func stopsAtOnce(_ pair: Pair) async throws {
        try await Fleet.with(pair, settings: ["LEASE_DURATION": "2s"]) { fleet in
            try await fleet.start(servers: 1, workers: 1)
            try await fleet.model.control(["hang": .bool(true)])
            let id = try await fleet.submit("interrupted", through: fleet.servers[0])
            try await fleet.model.waitForCalls("guideline_summary", 1)
            let worker = fleet.workers[0]
            worker.terminate()
            #expect(await worker.line(containing: "draining") != nil)
            worker.terminate()
            #expect(await worker.exitCode() == 1)
            try await fleet.model.control([:])
            try await fleet.startWorker()
            #expect(try await fleet.servers[0].completed(id)["status"] == "completed")
            #expect(try await fleet.problems() == [])
        }
    }

    @Test("a client that leaves before it is answered leaves its job behind, or none", arguments: Pair.stores)
    func clientLeaves(_ pair: Pair) async throws {
        try await Fleet.with(pair) { fleet in
            try await fleet.start(servers: 1, workers: 1)
            let server = fleet.servers[0]
            for number in 0..<20 {
                try RudeClient.post("left-\(number)", to: server.port, .afterSending)
                try RudeClient.post("reset-\(number)", to: server.port, .byReset)
                try RudeClient.post("half-\(number)", to: server.port, .halfway)
            }
            // A request sent whole is done; whether a reset destroys it is up to the kernel; half of one is nothing.
            try await waitUntil("the jobs of those who left are done") {
                Set(try fleet.model.entries.compactMap(\.tag).filter { $0.hasPrefix("left-") }).count == 20
            }
            try await fleet.submit("last", through: server)
            try await fleet.drained()
            #expect(try await fleet.problems() == [])
            let truth = try await fleet.truth()
            #expect(truth.records.allSatisfy { $0.status == 2 })
            #expect((21...41).contains(truth.records.count))
            #expect(try fleet.model.entries.allSatisfy { $0.tag?.hasPrefix("half-") != true })
        }
    }
}

extension Server {
    /// The processes that the server lists.
    func processes() async throws -> [JSONValue] {
        try await self.client.send("GET", "/api/stats").json["processes"]?.array ?? []
    }
}
