import JobsApplication
import JobsDomain
import JobsTesting
import Testing

@Suite("Cancelling and retrying over HTTP")
struct CancelAndRetryTests {
    @Test(
        "a job is cancelled unless it has ended otherwise",
        arguments: [
            (.pending, 200), (.processing, 200), (.cancelled, 200), (.completed, 409), (.failed, 409),
        ] as [(JobStatus, Int)]
    )
    func cancel(status: JobStatus, code: Int) async throws {
        try await withServer { server in
            let id = try await server.job(status)
            let reply = try await server.send("POST", "/api/jobs/\(id)/cancel", ["Accept-Language": "en"])
            #expect(reply.status == code)
            let after = try await server.get("/api/jobs/\(id)").json()["status"]?.string
            if code == 200 {
                #expect(try reply.json()["status"]?.string == "cancelled")
                #expect(try reply.json()["event_id"]?.string == id.description)
                #expect(after == "cancelled")
            } else {
                #expect(try reply.problem() == "conflict")
                #expect(try reply.json()["detail"]?.string?.contains(status.rawValue) ?? false)
                #expect(after == status.rawValue)
            }
        }
    }

    @Test(
        "a failed or cancelled job goes again, any other does not",
        arguments: [
            (.pending, 409), (.processing, 409), (.completed, 409), (.failed, 202), (.cancelled, 202),
        ] as [(JobStatus, Int)]
    )
    func retry(status: JobStatus, code: Int) async throws {
        try await withServer { server in
            let id = try await server.job(status)
            let reply = try await server.send("POST", "/api/jobs/\(id)/retry", ["Accept-Language": "en"])
            #expect(reply.status == code)
            if code == 202 {
                #expect(try reply.json()["status"]?.string == "pending")
                #expect(try reply.json()["error"] == .null)
            } else {
                #expect(try reply.problem() == "conflict")
                #expect(try await server.get("/api/jobs/\(id)").json()["status"]?.string == status.rawValue)
            }
        }
    }

    @Test("cancelling twice changes nothing the second time")
    func cancelTwice() async throws {
        try await withServer { server in
            let id = try await server.submit()
            let first = try await server.send("POST", "/api/jobs/\(id)/cancel")
            server.clock.advance(by: .seconds(5))
            let second = try await server.send("POST", "/api/jobs/\(id)/cancel")
            #expect(second.status == 200)
            #expect(second.text == first.text)
        }
    }

    @Test("a worker that was cancelled under its hands changes nothing")
    func lateWorker() async throws {
        try await withServer { server in
            let id = try await server.submit()
            let claimed = try await server.claim()
            _ = try await server.send("POST", "/api/jobs/\(id)/cancel")
            await #expect(throws: (any Error).self) { try await server.apply([.complete], to: claimed) }
            #expect(try await server.get("/api/jobs/\(id)").json()["status"]?.string == "cancelled")
        }
    }

    @Test("a retried job keeps its finished steps and runs to its end")
    func retryKeepsSteps() async throws {
        try await withServer { server in
            let id = try await server.submit()
            let actions = [TestServer.checkpoint("summary", #"{"a":1}"#), .fail(TestServer.failure)]
            try await server.apply(actions, to: try await server.claim())
            let reply = try await server.send("POST", "/api/jobs/\(id)/retry")
            #expect(try reply.json()["progress"]?["completed_steps"]?.integer == 1)
            #expect(try reply.json()["result"]?["summary"] == .object(["a": .number("1")]))
            #expect(try await server.claim().id == id)
        }
    }

    @Test("a body is not looked at", arguments: ["cancel", "retry"])
    func bodyIsIgnored(_ verb: String) async throws {
        try await withServer { server in
            let id = try await server.job(verb == "cancel" ? .pending : .failed)
            let reply = try await server.send("POST", "/api/jobs/\(id)/\(verb)", body: Array("{rubbish".utf8))
            #expect((200..<300).contains(reply.status))
        }
    }

    @Test("a job that does not exist is neither cancelled nor retried", arguments: ["cancel", "retry"])
    func unknownJob(_ verb: String) async throws {
        try await withServer { server in
            let reply = try await server.send("POST", "/api/jobs/\(TestServer.unknownID)/\(verb)")
            #expect(reply.status == 404)
            #expect(try reply.problem() == "not-found")
        }
    }
}
