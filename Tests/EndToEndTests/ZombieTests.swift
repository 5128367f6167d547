import Foundation
import JobsDomain
import TestServices
import Testing

@Suite("A worker that comes back from the dead changes nothing", .serialized, .timeLimit(.minutes(5)))
struct ZombieTests {
    @Test("stopped beyond its lease, then let go on with the model's answer in its hands", arguments: Pair.allCases)
    func zombie(_ pair: Pair) async throws {
        try await Fleet.with(pair, settings: ["LEASE_DURATION": "2s"]) { fleet in
            try await fleet.start(servers: 1, workers: 1)
            let server = fleet.servers[0]
            let zombie = fleet.workers[0]
            try await fleet.model.control(["hang": .bool(true), "schema": "guideline_checklist"])
            let id = try await fleet.submit("fought-over", through: server)
            try await fleet.model.waitForCalls("guideline_checklist", 1)
            try await Self.suspend(zombie, while: id, fleet)
            let heir = try await fleet.startWorker()
            try await fleet.model.waitForCalls("guideline_checklist", 2)
            // Both calls are answered: the heir works on, and the zombie's answer waits in its socket.
            try await fleet.model.control([:])
            let job = try await server.completed(id)
            #expect(job["status"] == "completed")
            #expect(job["attempts"] == .integer(2))
            try await fleet.model.waitForCalls("both calls are answered") { entries in
                entries.count { $0.phase == "answered" && $0.schema == "guideline_checklist" } == 2
            }
            let before = try await fleet.truth().record(id)

            zombie.resume()
            #expect(await zombie.line(containing: #""message":"job stopped""#) != nil)
            let after = try await fleet.truth().record(id)
            #expect(after?.kinds == before?.kinds)
            #expect(try await server.job(id)["result"] == job["result"])

            await fleet.kill(heir)
            let next = try await fleet.submit("for-the-returned", through: server)
            #expect(try await server.completed(next)["status"] == "completed")
            #expect(try await fleet.problems() == [])
            #expect(try fleet.model.calls("guideline_summary", tag: "fought-over") == 1)
            #expect(try fleet.model.calls("guideline_checklist", tag: "fought-over") == 2)
        }
    }

    @Test("cut off from the database, a worker ends its call, and works later", arguments: Soak.isOn ? [1, 2] : [2])
    func cutOff(_ workers: Int) async throws {
        try await Fleet.with(.postgres, isProxied: true, settings: ["LEASE_DURATION": "2s"]) { fleet in
            guard case .postgres(_, let url) = fleet.database, let proxy = fleet.proxy else { return }
            let direct = ["DATABASE_URL": url]
            let server = try await fleet.startServer(direct)
            let cutOff = try await fleet.startWorker()
            try await fleet.model.control(["hang": .bool(true), "schema": "guideline_summary"])
            let id = try await fleet.submit("fought-over", through: server)
            try await fleet.model.waitForCalls("guideline_summary", 1)
            proxy.mode = .blackhole
            let begin = ContinuousClock.now
            try await fleet.model.waitForCalls("the call is broken off") { $0.contains { $0.phase == "broken_off" } }
            Figure.tell("from a worker's loss of the database to the end of its call, lease 2 s", since: begin)
            if Soak.isOn { #expect(ContinuousClock.now - begin < .seconds(3)) }
            if workers == 2 { try await fleet.startWorker(direct) } else { proxy.mode = .pass }
            try await fleet.model.waitForCalls("guideline_summary", 2)
            try await fleet.model.control([:])
            #expect(try await server.completed(id)["attempts"] == .integer(2))

            proxy.mode = .pass
            for worker in fleet.workers where worker !== cutOff { await fleet.stop(worker) }
            let next = try await fleet.submit("for-the-returned", through: server)
            #expect(try await server.completed(next)["attempts"] == .integer(1))
            #expect(try await fleet.problems() == [])
            #expect(try fleet.repeatedCalls() == 1)
        }
    }

    /// Stops a worker, but not while it holds the lock of a SQLite file: then nobody could take over anything.
    private static func suspend(_ worker: ChildProcess, while id: String, _ fleet: Fleet) async throws {
        try await waitUntil("the worker stands still, without the database's lock") {
            worker.suspend()
            // Refused, because the job runs; but by a transaction that writes.
            let answer = try await fleet.servers[0].client.send("POST", "/api/jobs/\(id)/retry")
            if answer.status == 409 { return true }
            worker.resume()
            return false
        }
    }
}
