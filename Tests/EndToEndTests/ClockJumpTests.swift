import Foundation
import JobsDomain
import TestServices
import Testing

@Suite("Wrong clocks change no order and no lease", .serialized, .timeLimit(.minutes(5)))
struct ClockJumpTests {
    private static let hour: Int64 = 3600

    @Test("servers and workers an hour before and behind the time", arguments: Soak.isOn ? Pair.allCases : Pair.stores)
    func apart(_ pair: Pair) async throws {
        try await Fleet.with(pair, settings: ["LEASE_DURATION": "2s"]) { fleet in
            let ahead = try await WrongClock(in: fleet.installation.folder)
            let behind = try await WrongClock(in: fleet.installation.folder)
            try ahead.set(Self.hour)
            try behind.set(-Self.hour)
            try await fleet.startServer(ahead.settings)
            try await fleet.startServer(behind.settings)
            try await fleet.startWorker(behind.settings)
            let owner = try await fleet.startWorker(ahead.settings)
            for number in 0..<40 { try await fleet.submit("n\(number)", through: fleet.servers[number % 2]) }
            try await fleet.drained()
            let created = try await fleet.servers[0].client.send("GET", "/api/jobs?limit=2").json["items"]?.array
            #expect(Set(created?.compactMap { $0["created_at"]?.string?.prefix(13) } ?? []).count == 2)
            #expect(try fleet.repeatedCalls() == 0)

            // A job is taken over when its owner is dead and its lease is over, and not before.
            try await fleet.model.control(["hang": .bool(true)])
            await fleet.stop(fleet.workers[0])
            let id = try await fleet.submit("orphan", through: fleet.servers[0])
            try await fleet.model.waitForCalls("the orphan is called for") { $0.contains { $0.tag == "orphan" } }
            try await fleet.startWorker(behind.settings)
            try await Self.expectKept(id, fleet)
            await fleet.kill(owner)
            try await fleet.model.waitForCalls("the orphan is called for again") { entries in
                entries.count { $0.phase == "received" && $0.tag == "orphan" } == 2
            }
            try await fleet.model.control([:])
            #expect(try await fleet.servers[1].completed(id)["attempts"] == .integer(2))
            #expect(try await fleet.problems() == [])
            #expect(try await fleet.truth().records.allSatisfy { $0.status == 2 })
        }
    }

    /// Waits for longer than the lease while its owner lives, and sees that nobody else took the job.
    private static func expectKept(_ id: String, _ fleet: Fleet) async throws {
        let end = ContinuousClock.now + .seconds(3)
        try await waitUntil("the lease was renewed") { ContinuousClock.now > end }
        #expect(try await fleet.servers[0].job(id)["attempts"] == .integer(1))
    }

    @Test("clocks that jump while jobs run", arguments: Pair.stores)
    func jumping(_ pair: Pair) async throws {
        try await Fleet.with(pair, settings: ["LEASE_DURATION": "2s"]) { fleet in
            let clock = try await WrongClock(in: fleet.installation.folder)
            try await fleet.model.control(["delay_ms": .integer(20)])
            try await fleet.startServer(clock.settings)
            try await fleet.startWorker(clock.settings)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await fleet.submitRepeating("job", count: 80, clients: 2) }
                group.addTask {
                    for (number, hours) in [1, -1, 25, 0].enumerated() {
                        try await waitUntil("load") { fleet.submissions.count >= 16 * (number + 1) }
                        try clock.set(Int64(hours) * Self.hour)
                    }
                }
                try await group.waitForAll()
            }
            try await fleet.drained()
            #expect(try await fleet.problems() == [])
            let records = try await fleet.truth().records
            #expect(records.allSatisfy { $0.status == 2 && $0.attempts == 1 })
            #expect(try fleet.repeatedCalls() == 0)
        }
    }
}
