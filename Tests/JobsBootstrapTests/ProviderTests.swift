import JobsApplication
import Testing

@testable import JobsBootstrap

@Suite("The order of providers")
struct ProviderTests {
    @Test(
        "by default every provider that has a key comes first, then the local rules",
        arguments: [
            ([], ["local"]), (["OPENAI_API_KEY"], ["openai", "local"]), (["GROQ_API_KEY"], ["groq", "local"]),
            (["GROQ_API_KEY", "OPENAI_API_KEY"], ["openai", "groq", "local"]),
            (
                ["GEMINI_API_KEY", "GROQ_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_API_KEY"],
                ["openai", "anthropic", "gemini", "groq", "local"]
            ), (["OLLAMA_API_KEY", "OPENAI_COMPATIBLE_API_KEY"], ["local"]),
        ] as [([String], [String])]
    )
    func defaultOrder(keys: [String], names: [String]) throws {
        let variables = Dictionary(uniqueKeysWithValues: keys.map { ($0, "key") })
        #expect(try configuration(variables).providers.map(\.name) == names)
    }

    @Test(
        "the order that is asked for is the order that is used",
        arguments: [
            ("local", ["local"]), ("fake", ["fake"]), ("groq,openai", ["groq", "openai"]),
            (" ollama , openai-compatible ,local", ["ollama", "openai-compatible", "local"]), ("local,", ["local"]),
            ("gemini,anthropic", ["gemini", "anthropic"]),
        ] as [(String, [String])]
    )
    func givenOrder(names: String, expected: [String]) throws {
        #expect(try configuration(["LLM_PROVIDERS": names]).providers.map(\.name) == expected)
    }

    @Test(
        "every provider has an address and a model unless told otherwise",
        arguments: [
            ("openai", "https://api.openai.com/v1", "gpt-4o-mini"),
            ("anthropic", "https://api.anthropic.com", "claude-haiku-4-5"),
            ("gemini", "https://generativelanguage.googleapis.com", "gemini-2.5-flash"),
            ("groq", "https://api.groq.com/openai/v1", "llama-3.3-70b-versatile"),
            ("ollama", "http://127.0.0.1:11434/v1", "llama3.2"), ("local", "", "local-rules-1"),
            ("fake", "", "fake-1"),
        ]
    )
    func defaults(name: String, baseURL: String, model: String) throws {
        let provider = try #require(try configuration(["LLM_PROVIDERS": name]).providers.first)
        #expect(provider.baseURL == baseURL)
        #expect(provider.model == model)
    }

    @Test(
        "key, address and model come from the provider's own variables",
        arguments: [
            ("openai", "OPENAI"), ("anthropic", "ANTHROPIC"), ("gemini", "GEMINI"), ("groq", "GROQ"),
            ("ollama", "OLLAMA"), ("openai-compatible", "OPENAI_COMPATIBLE"),
        ]
    )
    func ownVariables(name: String, prefix: String) throws {
        let configuration = try configuration([
            "LLM_PROVIDERS": name, prefix + "_API_KEY": "k", prefix + "_BASE_URL": "http://127.0.0.1:9/v1",
            prefix + "_MODEL": "m", prefix + "_CONTEXT": "8192", prefix + "_RPM": "30", prefix + "_TPM": "6000",
        ])
        let provider = try #require(configuration.providers.first)
        #expect(provider.key == "k")
        #expect(provider.baseURL == "http://127.0.0.1:9/v1")
        #expect(provider.model == "m")
        let limits = ModelLimits(contextTokens: 8192, requestsPerMinute: 30, tokensPerMinute: 6000)
        #expect(provider.limits == limits)
        #expect(configuration.warnings.isEmpty)
    }

    @Test("results name their sources as the contract says")
    func sources() {
        #expect(
            ProviderConfiguration.Engine.all.map(\.identity.source) == [
                "openai_gpt", "anthropic_claude", "google_gemini", "groq", "ollama", "openai_compatible", "local_rules",
                "fake",
            ]
        )
    }

    @Test("a provider that is named twice is a mistake")
    func twice() {
        let found = problems(["LLM_PROVIDERS": "local,fake,local"])
        #expect(found == [ConfigurationProblem("LLM_PROVIDERS", "names local twice")])
    }

    @Test(
        "a provider that needs a key and has none is warned about",
        arguments: ["openai", "anthropic", "gemini", "groq"]
    )
    func missingKey(_ name: String) throws {
        let warnings = try configuration(["LLM_PROVIDERS": name]).warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("\(name.uppercased())_API_KEY") ?? false)
    }

    @Test("a provider that works without a key is not warned about", arguments: ["ollama", "openai-compatible"])
    func noKeyNeeded(_ name: String) throws {
        #expect(try configuration(["LLM_PROVIDERS": name]).warnings.isEmpty)
    }

    @Test("prices of a file replace and add", arguments: [false, true])
    func prices(isBroken: Bool) throws {
        let text =
            #"{"version": "mine", "prices": {"ollama": {"m": {"input": 0.1, "output": \#(isBroken ? "-1" : "2.5")}}}}"#
        try withFile(text) { path in
            guard !isBroken else {
                #expect(problems(["LLM_PRICES_FILE": path]).map(\.variable) == ["LLM_PRICES_FILE"])
                return
            }
            let table = try configuration(["LLM_PRICES_FILE": path]).policy.prices
            #expect(table.price(of: "m", from: "ollama") == TokenPrice(input: 100_000, output: 2_500_000))
            #expect(table.version.hasSuffix("+mine"))
        }
    }

    @Test(
        "a file of prices that says something else than prices is refused, never read as a price of 0",
        arguments: [
            "", "[]", #"{"prices": {}}"#, #"{"version": "v"}"#, #"{"version": "v", "prices": {"nobody": {}}}"#,
            #"{"version": "v", "prices": {"openai": {"m": {"input": 1}}}}"#,
            #"{"version": "v", "prices": {"openai": {"m": {"input": "1", "output": 2}}}}"#,
            #"{"version": "v", "prices": {"openai": {"m": {"input": 1e3, "output": 2}}}}"#,
            #"{"version": "v", "prices": {"openai": {"m": {"input": 1, "output": 2, "ouput": 3}}}}"#,
            #"{"version": "v", "prices": {"openai": {"m": {"input": 0.0000001, "output": 2}}}}"#,
        ]
    )
    func brokenPrices(text: String) throws {
        try withFile(text) { path in
            #expect(problems(["LLM_PRICES_FILE": path]).map(\.variable) == ["LLM_PRICES_FILE"])
        }
    }

    @Test("budgets are amounts in dollars, and a model without a price is warned about")
    func budgets() throws {
        let configuration = try configuration([
            "LLM_JOB_BUDGET": "0.05", "LLM_DAY_BUDGET": "20", "LLM_MAX_CALLS": "7",
            "LLM_PROVIDERS": "ollama,openai,local",
            "OPENAI_API_KEY": "k",
        ])
        #expect(configuration.policy.spending == SpendingLimits(perJob: 50_000_000, perDay: 20_000_000_000))
        #expect(configuration.policy.callLimit == 7)
        #expect(configuration.warnings.count == 1)
        #expect(configuration.warnings.first?.contains("llama3.2") ?? false)
        for text in ["-1", "1e3", "5 USD", "$5", ".5", "1.", "0.0000000001"] {
            #expect(problems(["LLM_DAY_BUDGET": text]).map(\.variable) == ["LLM_DAY_BUDGET"])
        }
    }

    @Test("a cassette is played unless it is to be recorded, and a mode without one is a mistake")
    func cassettes() throws {
        #expect(try configuration(["LLM_CASSETTE": "t"]).cassette == Cassette(path: "t", mode: .replay))
        let recording = ["LLM_CASSETTE": "t", "LLM_CASSETTE_MODE": "record"]
        #expect(try configuration(recording).cassette == Cassette(path: "t", mode: .record))
        #expect(problems(["LLM_CASSETTE_MODE": "record"]).map(\.variable) == ["LLM_CASSETTE_MODE"])
    }
}
