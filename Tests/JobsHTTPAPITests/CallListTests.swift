import JobsApplication
import JobsDomain
import JobsTesting
import Testing

@Suite("The model calls of a job")
struct CallListTests {
    static let members = [
        "call", "step", "provider", "model", "reported_model", "prompt_version", "schema_version", "intended_at",
        "settled_at", "outcome", "error_code", "status", "request_id", "input_tokens", "cached_input_tokens",
        "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_usd", "price_version", "duration_ms",
        "maybe_billed",
    ]

    private static func items(_ reply: Reply) throws -> [JSONValue] {
        #expect(reply.status == 200)
        #expect(reply["content-type"] == "application/json; charset=utf-8")
        return try #require(try reply.json()["items"]?.array)
    }

    @Test("a job that has asked no model has none")
    func empty() async throws {
        try await withServer { server in
            let reply = try await server.get("/api/jobs/\(try await server.submit())/calls")
            #expect(reply.text == #"{"items":[]}"#)
        }
    }

    @Test("a call that has ended shows all that is known of it")
    func settled() async throws {
        try await withServer { server in
            let id = try await server.submit()
            let claimed = try await server.claim()
            let intent = server.intent(of: claimed)
            try await server.apply([.intend(intent)], to: claimed)
            server.clock.advance(by: .milliseconds(1234))
            let settlement = CallSettlement(
                call: intent.call,
                job: id,
                outcome: .failed,
                errorCode: "overloaded",
                reportedModel: "fake-1-2025",
                requestID: "request-1",
                status: 529,
                usage: ModelUsage(
                    inputTokens: 101,
                    cachedInputTokens: 71,
                    cacheWriteTokens: 17,
                    outputTokens: 53,
                    reasoningTokens: 29
                ),
                costNanoUSD: 510_000,
                priceVersion: "2025-06",
                durationMilliseconds: 1200,
                at: server.clock.runtime.now()
            )
            try await server.apply([.settle(settlement)], to: claimed)
            let reply = try await server.get("/api/jobs/\(id)/calls")
            let expected =
                #"{"items":[{"call":"\#(intent.call)","step":"summary","provider":"fake","model":"fake-1","#
                + #""reported_model":"fake-1-2025","prompt_version":"p1","schema_version":"s1","#
                + #""intended_at":"2025-06-15T15:06:40.000Z","settled_at":"2025-06-15T15:06:41.234Z","#
                + #""outcome":"failed","error_code":"overloaded","status":529,"request_id":"request-1","#
                + #""input_tokens":101,"cached_input_tokens":71,"cache_write_tokens":17,"output_tokens":53,"#
                + #""reasoning_tokens":29,"cost_usd":0.00051,"price_version":"2025-06","duration_ms":1200,"#
                + #""maybe_billed":false}]}"#
            #expect(reply.text == expected)
            let item = try #require(try Self.items(reply).first)
            #expect(item.object?.members.map(\.name) == Self.members)
        }
    }

    @Test("a call that nobody knows the end of has nulls, and may have been billed")
    func unsettled() async throws {
        try await withServer { server in
            let id = try await server.submit()
            let claimed = try await server.claim()
            try await server.apply([.intend(server.intent(of: claimed))], to: claimed)
            let item = try #require(try Self.items(try await server.get("/api/jobs/\(id)/calls")).first)
            let members = try #require(item.object?.members)
            #expect(members.map(\.name) == Self.members)
            let known: Set = ["call", "step", "provider", "model", "prompt_version", "schema_version", "intended_at"]
            for member in members where !known.contains(member.name) && member.name != "maybe_billed" {
                #expect(member.value == .null, "\(member.name)")
            }
            #expect(item["maybe_billed"] == .bool(true))
        }
    }

    @Test(
        "how a call ended is told by its word",
        arguments: [
            (.answered, "answered", false), (.failed, "failed", false), (.notSent, "not_sent", false),
            (.unknown, "unknown", true),
        ] as [(CallSettlement.Outcome, String, Bool)]
    )
    func outcomes(outcome: CallSettlement.Outcome, word: String, isMaybeBilled: Bool) async throws {
        try await withServer { server in
            let id = try await server.submit()
            let claimed = try await server.claim()
            let intent = server.intent(of: claimed)
            let settlement = CallSettlement(call: intent.call, job: id, outcome: outcome, at: intent.at)
            try await server.apply([.intend(intent), .settle(settlement)], to: claimed)
            let item = try #require(try Self.items(try await server.get("/api/jobs/\(id)/calls")).first)
            #expect(item["outcome"]?.string == word)
            #expect(item["maybe_billed"] == .bool(isMaybeBilled))
            #expect(item["cost_usd"] == .null)
        }
    }

    @Test("calls come in the order in which they were made, and only those of the job")
    func order() async throws {
        try await withServer { server in
            let id = try await server.submit()
            let claimed = try await server.claim()
            _ = try await server.submit()
            let other = try await server.claim()
            let intents = (0..<3).map { _ in server.intent(of: claimed) }
            try await server.apply([.intend(server.intent(of: other))], to: other)
            for intent in intents { try await server.apply([.intend(intent)], to: claimed) }
            let items = try Self.items(try await server.get("/api/jobs/\(id)/calls"))
            #expect(items.map { $0["call"]?.string } == intents.map(\.call.description))
        }
    }

    @Test("a job that was deleted is not found, although its calls are kept")
    func deleted() async throws {
        try await withServer { server in
            let id = try await server.submit()
            let claimed = try await server.claim()
            try await server.apply([.intend(server.intent(of: claimed)), .complete], to: claimed)
            let later = server.clock.runtime.now().advanced(by: .seconds(1))
            #expect(try await server.store.deleteEnded(before: later, limit: 10) == 1)
            #expect(try await server.store.calls(of: id).count == 1)
            let reply = try await server.get("/api/jobs/\(id)/calls")
            #expect(reply.status == 404)
            #expect(try reply.problem() == "not-found")
        }
    }
}
