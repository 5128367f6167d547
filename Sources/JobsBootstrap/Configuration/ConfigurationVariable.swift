import LanguageModelHTTP

/// The variables that AVO reads. Their meaning and defaults stand in README.md and `.env.example`.
enum ConfigurationVariable {
    static let plain = [
        "HOST", "PORT", "DATABASE_URL", "QUEUE_URL", "EMBEDDED_WORKER", "WORKER_CONCURRENCY", "WORKER_QUEUES",
        "LLM_PROVIDERS", "LLM_TIMEOUT", "LLM_PATIENCE", "LLM_MAX_CALLS", "LLM_JOB_BUDGET", "LLM_DAY_BUDGET",
        "LLM_PRICES_FILE", "LLM_CASSETTE", "LLM_CASSETTE_MODE", "JOB_DEADLINE", "JOB_EXPIRY", "JOB_MAX_ATTEMPTS",
        "JOB_RETENTION", "LEASE_DURATION", "SHUTDOWN_GRACE", "DEFAULT_LANGUAGE", "DEFAULT_GUIDELINE_FILE",
        "LOG_LEVEL", "LOG_FORMAT", "ACCESS_LOG", "MAX_CONNECTIONS", "MAX_CONNECTIONS_PER_ADDRESS", "TRUSTED_PROXIES",
        "ALLOWED_HOSTS", "HEADER_TIMEOUT", "BODY_TIMEOUT", "IDLE_TIMEOUT", "WRITE_TIMEOUT", "MAX_BODY_MEMORY",
        "CORS_ORIGINS", "SUBMIT_RATE", "MAX_INFLIGHT_JOBS", "MAX_QUEUE_LENGTH", "MAX_STREAMS", "EVENT_HEARTBEAT",
    ]

    static let providerPrefixes = ProviderKind.all.map(\.settingsPrefix)

    /// Variables whose value may also come from a file that `NAME_FILE` names.
    static let secrets = ["DATABASE_URL", "QUEUE_URL"] + Self.providerPrefixes.map { $0 + "_API_KEY" }

    static let allNames =
        Self.plain
        + Self.providerPrefixes.flatMap { prefix in
            ["API_KEY", "BASE_URL", "MODEL", "CONTEXT", "RPM", "TPM"].map { "\(prefix)_\($0)" }
        }
        + Self.secrets.map { $0 + "_FILE" }

    /// Names that are set, are none of ours, and look like one of ours: `name` and what it may have meant.
    static func misspelt(among names: Set<String>) -> [(name: String, meant: String)] {
        let known = Set(Self.allNames)
        return names.subtracting(known).sorted().compactMap { name in
            let limit = name.count >= 8 ? 2 : 1
            guard name.count >= 5 else { return nil }
            let nearest = known.sorted().min { Self.distance($0, name) < Self.distance($1, name) }
            guard let nearest, Self.distance(nearest, name) <= limit else { return nil }
            return (name, nearest)
        }
    }

    /// How many letters have to be added, dropped or replaced (Levenshtein).
    private static func distance(_ lhs: String, _ rhs: String) -> Int {
        let (lhs, rhs) = (Array(lhs.utf8), Array(rhs.utf8))
        var previous = Array(0...rhs.count)
        for (row, left) in lhs.enumerated() {
            var current = [row + 1]
            for (column, right) in rhs.enumerated() {
                let replaced = previous[column] + (left == right ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[rhs.count]
    }
}
