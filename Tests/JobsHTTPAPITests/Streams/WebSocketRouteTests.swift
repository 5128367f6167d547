import HTTPTypes
import JobsApplication
import JobsDomain
import JobsTesting
import TestServices
import Testing

@testable import JobsHTTPAPI

@Suite("Events over WebSocket")
struct WebSocketRouteTests {
    @Test("the same objects come over every path, and the connection is closed behind the last")
    func sameObjects() async throws {
        try await withServer { server in
            try await server.streaming {
                let id = try await server.ended(events: 4)
                let log = try await server.log(of: id)
                for path in ["/api/jobs/\(id)/ws", "/api/jobs/\(id)/events", "/api/jobs/\(id)/ws/"] {
                    for place in 0...4 {
                        let client = try server.stream("\(path)?last_event_id=\(place)", .webSocket)
                        try await client.wait("the end") { $0.isOver }
                        #expect(client.progress.status == 101)
                        #expect(client.data == Array(log.dropFirst(place)))
                        #expect(client.progress.closeCode == 1000)
                        #expect(client.progress.violations.isEmpty)
                    }
                }
                let feed = try server.stream("/api/events", .webSocket)
                let sent = try server.stream("/api/events")
                for client in [feed, sent] { try await client.wait("the past") { $0.messages.count == 4 } }
                #expect(feed.data == sent.data)
                let cursor = try #require(sent.messages[1].id)
                let resumed = try server.stream("/api/events?last_event_id=\(cursor)", .webSocket)
                try await resumed.wait("the rest") { $0.messages.count == 2 }
                #expect(resumed.data == feed.data.suffix(2))
            }
        }
    }

    @Test("events and live text come as they happen; what the client says changes nothing")
    func live() async throws {
        try await withServer { server in
            try await server.streaming {
                let job = try await server.running(events: 2)
                let client = try server.stream("/api/jobs/\(job.id)/ws?last_event_id=1", .webSocket)
                try await client.wait("the past") { $0.messages.count == 1 }
                try await server.live(1)
                client.send(text: #"{"type":"cancel"}"#)
                client.send(text: "")
                server.clock.advance(by: .seconds(15))
                server.tell("Hello", of: job)
                try await client.wait("the text") { $0.messages.count == 2 }
                try await server.change([.complete], of: job)
                try await client.wait("the end") { $0.isOver }
                let types = try client.objects.map { $0["type"]?.string }
                #expect(types == ["job.started", "step.delta", "job.completed"])
                #expect(client.progress.closeCode == 1000)
            }
        }
    }

    @Test("a client that closes is answered, and its subscription is given back")
    func closes() async throws {
        try await withServer { server in
            try await server.streaming {
                let job = try await server.running(events: 2)
                let client = try server.stream("/api/jobs/\(job.id)/ws", .webSocket)
                try await client.wait("the past") { $0.messages.count == 2 }
                try await server.live(1)
                client.sendClose(1000)
                try await client.wait("the end") { $0.isOver }
                #expect(client.progress.closeCode == 1000)
                try await server.live(0)
            }
        }
    }

    @Test("a handshake that is none, or for nothing, is refused before it")
    func refusals() async throws {
        try await withServer(settings: { $0.maximumStreamsPerClient = 1 }) { server in
            let id = try await server.job(.processing)
            let plain = try await server.get("/api/jobs/\(id)/ws")
            #expect(plain.status == 426)
            #expect(plain["upgrade"] == "websocket")
            #expect(try plain.problem() == "upgrade-required")
            let cases: [(String, [String: String], Int)] = [
                ("/api/jobs/\(TestServer.unknownID)/ws", [:], 404), ("/api/jobs/none/ws", [:], 404),
                ("/api/jobs/\(id)/ws", ["Sec-WebSocket-Version": "8"], 426),
                ("/api/jobs/\(id)/ws", ["Sec-WebSocket-Key": "short"], 400),
                ("/api/jobs/\(id)/ws", ["Origin": "https://evil.example"], 403),
                ("/api/jobs/\(id)/events", ["Origin": "null"], 403),
                ("/api/events", ["Origin": "http://127.0.0.1"], 403),
            ]
            // None of them takes the only place.
            for (path, headers, status) in cases {
                let client = try server.stream(path, .webSocket, headers: headers)
                try await client.wait("the answer") { $0.isWhole || $0.isOver }
                #expect(client.progress.status == status, "\(path) \(headers)")
                #expect(client.progress.headers["content-type"] == "application/problem+json")
            }
        }
    }

    @Test(
        "a page may connect from the server's own origin or an allowed one",
        arguments: [
            (["http://avo.example"], "avo.example", true), (["https://avo.example"], "avo.example", true),
            (["HTTP://AVO.example"], "avo.EXAMPLE", true), (["http://avo.example:80"], "avo.example", true),
            (["https://avo.example"], "avo.example:443", true), (["https://avo.example:80"], "avo.example", false),
            (["http://avo.example:8000"], "avo.example:8000", true),
            (["http://avo.example:8000"], "avo.example", false),
            (["http://avo.example"], "avo.example:8000", false), (["http://[::1]:8000"], "[::1]:8000", true),
            (["ftp://avo.example"], "avo.example", false), (["avo.example"], "avo.example", false),
            (["http://avo.example.evil"], "avo.example", false), (["http://evil.avo.example"], "avo.example", false),
            (["http://avo.example/"], "avo.example", false), (["http://x@avo.example"], "avo.example", false),
            (["null"], "null", false), ([""], "", false), (["http://"], "", false), (["http://"], nil, false),
            (["http://avo.example", "http://avo.example"], "avo.example", false), ([], "avo.example", true),
            (["https://app.example"], "avo.example", true), (["https://app.example:8443"], "avo.example", false),
        ] as [([String], String?, Bool)]
    )
    func origins(_ origins: [String], _ authority: String?, _ isAllowed: Bool) {
        var request = HTTPRequest(method: .get, scheme: "http", authority: authority, path: "/api/events")
        request.headerFields[values: .origin] = origins
        let rules = CrossOriginRules(origins: ["https://app.example", "null"])
        #expect(WebSocketOrigin.isAllowed(request, by: rules) == isAllowed)
    }

    @Test("the server's own page connects, and one of an allowed origin")
    func ownOrigin() async throws {
        try await withServer(settings: { $0.allowedOrigins = ["https://app.example"] }) { server in
            let id = try await server.ended(events: 3)
            for origin in ["http://127.0.0.1:\(server.port)", "https://app.example"] {
                let client = try server.stream("/api/jobs/\(id)/ws", .webSocket, headers: ["Origin": origin])
                try await client.wait("the end") { $0.isOver }
                #expect(client.messages.count == 3)
            }
        }
    }
}
