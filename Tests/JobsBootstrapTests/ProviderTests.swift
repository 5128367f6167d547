import Testing

@testable import JobsBootstrap

@Suite("The order of providers")
struct ProviderTests {
    @Test(
        "by default every provider that has a key comes first, then the local rules",
        arguments: [
            ([], [.local]), (["OPENAI_API_KEY"], [.openAI, .local]), (["GROQ_API_KEY"], [.groq, .local]),
            (["GROQ_API_KEY", "OPENAI_API_KEY"], [.openAI, .groq, .local]),
            (["OLLAMA_API_KEY", "OPENAI_COMPATIBLE_API_KEY"], [.local]),
        ] as [([String], [ProviderConfiguration.Kind])]
    )
    func defaultOrder(keys: [String], kinds: [ProviderConfiguration.Kind]) throws {
        let variables = Dictionary(uniqueKeysWithValues: keys.map { ($0, "key") })
        #expect(try configuration(variables).providers.map(\.kind) == kinds)
    }

    @Test(
        "the order that is asked for is the order that is used",
        arguments: [
            ("local", [.local]), ("fake", [.fake]), ("groq,openai", [.groq, .openAI]),
            (" ollama , openai-compatible ,local", [.ollama, .openAICompatible, .local]), ("local,", [.local]),
        ] as [(String, [ProviderConfiguration.Kind])]
    )
    func givenOrder(names: String, kinds: [ProviderConfiguration.Kind]) throws {
        #expect(try configuration(["LLM_PROVIDERS": names]).providers.map(\.kind) == kinds)
    }

    @Test(
        "every provider has an address and a model unless told otherwise",
        arguments: [
            ("openai", "https://api.openai.com/v1", "gpt-4o-mini"),
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
            ("openai", "OPENAI"), ("groq", "GROQ"), ("ollama", "OLLAMA"), ("openai-compatible", "OPENAI_COMPATIBLE"),
        ]
    )
    func ownVariables(name: String, prefix: String) throws {
        let configuration = try configuration([
            "LLM_PROVIDERS": name, prefix + "_API_KEY": "k", prefix + "_BASE_URL": "http://127.0.0.1:9/v1",
            prefix + "_MODEL": "m",
        ])
        let provider = try #require(configuration.providers.first)
        #expect(provider.key == "k")
        #expect(provider.baseURL == "http://127.0.0.1:9/v1")
        #expect(provider.model == "m")
        #expect(configuration.warnings.isEmpty)
    }

    @Test("results name their sources as the contract says")
    func sources() {
        #expect(
            ProviderConfiguration.Kind.allCases.map(\.source) == [
                "openai_gpt", "groq", "ollama", "openai_compatible", "local_rules", "fake",
            ]
        )
    }

    @Test("a provider that is named twice is a mistake")
    func twice() {
        let found = problems(["LLM_PROVIDERS": "local,fake,local"])
        #expect(found == [ConfigurationProblem("LLM_PROVIDERS", "names local twice")])
    }

    @Test("a provider that needs a key and has none is warned about", arguments: ["openai", "groq"])
    func missingKey(_ name: String) throws {
        let warnings = try configuration(["LLM_PROVIDERS": name]).warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("\(name.uppercased())_API_KEY") ?? false)
    }

    @Test("a provider that works without a key is not warned about", arguments: ["ollama", "openai-compatible"])
    func noKeyNeeded(_ name: String) throws {
        #expect(try configuration(["LLM_PROVIDERS": name]).warnings.isEmpty)
    }

    @Test("a provider of a later release is refused, and its key warned about", arguments: ["anthropic", "gemini"])
    func laterProviders(_ name: String) throws {
        #expect(problems(["LLM_PROVIDERS": name]).map(\.variable) == ["LLM_PROVIDERS"])
        let configuration = try configuration(["\(name.uppercased())_API_KEY": "k"])
        #expect(configuration.providers.map(\.kind) == [.local])
        #expect(configuration.warnings.count == 1)
        #expect(configuration.warnings.first?.contains("\(name.uppercased())_API_KEY") ?? false)
    }

    @Test("a key in a file of a provider of a later release is warned about too", arguments: ["anthropic", "gemini"])
    func laterProvidersKeyFile(_ name: String) throws {
        try withFile("key") { path in
            let warnings = try configuration(["\(name.uppercased())_API_KEY_FILE": path]).warnings
            #expect(warnings.count == 1)
        }
    }
}
