import Foundation
import JobsDomain
import TestServices
import Testing

@Suite("What a worker has given up does nothing when it arrives late", .serialized, .timeLimit(.minutes(5)))
struct LateClaimTests {
    @Test("a claim that was given up takes no job when it arrives at last")
    func lateClaim() async throws {
        try await Fleet.with(.postgres, isProxied: true) { fleet in
            guard case .postgres(_, let url) = fleet.database, let proxy = fleet.proxy else { return }
            let server = try await fleet.startServer(["DATABASE_URL": url])
            let worker = try await fleet.startWorker()
            try await server.completed(try await fleet.submit("before", through: server))
            proxy.mode = .stall
            #expect(await worker.line(containing: "jobs cannot be claimed") != nil)
            let id = try await fleet.submit("waiting", through: server)
            let begin = ContinuousClock.now
            proxy.mode = .pass
            let job = try await server.job(id, within: .seconds(60)) { $0["status"] == "completed" }
            Figure.tell("from the end of an interruption to a waiting job's end", since: begin)
            #expect(job["attempts"] == .integer(1))
            #expect(try await fleet.problems() == [])
        }
    }
}
