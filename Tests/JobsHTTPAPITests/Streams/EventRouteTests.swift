import JobsApplication
import JobsDomain
import JobsHTTPAPI
import JobsTesting
import TestServices
import Testing

@Suite("Server-sent events over HTTP")
struct EventRouteTests {
    @Test("an ended job's events come from the start, each with its number, and then the body ends")
    func replay() async throws {
        try await withServer { server in
            let id = try await server.ended(events: 5)
            let client = try server.stream("/api/jobs/\(id)/events")
            try await client.wait("the end") { $0.isWhole }
            let progress = client.progress
            #expect(progress.status == 200)
            #expect(progress.headers["content-type"] == "text/event-stream; charset=utf-8")
            #expect(progress.headers["cache-control"] == "no-store")
            #expect(progress.headers["x-accel-buffering"] == "no")
            #expect(progress.comments.first == "connected")
            #expect(progress.violations.isEmpty)
            #expect(progress.messages.map(\.id) == ["1", "2", "3", "4", "5"])
            let kinds = ["job.created", "job.started", "step.fell_back", "step.fell_back", "job.completed"]
            #expect(progress.messages.map(\.event) == kinds)
            #expect(client.data == (try await server.log(of: id)))
            let first = try client.objects[0]
            #expect(first["event_id"]?.string == id.description)
            #expect(first["id"]?.integer == 1)
        }
    }

    @Test("a client hears at once that it is connected, then what happens, and a sign of life where nothing does")
    func live() async throws {
        try await withServer { server in
            try await server.streaming {
                let job = try await server.running(events: 2)
                let client = try server.stream("/api/jobs/\(job.id)/events", headers: ["Last-Event-ID": "2"])
                try await client.wait("the first bytes") { $0.comments == ["connected"] }
                try await server.live(1)
                #expect(client.messages.isEmpty)
                try await server.append(1, to: job)
                try await client.wait("the event") { $0.messages.count == 1 }
                #expect(client.messages[0].id == "3")
                server.clock.advance(by: .seconds(15))
                try await client.wait("the heartbeat") { $0.comments == ["connected", "heartbeat"] }
                server.tell("Hel\nlo", of: job)
                try await client.wait("the text") { $0.messages.count == 2 }
                #expect(client.messages[1].id == nil)
                #expect(client.messages[1].event == "step.delta")
                #expect(try client.objects[1]["data"]?["text"] == "Hel\nlo")
                try await server.change([.complete], of: job)
                try await client.wait("the end") { $0.isWhole }
                #expect(client.messages.last?.id == "4")
            }
        }
    }

    @Test(
        "only the last event's own number ends it before it begins",
        arguments: [
            (["Last-Event-ID": "3"], "", 204, 0), ([:], "?last_event_id=3", 204, 0), ([:], "?starting_after=3", 204, 0),
            (["Last-Event-ID": "1"], "?last_event_id=3", 200, 2), (["Last-Event-ID": "3"], "?last_event_id=1", 204, 0),
            ([:], "?last_event_id=2&starting_after=1", 200, 1), (["Last-Event-ID": ""], "?last_event_id=3", 204, 0),
            (["Last-Event-ID": "0"], "", 200, 3), (["Last-Event-ID": "4"], "", 200, 3),
            (["Last-Event-ID": "-1"], "", 200, 3), (["Last-Event-ID": "+3"], "", 200, 3),
            (["Last-Event-ID": "3.0"], "", 200, 3), (["Last-Event-ID": "three"], "", 200, 3),
            (["Last-Event-ID": "latest"], "", 200, 3), (["Last-Event-ID": "99999999999999999999999"], "", 200, 3),
            (["Last-Event-ID": "\u{0663}"], "", 200, 3), ([:], "?last_event_id=3%00", 200, 3),
            ([:], "?last_event_id=%FF", 200, 3), ([:], "?last_event_id", 200, 3), ([:], "?unknown=3", 200, 3),
            (["Last-Event-ID": String(repeating: "3", count: 4000)], "", 200, 3),
        ] as [([String: String], String, Int, Int)]
    )
    func places(_ headers: [String: String], _ query: String, _ status: Int, _ count: Int) async throws {
        try await withServer { server in
            let id = try await server.ended(events: 3)
            let client = try server.stream("/api/jobs/\(id)/events\(query)", headers: headers)
            try await client.wait("the end") { $0.isWhole }
            #expect(client.progress.status == status)
            #expect(client.messages.map(\.id) == ["1", "2", "3"].suffix(count))
            #expect(client.progress.body.isEmpty)
        }
    }

    @Test("a job that goes again is not over for whoever has the end of the run before")
    func retried() async throws {
        try await withServer { server in
            try await server.streaming {
                let id = try await server.job(.cancelled)
                #expect(try await server.get("/api/jobs/\(id)/events", ["Last-Event-ID": "2"]).status == 204)
                _ = try await server.service.retryJob(id)
                let client = try server.stream("/api/jobs/\(id)/events", headers: ["Last-Event-ID": "2"])
                try await client.wait("the new run") { $0.messages.map(\.event) == ["job.requeued"] }
                _ = try await server.service.cancelJob(id)
                try await client.wait("the end") { $0.isWhole }
                #expect(client.messages.map(\.id) == ["3", "4"])
            }
        }
    }

    @Test("what is no stream is answered like everywhere else")
    func others() async throws {
        try await withServer(settings: { $0.maximumStreamsPerClient = 1 }) { server in
            let id = try await server.job(.processing)
            let unknown = try await server.get("/api/jobs/\(TestServer.unknownID)/events")
            #expect(unknown.status == 404)
            #expect(try unknown.problem() == "not-found")
            for path in ["/api/jobs/\(id)/events", "/api/events"] {
                let refused = try await server.get(path, ["Accept": "application/json"])
                #expect(refused.status == 406)
                #expect(try refused.problem() == "not-acceptable")
                #expect(try await server.send("POST", path).status == 405)
                // More often than there are places: none of these takes one.
                for _ in 0..<3 {
                    let head = try await server.send("HEAD", path)
                    #expect(head.status == 200)
                    #expect(head["content-type"] == "text/event-stream; charset=utf-8")
                    #expect(head["content-length"] == nil)
                }
            }
            server.store.fail(with: .unavailable)
            #expect(try await server.get("/api/jobs/\(id)/events").status == 503)
            #expect(try await server.get("/api/events?last_event_id=latest").status == 503)
        }
    }

    @Test("the stream of all jobs resumes at its cursors, begins now for `latest`, and else at the start")
    func feed() async throws {
        try await withServer { server in
            try await server.streaming {
                let jobs = [try await server.running(events: 2), try await server.running(events: 2)]
                let all = try server.stream("/api/events")
                try await all.wait("the past") { $0.messages.count == 4 }
                let latest = try server.stream("/api/events?last_event_id=latest")
                let lost = try server.stream("/api/events", headers: ["Last-Event-ID": "ffffffff"])
                let broken = try server.stream("/api/events?last_event_id=no-place")
                let third = all.messages[2]
                let resumed = try server.stream("/api/events", headers: ["Last-Event-ID": third.id ?? ""])
                try await server.live(5)
                try await server.append(1, to: jobs[0])
                for client in [all, latest, lost, broken, resumed] {
                    try await client.wait("the new event") { $0.messages.last?.event == "step.fell_back" }
                }
                #expect(latest.data == all.data.suffix(1))
                #expect(lost.data == all.data)
                #expect(broken.data == all.data)
                #expect(resumed.data == all.data.suffix(2))
                #expect(try all.objects.map { $0["cursor"]?.string } == all.messages.map(\.id))
                #expect(try all.objects.map { $0["id"]?.integer } == [1, 2, 1, 2, 3])
            }
        }
    }
}
