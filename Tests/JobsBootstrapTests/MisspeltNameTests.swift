import Testing

@testable import JobsBootstrap

@Suite("Misspelt variables")
struct MisspeltNameTests {
    @Test(
        "a misspelt variable of ours is named with what it may have meant",
        arguments: [
            ("WORKER_CONCURENCY", "WORKER_CONCURRENCY"), ("DATABSE_URL", "DATABASE_URL"),
            ("DATABASE_URI", "DATABASE_URL"), ("LLM_PROVIDER", "LLM_PROVIDERS"), ("OPEN_AI_API_KEY", "OPENAI_API_KEY"),
            ("OPENAI_APIKEY", "OPENAI_API_KEY"), ("GROK_API_KEY", "GROQ_API_KEY"),
            ("JOB_MAX_ATTEMPS", "JOB_MAX_ATTEMPTS"), ("DEFAULT_LANGAUGE", "DEFAULT_LANGUAGE"),
            ("OPENAI_API_KEY_FIEL", "OPENAI_API_KEY_FILE"), ("WORKER_QUEUE", "WORKER_QUEUES"),
            ("EMBEDED_WORKER", "EMBEDDED_WORKER"), ("QUEUE_ULR", "QUEUE_URL"), ("PORTS", "PORT"),
        ]
    )
    func warns(name: String, meant: String) throws {
        let warnings = try configuration([name: "1"]).warnings
        #expect(warnings == ["\(name) is not known; did you mean \(meant)?"])
    }

    @Test(
        "variables of other programs are left alone",
        arguments: [
            "PATH", "HOME", "PWD", "USER", "TERM", "LANG", "SHELL", "SHLVL", "HOSTNAME", "LOGNAME", "POST",
            "HOSTS_FILE",
            "PGHOST", "PGPORT", "SSH_PORT", "HTTP_PROXY", "NO_PROXY", "LC_ALL", "LD_LIBRARY_PATH", "LOG_DIR",
            "OPENAI_ORGANIZATION", "OLLAMA_HOST", "OLLAMA_MODELS_DIR", "ANTHROPIC_VERSION", "GEMINI_PROJECT",
            "SWIFT_BACKTRACE", "XDG_RUNTIME_DIR", "JOB_NAME", "BUILD_URL", "REDIS_URL", "JOB_TIMEOUT", "DISPLAY",
        ]
    )
    func leavesAlone(_ name: String) throws {
        #expect(try configuration([name: "1"]).warnings.isEmpty)
    }

    @Test("a variable that is spelt right is not warned about", arguments: ConfigurationVariable.allNames)
    func knowsItsOwn(_ name: String) {
        #expect(ConfigurationVariable.misspelt(among: [name]).isEmpty)
    }

    @Test("misspelt names are found in every source, in order")
    func everySource() throws {
        let sources = ConfigurationSources(layers: [["PROT": "1"], ["LOG_LEVLE": "info"], ["JOB_EXPRY": "1s"]])
        let warnings = try AvoConfiguration(sources).warnings
        #expect(
            warnings == [
                "JOB_EXPRY is not known; did you mean JOB_EXPIRY?", "LOG_LEVLE is not known; did you mean LOG_LEVEL?",
            ]
        )
    }
}
