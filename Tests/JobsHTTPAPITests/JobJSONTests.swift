import JobsApplication
import JobsDomain
import JobsTesting
import LanguageModelFake
import Testing

@Suite("A job as JSON")
struct JobJSONTests {
    static let members = [
        "event_id", "workflow", "status", "message", "progress", "result", "error", "attempts", "metadata", "usage",
        "created_at", "updated_at",
    ]

    private static func names(_ value: JSONValue?) -> [String]? { value?.object?.members.map(\.name) }

    @Test("a job has the members of the contract in their order, whatever its status", arguments: JobStatus.allCases)
    func members(_ status: JobStatus) async throws {
        try await withServer { server in
            let id = try await server.job(status)
            let job = try await server.get("/api/jobs/\(id)").json()
            #expect(Self.names(job) == Self.members)
            #expect(Self.names(job["progress"]) == ["step", "completed_steps", "total_steps", "percent"])
            let usage = ["input_tokens", "output_tokens", "cost_usd", "llm_calls", "unsettled_calls"]
            #expect(Self.names(job["usage"]) == usage)
            #expect(job["event_id"]?.string == id.description)
            #expect(job["workflow"]?.string == "guideline")
            #expect(job["status"]?.string == status.rawValue)
        }
    }

    @Test("a waiting job has no result and no error yet")
    func pending() async throws {
        try await withServer { server in
            let job = try await server.get("/api/jobs/\(try await server.submit())").json()
            #expect(job["result"] == .null)
            #expect(job["error"] == .null)
            #expect(job["attempts"]?.integer == 0)
            #expect(job["metadata"] == .object([:]))
            let progress = #"{"step":null,"completed_steps":0,"total_steps":2,"percent":0}"#
            #expect(job["progress"]?.serialized == Array(progress.utf8))
            let usage = #"{"input_tokens":0,"output_tokens":0,"cost_usd":0,"llm_calls":0,"unsettled_calls":0}"#
            #expect(job["usage"]?.serialized == Array(usage.utf8))
            #expect(job["created_at"]?.string == "2025-06-15T15:06:40.000Z")
            #expect(job["updated_at"]?.string == "2025-06-15T15:06:40.000Z")
        }
    }

    @Test("between its steps a job shows the output it has, byte by byte")
    func processing() async throws {
        let output = "{\"title\":\"cafe\u{301}\",  \"n\": 1.0}"
        try await withServer { server in
            let id = try await server.submit()
            let claimed = try await server.claim()
            server.clock.advance(by: .seconds(3))
            try await server.apply(
                [TestServer.checkpoint("summary", output, isDegraded: true), .startStep("checklist")],
                to: claimed
            )
            let reply = try await server.get("/api/jobs/\(id)")
            let job = try reply.json()
            let progress = #"{"step":"checklist","completed_steps":1,"total_steps":2,"percent":50}"#
            #expect(job["progress"]?.serialized == Array(progress.utf8))
            let tail =
                #""processed_at":"2025-06-15T15:06:43.000Z","steps_completed":["summary_generated"],"degraded":true"#
            #expect(reply.body.firstRange(of: Array(#""result":{"summary":\#(output),\#(tail)}"#.utf8)) != nil)
            #expect(job["attempts"]?.integer == 1)
            #expect(job["updated_at"]?.string == "2025-06-15T15:06:43.000Z")
        }
    }

    @Test("a failed job says why, a retried one no longer does")
    func failed() async throws {
        try await withServer { server in
            let id = try await server.job(.failed)
            let job = try await server.get("/api/jobs/\(id)").json()
            let error = #"{"code":"refused","message":"The model refused.","step":"summary","retryable":true}"#
            #expect(job["error"]?.serialized == Array(error.utf8))
            #expect(job["progress"]?["step"] == .null)
            _ = try await server.send("POST", "/api/jobs/\(id)/retry")
            #expect(try await server.get("/api/jobs/\(id)").json()["error"] == .null)
        }
    }

    @Test("a parked job shows no error, for it has not failed")
    func parked() async throws {
        try await withServer { server in
            let id = try await server.submit()
            let park = JobChange.Action.requeue(.parked, delay: .seconds(60), cause: TestServer.failure)
            try await server.apply([park], to: try await server.claim())
            let job = try await server.get("/api/jobs/\(id)").json()
            #expect(job["status"]?.string == "pending")
            #expect(job["error"] == .null)
            #expect(job["attempts"]?.integer == 0)
        }
    }

    @Test(
        "the cost is a plain decimal number",
        arguments: [
            (0, "0"), (1, "0.000000001"), (510_000, "0.00051"), (999_999_999, "0.999999999"), (1_000_000_000, "1"),
            (12_340_000_000, "12.34"), (1_000_000_001, "1.000000001"),
        ] as [(Int64, String)]
    )
    func cost(nano: Int64, text: String) async throws {
        try await withServer { server in
            let id = try await server.submit()
            let claimed = try await server.claim()
            try await server.apply(server.answeredCall(of: claimed, input: 812, output: 640, cost: nano), to: claimed)
            let usage = try await server.get("/api/jobs/\(id)").json()["usage"]
            let expected =
                #"{"input_tokens":812,"output_tokens":640,"cost_usd":\#(text),"llm_calls":1,"unsettled_calls":0}"#
            #expect(usage?.serialized == Array(expected.utf8))
        }
    }

    @Test("one call without a price makes the cost null")
    func unknownCost() async throws {
        try await withServer { server in
            let id = try await server.submit()
            let claimed = try await server.claim()
            let calls =
                server.answeredCall(of: claimed, input: 1, output: 1, cost: 5)
                + server.answeredCall(of: claimed, input: 1, output: 1, cost: nil)
            try await server.apply(calls, to: claimed)
            let usage = try await server.get("/api/jobs/\(id)").json()["usage"]
            #expect(usage?["cost_usd"] == .null)
            #expect(usage?["llm_calls"]?.integer == 2)
        }
    }

    @Test("while nobody knows the end of a call the cost is null, and the call is counted")
    func unsettledCost() async throws {
        try await withServer { server in
            let id = try await server.submit()
            let claimed = try await server.claim()
            let intent = server.intent(of: claimed)
            let answered = server.answeredCall(of: claimed, input: 1, output: 1, cost: 5)
            try await server.apply(answered + [.intend(intent)], to: claimed)
            let usage = try await server.get("/api/jobs/\(id)").json()["usage"]
            #expect(usage?["cost_usd"] == .null)
            #expect(usage?["llm_calls"]?.integer == 2)
            #expect(usage?["unsettled_calls"]?.integer == 1)
            let settlement = CallSettlement(call: intent.call, job: id, outcome: .notSent, at: intent.at)
            try await server.apply([.settle(settlement)], to: claimed)
            let settled = try await server.get("/api/jobs/\(id)").json()["usage"]
            let expected =
                #"{"input_tokens":1,"output_tokens":1,"cost_usd":0.000000005,"llm_calls":1,"unsettled_calls":0}"#
            #expect(settled?.serialized == Array(expected.utf8))
        }
    }

    @Test("a job that the local rules have done looks as the contract says")
    func completedByRules() async throws {
        try await withServer(runsJobs: true) { server in
            let id = try await server.submit(#"{"text":"Wear gloves. You must check the stop before each shift."}"#)
            _ = try await server.service.end(of: id)
            let job = try await server.get("/api/jobs/\(id)").json()
            #expect(Self.names(job) == Self.members)
            #expect(job["status"]?.string == "completed")
            #expect(job["progress"]?["percent"]?.integer == 100)
            let result = job["result"]
            #expect(Self.names(result)?.prefix(4) == ["summary", "checklist", "processed_at", "steps_completed"])
            let summary = ["_source", "_model", "title", "content", "key_points", "word_count"]
            #expect(Self.names(result?["summary"]) == summary)
            let checklist = ["_source", "_model", "categories", "total_items", "required_items"]
            #expect(Self.names(result?["checklist"]) == checklist)
            #expect(result?["summary"]?["_source"]?.string == "local_rules")
            #expect(result?["steps_completed"] == .array(["summary_generated", "checklist_generated"]))
            #expect(job["usage"]?["llm_calls"]?.integer == 0)
            #expect(job["error"] == .null)
        }
    }

    @Test("a job that a model without a price has done has an unknown cost")
    func completedByModel() async throws {
        let model = ScriptedLanguageModel()
        try await withServer(runsJobs: true, routes: [.model(model)]) { server in
            let id = try await server.submit()
            _ = try await server.service.end(of: id)
            let job = try await server.get("/api/jobs/\(id)").json()
            #expect(job["status"]?.string == "completed")
            #expect(job["result"]?["summary"]?["_source"]?.string == "fake")
            #expect(job["result"]?["degraded"] == nil)
            #expect(job["usage"]?["llm_calls"]?.integer == model.requests.count)
            #expect(job["usage"]?["cost_usd"] == .null)
        }
    }
}
