import JobsApplication
import JobsDomain
import Testing

@Suite("How the providers are doing")
struct ProviderListTests {
    static let members = [
        "provider", "source", "model", "position", "state", "until", "last_error", "last_24_hours",
    ]
    static let totals = [
        "calls", "used_answers", "maybe_billed_calls", "input_tokens", "output_tokens", "cost_usd", "unpriced_calls",
    ]

    private static func status(_ state: ProviderStatus.State, unpriced: Int? = nil) -> ProviderStatus {
        ProviderStatus(
            provider: "openai",
            source: "openai_gpt",
            model: "gpt-4o-mini",
            position: 1,
            state: state,
            totals: unpriced.map { unpriced in
                RouteTotals(
                    provider: "openai_gpt",
                    model: "gpt-4o-mini",
                    calls: 9,
                    usedAnswers: 7,
                    maybeBilledCalls: 1,
                    inputTokens: 812,
                    outputTokens: 640,
                    costNanoUSD: 510_000,
                    unpricedCalls: unpriced
                )
            }
        )
    }

    @Test("while the store fails nobody knows how they are")
    func withoutStore() async throws {
        try await withServer { server async throws in
            #expect(try await server.get("/api/providers").status == 200)
            server.store.fail(with: .unavailable)
            #expect(try await server.get("/api/providers").status == 503)
        }
    }

    @Test("without routes the list is empty")
    func empty() async throws {
        try await withServer(providers: ListProviders { [] }) { server in
            let reply = try await server.get("/api/providers")
            #expect(reply.status == 200)
            #expect(reply["content-type"] == "application/json; charset=utf-8")
            #expect(reply.text == #"{"items":[]}"#)
        }
    }

    @Test("routes come in their order, with nulls where there is nothing to tell")
    func list() async throws {
        let failing = ProviderStatus(
            provider: "groq",
            source: "groq",
            model: "llama",
            position: 1,
            state: .open,
            until: Timestamp(millisecondsSinceEpoch: 1_750_000_030_000),
            lastError: ProviderStatus.LastError(
                code: "server_error",
                at: Timestamp(millisecondsSinceEpoch: 1_750_000_000_042)
            )
        )
        let rules = ProviderStatus(
            provider: "local",
            source: "local_rules",
            model: "local-rules-1",
            position: 2,
            state: .alwaysOn
        )
        let none =
            #""last_24_hours":{"calls":0,"used_answers":0,"maybe_billed_calls":0,"input_tokens":0,"#
            + #""output_tokens":0,"cost_usd":null,"unpriced_calls":0}"#
        let expected =
            #"{"items":[{"provider":"groq","source":"groq","model":"llama","position":1,"state":"open","#
            + #""until":"2025-06-15T15:07:10.000Z","#
            + #""last_error":{"code":"server_error","at":"2025-06-15T15:06:40.042Z"},\#(none)},"#
            + #"{"provider":"local","source":"local_rules","model":"local-rules-1","position":2,"#
            + #""state":"always_on","until":null,"last_error":null,\#(none)}]}"#
        try await withServer(providers: ListProviders { [failing, rules] }) { server in
            let reply = try await server.get("/api/providers")
            #expect(reply.text == expected)
        }
    }

    @Test("totals are told, with the cost where every call has a price", arguments: [(0, "0.00051"), (1, "null")])
    func costs(unpriced: Int, cost: String) async throws {
        let status = Self.status(.closed, unpriced: unpriced)
        try await withServer(providers: ListProviders { [status] }) { server in
            let item = try await server.get("/api/providers").json()["items"]?.array?.first
            #expect(item?.object?.members.map(\.name) == Self.members)
            #expect(item?["last_24_hours"]?.object?.members.map(\.name) == Self.totals)
            let expected =
                #"{"calls":9,"used_answers":7,"maybe_billed_calls":1,"input_tokens":812,"output_tokens":640,"#
                + #""cost_usd":\#(cost),"unpriced_calls":\#(unpriced)}"#
            #expect(item?["last_24_hours"]?.serialized == Array(expected.utf8))
        }
    }

    @Test("every state has its word, and the description knows it", arguments: ProviderStatus.State.allCases)
    func states(_ state: ProviderStatus.State) async throws {
        try await withServer(providers: ListProviders { [Self.status(state)] }) { server in
            let item = try await server.get("/api/providers").json()["items"]?.array?.first
            #expect(item?["state"]?.string == state.rawValue)
            let schema = try await server.get("/openapi.json").json()["components"]?["schemas"]?["Provider"]
            let words = schema?["properties"]?["state"]?["enum"]?.array?.compactMap(\.string)
            #expect(words == ProviderStatus.State.allCases.map(\.rawValue))
        }
    }

    @Test("what cannot be read is told as the store's problem")
    func failure() async throws {
        let failing = ListProviders { () async throws(JobStoreError) in
            throw JobStoreError(.unavailable, "the disk is on fire")
        }
        try await withServer(providers: failing) { server in
            let reply = try await server.get("/api/providers")
            #expect(reply.status == 503)
            #expect(try reply.problem() == "unavailable")
            #expect(reply["retry-after"] == "1")
        }
    }
}
