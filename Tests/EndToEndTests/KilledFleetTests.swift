import Foundation
import JobsDomain
import TestServices
import Testing

@Suite("Members that are killed again and again lose and double nothing", .serialized, .timeLimit(.minutes(30)))
struct KilledFleetTests {
    @Test("servers, workers and Redis are killed while clients post all the time", arguments: Pair.allCases)
    func killed(_ pair: Pair) async throws {
        let rounds = Soak.number("AVO_CRASH_ROUNDS", short: 3, long: 40)
        let jobs = Soak.number("AVO_CRASH_JOBS", short: 120, long: 10_000)
        try await Fleet.with(pair, settings: ["LEASE_DURATION": "2s", "JOB_MAX_ATTEMPTS": "1000"]) { fleet in
            try await fleet.model.control(["delay_ms": .integer(5)])
            try await fleet.start(servers: 2, workers: 2)
            let begin = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await fleet.submitRepeating("job", count: jobs) }
                group.addTask { try await Self.kill(fleet, rounds: rounds, jobs: jobs / (rounds + 1)) }
                try await group.waitForAll()
            }
            try await fleet.drained(within: .seconds(Soak.isOn ? 900 : 120))
            Figure.tell("\(pair): \(rounds) kills, \(jobs) jobs", since: begin)
            #expect(try await fleet.problems() == [])
            let truth = try await fleet.truth()
            #expect(truth.records.allSatisfy { $0.status == 2 && $0.ends == 1 })
            // A request that was broken off is repeated with its key, so nothing exists that nobody knows.
            #expect(truth.unacknowledged(fleet.submissions) == 0)
            let repeated = try fleet.repeatedCalls()
            Figure.tell("\(pair): repeated calls after \(rounds) kills", repeated)
            // Each kill may cost one call for each of the four jobs that ran.
            #expect(repeated <= rounds * 4)
        }
    }

    /// Kills one process at a time, in the middle of its work, and starts another one; or stops a worker until
    /// others have taken over its jobs.
    ///
    /// - Parameter jobs: how many are acknowledged between two kills.
    private static func kill(_ fleet: Fleet, rounds: Int, jobs: Int) async throws {
        for round in 1...rounds {
            // Another number each round, so that the kill meets another moment.
            let enough = round * jobs - round * 7 % 13
            try await waitUntil("round \(round)", within: .seconds(300)) { fleet.submissions.count >= enough }
            try await fleet.answered(enough, within: .seconds(300))
            switch (round % 4, fleet.redis) {
            case (2, _):
                guard let server = fleet.servers.randomElement() else { return }
                await fleet.kill(server.process)
                try await fleet.startServer()
            case (3, let redis?):
                try await redis.kill()
                try await redis.start()
            case (0, _):
                guard let worker = fleet.workers.randomElement() else { return }
                worker.suspend()
                let end = ContinuousClock.now + .seconds(3)
                try await waitUntil("its leases are over") { ContinuousClock.now > end }
                worker.resume()
            default:
                guard let worker = fleet.workers.randomElement() else { return }
                await fleet.kill(worker)
                try await fleet.startWorker()
            }
        }
    }
}
