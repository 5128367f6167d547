import FakeProviders
import HTTPTransport
import Testing

@Suite("Many calls at once", .timeLimit(.minutes(2)))
struct CrowdTests {
    @Test("As many connections as calls at once, however many, and the next calls use them again")
    func reusesConnections() async throws {
        let server = try FakeProviderServer()
        server.script("crowd", [Turn.plain("slow", 200, "{}").delivered { $0.headPause = .milliseconds(400) }])
        let transport = CurlTransport()
        defer { transport.close() }
        let request = HTTPRequest(
            url: server.address(.openAI) + "/chat/completions",
            headers: [HTTPHeader("Content-Type", "application/json")],
            body: Array(#"{"model":"crowd","messages":[{"role":"user","content":"hello"}]}"#.utf8),
            timeout: .seconds(60),
            limits: CallTimeouts(connect: .seconds(30), firstByte: .seconds(60)),
            bypassesProxy: true
        )
        let calls = 400
        for _ in 0..<3 {
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<calls { group.addTask { try await transport.send(request).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: calls))
        }
        #expect(server.connections <= calls)
    }
}
