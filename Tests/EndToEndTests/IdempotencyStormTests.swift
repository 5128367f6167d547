import Foundation
import JobsDomain
import TestServices
import Testing

@Suite("One key is one job, however often and wherever it is sent", .serialized, .timeLimit(.minutes(5)))
struct IdempotencyStormTests {
    @Test("200 requests at once over two servers", arguments: Pair.stores)
    func storm(_ pair: Pair) async throws {
        try await Fleet.with(pair) { fleet in
            try await fleet.start(servers: 2, workers: 1)
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for number in 0..<200 {
                    let server = fleet.servers[number % 2]
                    group.addTask { try await server.post(tag: "storm", key: "one") }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 })
            let ids = Set(try answers.map { try $0.json["event_id"]?.string ?? "" })
            #expect(ids.count == 1)
            #expect(answers.count { $0.headers["idempotent-replayed"] == nil } == 1)
            for server in fleet.servers {
                let other = try await server.post(tag: "storm", key: "one", text: "Another document.")
                #expect(other.status == 422)
            }
            try await fleet.drained()
            #expect(try await fleet.problems() == [])
            #expect(try await fleet.truth().records.map(\.id) == Array(ids))
            #expect(try fleet.repeatedCalls() == 0)
        }
    }
}
