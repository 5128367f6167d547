import JobsApplication
import JobsDomain
import JobsHTTPAPI
import JobsTesting
import TestServices
import Testing

@Suite("The life of streams over HTTP")
struct StreamLifeTests {
    @Test(
        "a client that leaves an idle stream frees its place and its subscription",
        arguments: StreamClient.Transport.allCases
    )
    func leaves(_ transport: StreamClient.Transport) async throws {
        try await withServer(settings: { $0.maximumStreamsPerClient = 2 }) { server in
            try await server.streaming {
                let job = try await server.running(events: 2)
                for round in 0..<6 {
                    let clients = [
                        try server.stream(transport.path(job.id), transport),
                        try server.stream("/api/events", transport),
                    ]
                    try await server.live(2)
                    for client in clients { try await client.wait("the past") { $0.messages.count == 2 } }
                    // A refusal takes no place and gives none back, however often it comes.
                    for _ in 0..<3 {
                        let third = try server.stream(transport.path(job.id), transport)
                        try await third.wait("the refusal") { $0.isWhole }
                        #expect(third.progress.status == 429)
                        #expect(third.progress.headers["content-type"] == "application/problem+json")
                        #expect(third.progress.headers["retry-after"] != nil)
                    }
                    for client in clients { round % 2 == 0 ? client.close() : client.reset() }
                    try await server.live(0)
                    // The place is free when the answer is over, a moment later.
                    try await waitUntil("a place is free") {
                        let next = try server.stream(transport.path(job.id), transport)
                        try await next.wait("the answer") { $0.status != nil }
                        defer { next.close() }
                        return next.progress.status != 429
                    }
                    try await server.live(0)
                }
            }
        }
    }

    @Test("a place is given back where the stream ends by itself", arguments: StreamClient.Transport.allCases)
    func ends(_ transport: StreamClient.Transport) async throws {
        try await withServer(settings: { $0.maximumStreamsPerClient = 1 }) { server in
            let id = try await server.ended(events: 4)
            for _ in 0..<5 {
                try await waitUntil("a stream is let in") {
                    let client = try server.stream(transport.path(id), transport)
                    try await client.wait("the end") { $0.isWhole || $0.closeCode != nil }
                    return client.messages.count == 4
                }
            }
        }
    }

    @Test("draining tells every stream to come back, and ends it", arguments: StreamClient.Transport.allCases)
    func drain(_ transport: StreamClient.Transport) async throws {
        try await withServer { server in
            try await server.streaming {
                let job = try await server.running(events: 2)
                let clients = [
                    try server.stream(transport.path(job.id), transport), try server.stream("/api/events", transport),
                ]
                try await server.live(2)
                server.service.events.beginDrain()
                let late = try server.stream(transport.path(job.id), transport)
                for client in clients + [late] {
                    try await client.wait("the end") { $0.isWhole || $0.isOver }
                    #expect(client.messages.count == 3)
                    let last = try #require(try client.objects.last)
                    #expect(last["type"] == "reset")
                    #expect(last["data"]?["reason"] == "shutdown")
                    #expect(last["id"] == nil)
                    if transport == .webSocket {
                        #expect(client.progress.closeCode == 1001)
                        #expect(client.progress.closeReason == "shutdown")
                    } else {
                        #expect(client.messages.last?.event == "reset")
                        #expect(client.messages.last?.id == nil)
                    }
                }
                #expect(try clients[0].objects.last?["event_id"]?.string == job.id.description)
                #expect(try clients[1].objects.last?["event_id"] == nil)
            }
        }
    }

    @Test(
        "a client that does not read is told so when it does, and resumes without gap or repeat",
        arguments: StreamClient.Transport.allCases
    )
    func slow(_ transport: StreamClient.Transport) async throws {
        try await withServer { server in
            try await server.streaming {
                let job = try await server.running(events: 2)
                let path = transport.path(job.id)
                let slow = try StreamClient(port: server.port, path: path, transport, receiveBuffer: 4096)
                try await slow.wait("the past") { $0.messages.count == 2 }
                try await server.live(1)
                slow.pause()
                let quick = try server.stream(path, transport)
                try await server.live(2)
                let reason = String(repeating: "r", count: 8192)
                for round in 1...12 {
                    try await server.append(50, to: job, reason: reason)
                    try await quick.wait("the events") { $0.messages.count == 2 + round * 50 }
                }
                slow.resume()
                try await slow.wait("the end") { $0.isWhole || $0.isOver }
                #expect(try slow.objects.last?["type"] == "reset")
                #expect(try slow.objects.last?["data"]?["reason"] == "slow_reader")
                if transport == .webSocket { #expect(slow.progress.closeCode == 1013) }
                let seen = slow.data.dropLast()
                #expect(seen.count < 602)
                let resumed = try server.stream(path + "?last_event_id=\(seen.count)", transport)
                try await server.change([.complete], of: job)
                try await resumed.wait("the end") { $0.isWhole || $0.isOver }
                #expect(seen + resumed.data == (try await server.log(of: job.id)))
                try await quick.wait("the end") { $0.isWhole || $0.isOver }
                #expect(quick.data == (try await server.log(of: job.id)))
            }
        }
    }

    @Test(
        "a client that breaks off behind any event and resumes has every event once",
        arguments: StreamClient.Transport.allCases
    )
    func replay(_ transport: StreamClient.Transport) async throws {
        try await withServer { server in
            try await server.streaming {
                let job = try await server.running(events: 9)
                for live in [true, false] {
                    let log = try await server.log(of: job.id)
                    for index in 0...log.count {
                        let first = try server.stream(transport.path(job.id), transport, dropAfter: index)
                        try await first.wait("\(index) events") { $0.isOver || $0.closeCode != nil }
                        #expect(first.data == Array(log.prefix(index)))
                        let place = Self.places(index).randomElement() ?? ("", [:])
                        let second = try server.stream(
                            transport.path(job.id) + place.query,
                            transport,
                            headers: place.headers,
                            dropAfter: live ? log.count - index : nil
                        )
                        try await second.wait("the rest") { $0.isOver || $0.isWhole || $0.closeCode != nil }
                        #expect(first.data + second.data == log, "\(index) \(place)")
                        #expect(second.progress.violations.isEmpty)
                    }
                    if live { try await server.change([.complete], of: job) }
                }
            }
        }
    }

    /// The ways to name the last event that a client has.
    private static func places(_ index: Int) -> [(query: String, headers: [String: String])] {
        let none: [(String, [String: String])] =
            index == 0 ? [("", [:]), ("?last_event_id=77", [:]), ("", ["Last-Event-ID": "x"])] : []
        return none + [
            ("?last_event_id=\(index)", [:]), ("?starting_after=\(index)", [:]),
            ("", ["Last-Event-ID": "\(index)"]), ("?last_event_id=1", ["Last-Event-ID": "\(index)"]),
        ]
    }
}
