import HTTPConnections
import JobsApplication
import JobsHTTPAPI
import Logging
import Testing

@Suite("The access log")
struct AccessLogTests {
    private static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("a request is one line: who, what, how it ended")
    func oneLine() async throws {
        let log = LogLines()
        try await withServer(logger: log.logger(.info)) { server in
            let id = try await server.submit()
            let reply = try await server.get(
                "/api/jobs/\(id)?token=secret",
                ["X-Request-Id": "r-1", "User-Agent": "curl/8", "traceparent": Self.trace, "Authorization": "secret"]
            )
            let line = try #require(log.requests.last)
            #expect(log.requests.count == 2)
            #expect(line.level == .info)
            var expected = [
                "http.request.method": "GET", "url.path": "/api/jobs/\(id)", "http.route": "/api/jobs/{event_id}",
                "http.response.status_code": "200", "http.response.body.bytes": "\(reply.body.count)",
                "client.address": "127.0.0.1", "http.request.id": "r-1", "user_agent.original": "curl/8",
                "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
            ]
            expected["duration_ms"] = "0.0"
            #expect(line.metadata == expected)
        }
    }

    @Test("what a client says of itself is cut")
    func longAgent() async throws {
        let log = LogLines()
        try await withServer(logger: log.logger()) { server in
            _ = try await server.get("/api/jobs", ["User-Agent": String(repeating: "x", count: 5000)])
            #expect(log.requests.last?.metadata["user_agent.original"]?.count == 200)
        }
    }

    @Test("what is refused has a line, and what fails says why", arguments: [true, false])
    func failures(isOn: Bool) async throws {
        let log = LogLines()
        try await withServer(settings: { $0.logsRequests = isOn }, logger: log.logger()) { server in
            _ = try await server.get("/nothing")
            #expect(log.requests.map(\.metadata["http.response.status_code"]) == (isOn ? ["404"] : []))
            server.store.fail(with: .unavailable)
            _ = try await server.get("/api/jobs")
            let line = try #require(log.requests.last)
            #expect(line.level == .warning)
            #expect(line.metadata["error.message"]?.contains("the disk is on fire") ?? false)
        }
    }

    @Test("probes are for who looks closely", arguments: ["/livez", "/readyz"])
    func probes(_ path: String) async throws {
        let log = LogLines()
        try await withServer(logger: log.logger()) { server in
            server.isDraining.turnOn()
            _ = try await server.get(path)
            #expect(log.requests.map(\.level) == [.debug])
        }
    }

    @Test("a trusted proxy's word about the client counts, and nobody else's")
    func clientAddress() async throws {
        for (trusted, address) in [(["127.0.0.0/8"], "203.0.113.9"), (["10.0.0.0/8"], "127.0.0.1")] {
            let log = LogLines()
            let ranges = trusted.compactMap { AddressRange($0) }
            try await withServer(settings: { $0.trustedProxies = ranges }, logger: log.logger()) { server in
                _ = try await server.get("/api/jobs", ["X-Forwarded-For": "198.51.100.1, 203.0.113.9"])
                #expect(log.requests.last?.metadata["client.address"] == address)
            }
        }
    }
}
