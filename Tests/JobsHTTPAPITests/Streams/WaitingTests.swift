import HTTPTypes
import JobsApplication
import JobsDomain
import JobsTesting
import TestServices
import Testing

@testable import JobsHTTPAPI

@Suite("Prefer: wait")
struct WaitingTests {
    @Test("a GET that waits is answered when the job ends, or when the time is over")
    func read() async throws {
        try await withServer { server in
            try await server.streaming {
                let job = try await server.running(events: 2)
                let path = "/api/jobs/\(job.id)"
                async let ended = server.get(path, ["Prefer": "respond-async, wait=30"])
                try await server.live(1)
                try await server.change([.complete], of: job)
                let reply = try await ended
                #expect(reply.status == 200)
                #expect(reply["preference-applied"] == "wait=30")
                #expect(try reply.json()["status"] == "completed")
                #expect(server.clock.now == .zero)
                let other = try await server.running(events: 2)
                async let waited = server.get("/api/jobs/\(other.id)", ["Prefer": "wait=1000"])
                try await server.live(1)
                server.clock.advance(by: .seconds(55))
                let late = try await waited
                #expect(late["preference-applied"] == "wait=55")
                #expect(try late.json()["status"] == "processing")
                let plain = try await server.get("/api/jobs/\(other.id)", ["Prefer": "wait=soon"])
                #expect(plain["preference-applied"] == nil)
                try await server.live(0)
            }
        }
    }

    @Test("a GET that waits with a tag is answered 304 only where nothing has changed")
    func conditional() async throws {
        try await withServer { server in
            try await server.streaming {
                let job = try await server.running(events: 2)
                let path = "/api/jobs/\(job.id)"
                let tag = try #require(try await server.get(path)["etag"])
                let headers: KeyValuePairs = ["Prefer": "wait=9", "If-None-Match": tag]
                async let same = server.get(path, headers)
                try await server.live(1)
                server.clock.advance(by: .seconds(9))
                let unchanged = try await same
                #expect(unchanged.status == 304)
                #expect(unchanged["preference-applied"] == "wait=9")
                async let changed = server.get(path, headers)
                try await server.live(1)
                try await server.change([.complete], of: job)
                let reply = try await changed
                #expect(reply.status == 200)
                #expect(try reply.json()["status"] == "completed")
            }
        }
    }

    @Test("a POST that waits is answered with 201 and the whole job")
    func submit() async throws {
        try await withServer(runsJobs: true) { server in
            let reply = try await server.post("{}", ["Prefer": "wait=50", "Accept-Language": "en"])
            #expect(reply.status == 201)
            #expect(reply["preference-applied"] == "wait=50")
            let job = try reply.json()
            #expect(job["status"] == "completed")
            let id = try #require(job["event_id"]?.string)
            #expect(reply["location"] == "/api/jobs/\(id)")
            #expect(job["result"]?["checklist"] != nil)
            #expect(reply.body == (try await server.get("/api/jobs/\(id)", ["Accept-Language": "en"])).body)
        }
        try await withServer { server in
            let reply = try await server.post("{}", ["Prefer": "wait=0", "Idempotency-Key": "k"])
            #expect(reply.status == 201)
            #expect(reply["preference-applied"] == "wait=0")
            #expect(try reply.json()["status"] == "pending")
            let again = try await server.post("{}", ["Prefer": "wait=0", "Idempotency-Key": "k"])
            #expect(again["idempotent-replayed"] == "true")
            #expect(try again.json() == reply.json())
            #expect(try await server.post("{}").json().object?.members.map(\.name) == ["event_id"])
        }
    }

    @Test("waiting ends early where the server drains or the client goes")
    func early() async throws {
        try await withServer { server in
            try await server.streaming {
                let job = try await server.running(events: 2)
                let leaving = try server.stream("/api/jobs/\(job.id)", headers: ["Prefer": "wait=50", "Accept": "*/*"])
                try await server.live(1)
                leaving.close()
                try await server.live(0)
                async let held = server.get("/api/jobs/\(job.id)", ["Prefer": "wait=50"])
                try await server.live(1)
                server.service.events.beginDrain()
                #expect(try await held.json()["status"] == "processing")
                #expect(server.clock.now == .zero)
            }
        }
    }

    @Test(
        "the preference is read as the standard says, and never an error",
        arguments: [
            (["wait=5"], 5), (["wait=0"], 0), (["WAIT=\"7\""], 7), (["wait = 8 ; x=1"], 8), (["wait=56"], 55),
            (["wait=999999999"], 55), (["respond-async", "wait=3, wait=4"], 3), (["return=minimal; wait=9"], nil),
            (["wait"], nil), (["wait="], nil), (["wait=-1"], nil), (["wait=1.5"], nil), (["wait=\u{0661}"], nil),
            (["wait=9999999999999999999999"], nil), (["waits=3"], nil), ([], nil), ([""], nil),
        ] as [([String], Int?)]
    )
    func preference(_ values: [String], _ seconds: Int?) {
        var headers: HTTPFields = [:]
        if let name = HTTPField.Name("Prefer") { headers[values: name] = values }
        #expect(WaitPreference(headers)?.seconds == seconds)
    }
}
