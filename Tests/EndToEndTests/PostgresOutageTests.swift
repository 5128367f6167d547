import Foundation
import JobsDomain
import TestServices
import Testing

@Suite("PostgreSQL goes away and comes back, and no process has to be restarted", .serialized, .timeLimit(.minutes(10)))
struct PostgresOutageTests {
    /// What happens to the database's server.
    enum Outage: String, CaseIterable, CustomTestStringConvertible {
        case fastRestart = "a fast restart"
        case immediateRestart = "an immediate restart"
        case endedSessions = "all sessions ended"

        var testDescription: String { self.rawValue }

        func strike(_ server: PostgresServer, _ url: String) async throws {
            switch self {
            case .fastRestart: try await server.restart(.fast)
            case .immediateRestart: try await server.restart(.immediate)
            case .endedSessions:
                try await server.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """,
                    database: url
                )
            }
        }
    }

    @Test("under load nothing that was acknowledged is lost, and nothing is done twice")
    func underLoad() async throws {
        let rounds = Soak.number("AVO_OUTAGES", short: 1, long: 10)
        let server = try await PostgresServer.start(durable: true)
        try await Fleet.with(.postgres, postgres: server, settings: ["JOB_MAX_ATTEMPTS": "1000"]) { fleet in
            guard case .postgres(_, let url) = fleet.database else { return }
            try await fleet.start(servers: 2, workers: 2)
            let strikes = Outage.allCases + [.endedSessions, .endedSessions]
            let all = (0..<rounds).flatMap { _ in strikes }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await fleet.submitRepeating("job", count: 20 * (all.count + 1)) }
                group.addTask {
                    for (number, outage) in all.enumerated() {
                        try await waitUntil("load", within: .seconds(120)) {
                            fleet.submissions.count >= 20 * (number + 1)
                        }
                        try await outage.strike(server, url)
                    }
                }
                try await group.waitForAll()
            }
            try await fleet.drained()
            let members = fleet.servers.map(\.process) + fleet.workers
            #expect(members.count == 4)
            #expect(try await fleet.problems() == [])
            let truth = try await fleet.truth()
            #expect(truth.records.allSatisfy { $0.status == 2 && $0.ends == 1 })
            #expect(truth.unacknowledged(fleet.submissions) == 0)
            Figure.tell("repeated calls after \(all.count) outages of PostgreSQL", try fleet.repeatedCalls())
        }
    }

    /// How the database's server is away.
    enum Absence: String, CaseIterable, CustomTestStringConvertible {
        case stopped = "stopped"
        case stalled = "stalled, with its connections open"

        var testDescription: String { self.rawValue }

        func begin(_ server: PostgresServer) async throws {
            switch self {
            case .stopped: try await server.stop(.immediate)
            case .stalled: try await server.pause()
            }
        }

        func end(_ server: PostgresServer) async throws {
            switch self {
            case .stopped: try await server.start()
            case .stalled: try server.resume()
            }
        }
    }

    @Test("while it is away a POST says so in time, and afterwards everything works", arguments: Absence.allCases)
    func away(_ absence: Absence) async throws {
        let server = try await PostgresServer.start()
        try await Fleet.with(.postgres, postgres: server) { fleet in
            try await fleet.start(servers: 1, workers: 1)
            let first = fleet.servers[0]
            try await first.completed(try await fleet.submit("before", through: first))
            try await absence.begin(server)
            // The first request meets connections that were good, the second knows better.
            for number in 1...2 {
                let begin = ContinuousClock.now
                let refused = try await first.post(tag: "away-\(number)", key: "away-\(number)")
                Figure.tell("PostgreSQL \(absence.rawValue): POST number \(number) answered", since: begin)
                #expect(ContinuousClock.now - begin < .seconds(Soak.isOn ? 5 : 12))
                #expect(refused.status == 503)
                #expect(refused.headers["retry-after"] == "1")
                #expect(refused.headers["content-type"] == "application/problem+json")
                #expect(try refused.json["type"] == "/problems/unavailable")
            }
            let begin = ContinuousClock.now
            #expect(try await first.client.send("GET", "/livez").status == 200)
            Figure.tell("PostgreSQL \(absence.rawValue): /livez answered", since: begin)
            let ready = try await first.client.send("GET", "/readyz")
            #expect(ready.status == 503)
            #expect(try ready.json["checks"]?["store"] != "ok")

            try await absence.end(server)
            let back = ContinuousClock.now
            let id = try await fleet.submitRepeating("away-1")
            Figure.tell("PostgreSQL \(absence.rawValue): first 201 after its return", since: back)
            try await first.completed(id)
            Figure.tell("PostgreSQL \(absence.rawValue): first job done after its return", since: back)
            if Soak.isOn { #expect(ContinuousClock.now - back < .seconds(5)) }
            try await waitUntil("ready again") { try await first.client.send("GET", "/readyz").status == 200 }
            #expect(try await fleet.problems() == [])
        }
    }

    @Test("a COMMIT whose answer is lost, once or twice, makes one job", arguments: [1, 2])
    func lostAcknowledgement(_ times: Int) async throws {
        try await Fleet.with(.postgres, isProxied: true) { fleet in
            let server = try await fleet.startServer()
            let proxy = try #require(fleet.proxy)
            // The server's first heartbeat is behind it, and the next is seconds away.
            try await waitUntil("the server is listed") { try await server.processes().count == 1 }
            proxy.cut(.reply, matching: "avo_COMMIT", times: times)
            let answer = try await server.post(tag: "uncertain", key: "uncertain")
            #expect(proxy.cuts >= 1)
            // Cut once, the server finds out by itself; cut twice, or where that took too long, it has to leave that
            // to the client.
            #expect(answer.status == 503 || times == 1 && answer.status == 201)
            if Soak.isOn { #expect(answer.status == (times == 1 ? 201 : 503)) }
            let id = try await fleet.submitRepeating("uncertain")
            if answer.status == 201 { #expect(try answer.json["event_id"]?.string == id) }
            let again = try await server.post(tag: "uncertain", key: "uncertain")
            #expect(again.status == 201)
            #expect(again.headers["idempotent-replayed"] == "true")
            #expect(try again.json["event_id"]?.string == id)
            #expect(try await fleet.problems() == [])
            #expect(try await fleet.truth().records.count == 1)
        }
    }
}
