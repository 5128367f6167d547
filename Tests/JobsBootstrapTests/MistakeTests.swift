import Testing

@testable import JobsBootstrap

@Suite("Mistakes in the configuration")
struct MistakeTests {
    /// Values that a variable refuses.
    static let mistakes: [(variable: String, values: [String])] = [
        ("PORT", ["x", "-1", "65536", "8000.0", "80 ", "0x50", "８０"]),
        ("WORKER_CONCURRENCY", ["0", "-4", "10001", "four", "4.5", "99999999999999999999"]),
        ("JOB_MAX_ATTEMPTS", ["0", "1001", "many"]),
        ("EMBEDDED_WORKER", ["maybe", "2", "tru", "true "]),
        ("WORKER_QUEUES", [",", " , ,"]),
        ("LLM_PROVIDERS", [",", "openai,chatgpt", "local,local", "OpenAI"]),
        ("LLM_TIMEOUT", ["0s", "0ms", "120", "2 minutes", "-1s", "1.5s", "s", "1d"]),
        ("LLM_PATIENCE", ["30", "-1s", "soon"]),
        ("JOB_DEADLINE", ["0s", "15", "15M", "never"]),
        ("JOB_EXPIRY", ["24", "24 h", "1e3s"]),
        ("JOB_RETENTION", ["0s", "999ms", "forever", "30d"]),
        ("LEASE_DURATION", ["999ms", "0s", "30"]),
        ("SHUTDOWN_GRACE", ["20", "-20s"]),
        ("DEFAULT_LANGUAGE", ["fr", "ko-KR", "korean", "auto"]),
        ("DEFAULT_GUIDELINE_FILE", ["/nowhere/guideline.md"]),
        ("LOG_LEVEL", ["verbose", "warn"]),
        ("LOG_FORMAT", ["xml", "jsonl"]),
        ("DATABASE_URL", ["avo.sqlite", "mysql://localhost/avo", "sqlite:avo.sqlite", "sqlite://"]),
        ("QUEUE_URL", ["rabbitmq://localhost", "memory://", "rediss://localhost", "redis://:secret@host:port"]),
        ("ACCESS_LOG", ["maybe"]), ("MAX_CONNECTIONS", ["0", "many", "1000001"]),
        ("MAX_CONNECTIONS_PER_ADDRESS", ["0", "-1"]),
        ("TRUSTED_PROXIES", ["10.0.0.0/33", "proxy.internal", "10.0.0.0/8,x", ","]),
        ("ALLOWED_HOSTS", ["https://a.example", "a.example:8000", "a b", "*", "*.", "a/b", "[::g]"]),
        ("HEADER_TIMEOUT", ["10", "0s", "99ms"]), ("BODY_TIMEOUT", ["0s"]), ("IDLE_TIMEOUT", ["0s"]),
        ("WRITE_TIMEOUT", ["-1s"]),
        ("MAX_BODY_MEMORY", ["256MB", "256 MiB", "7MiB", "MiB", "-8MiB", "1e9", "99999999999999999999", "8388608GiB"]),
        (
            "CORS_ORIGINS",
            [
                "*", "null", "app.example.org", "https://app.example.org/", "https://APP.example.org", "ftp://a",
                "https://a:443", "http://a:80", "https://a:0", "https://a:65536", "https://a:08", "https://",
                "https://a/b", "https://user@a", "https://[::g]", "https://a,*",
            ]
        ),
        ("SUBMIT_RATE", ["60", "60/m", "0/1m", "/1m", "60/", "-1/1m", "60/0s", "60/1m/1m", "1000001/1s", "1/25h"]),
        ("MAX_INFLIGHT_JOBS", ["0", "none"]), ("MAX_QUEUE_LENGTH", ["0", "1e6"]), ("MAX_STREAMS", ["0"]),
        ("EVENT_HEARTBEAT", ["999ms", "15"]),
        ("OPENAI_BASE_URL", ["not a url", "ftp://example.com", "api.openai.com/v1"]),
    ]

    static let cases = mistakes.flatMap { mistake in mistake.values.map { (mistake.variable, $0) } }

    @Test("a bad value is refused, and its variable named", arguments: cases)
    func refuses(variable: String, value: String) {
        let found = problems([variable: value, "OPENAI_API_KEY": "k"])
        #expect(found.map(\.variable) == [variable])
        #expect(found.allSatisfy { !$0.message.isEmpty && !$0.message.contains("\n") })
    }

    @Test("all mistakes are found at once, one a line, each with its variable")
    func allAtOnce() throws {
        let variables = Dictionary(
            uniqueKeysWithValues: Self.mistakes.compactMap { mistake in
                mistake.values.first.map { (mistake.variable, $0) }
            }
        )
        let error = #expect(throws: ConfigurationError.self) { _ = try configuration(variables) }
        let lines = try #require(error).description.split(separator: "\n")
        // The base URL of a provider that is not used does no harm.
        let expected = Set(Self.mistakes.map(\.variable)).subtracting(["OPENAI_BASE_URL"])
        #expect(Set(lines.map { String($0.prefix { $0 != ":" }) }) == expected)
        #expect(lines.count == expected.count)
    }

    @Test("a bad base URL is found together with everything else")
    func baseURLsAmongTheRest() {
        let found = problems([
            "PORT": "x", "LLM_PROVIDERS": "openai,ollama", "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "not a url",
            "OLLAMA_BASE_URL": "ftp://example.com",
        ])
        #expect(Set(found.map(\.variable)) == ["PORT", "OPENAI_BASE_URL", "OLLAMA_BASE_URL"])
    }

    @Test("every unknown provider is named, and those there are")
    func unknownProviders() {
        let found = problems(["LLM_PROVIDERS": "chatgpt,claude,local"])
        #expect(found.map(\.variable) == ["LLM_PROVIDERS", "LLM_PROVIDERS"])
        #expect(found.first?.message.contains("chatgpt") ?? false)
        #expect(found.last?.message.contains("claude") ?? false)
        #expect(
            found.first?.message.contains(
                "openai, anthropic, gemini, groq, ollama, openai-compatible, local, fake"
            ) ?? false
        )
    }

    @Test("a bad retention is one mistake, not two")
    func retentionOnce() {
        #expect(problems(["JOB_RETENTION": "0s"]).count == 1)
    }

    @Test("a bad value shows what it was, a secret does not")
    func messages() {
        #expect(problems(["PORT": "http"]).first?.description.contains("\"http\"") ?? false)
        let secret = problems(["DATABASE_URL": "oracle://scott:tiger@db"]).first?.description
        #expect(secret?.contains("tiger") == false)
    }

    @Test("a default guideline that is no UTF-8 is refused")
    func guidelineEncoding() throws {
        try withFile([0xFF, 0xFE, 0x41]) { path in
            #expect(problems(["DEFAULT_GUIDELINE_FILE": path]).map(\.variable) == ["DEFAULT_GUIDELINE_FILE"])
        }
    }

    @Test("a default guideline is taken exactly as it stands in its file")
    func guidelineIsVerbatim() throws {
        let text = "\u{FEFF}# cafe\u{301}\r\n\n"
        try withFile(text) { path in
            let read = try configuration(["DEFAULT_GUIDELINE_FILE": path]).defaultGuideline
            #expect(read.map { Array($0.utf8) } == Array(text.utf8))
        }
    }
}
