import HTTPConnections
import JobsApplication
import JobsHTTPAPI
import JobsSQLite
import Logging
import Testing

@testable import JobsBootstrap

@Suite("The configuration of a machine where nothing is set")
struct DefaultsTests {
    @Test("the server is at home on port 8000 with SQLite and a worker of its own")
    func server() throws {
        let configuration = try configuration([:])
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 8000)
        #expect(configuration.database == .sqlite(.file("avo.sqlite")))
        #expect(configuration.queue == .memory)
        #expect(configuration.runsEmbeddedWorker)
        #expect(configuration.warnings.isEmpty)
    }

    @Test("work goes on as the contract says")
    func work() throws {
        let configuration = try configuration([:])
        #expect(configuration.worker.concurrency == 4)
        #expect(configuration.worker.queues == nil)
        #expect(configuration.worker.lease == .seconds(30))
        #expect(configuration.worker.attemptLimit == 5)
        #expect(configuration.worker.grace == .seconds(20))
        #expect(configuration.policy.callTimeout == .seconds(120))
        #expect(configuration.policy.patience == .seconds(30))
        #expect(configuration.policy.deadline == .seconds(15 * 60))
        #expect(configuration.policy.expiry == .seconds(24 * 60 * 60))
        #expect(configuration.retention == nil)
    }

    @Test("people are answered in Korean, and the log says what matters")
    func words() throws {
        let configuration = try configuration([:])
        #expect(configuration.api.defaultLanguage == .korean)
        #expect(configuration.defaultGuideline == nil)
        #expect(configuration.logLevel == .info)
        #expect(configuration.logFormat == nil)
    }

    @Test("without any key there are the local rules")
    func providers() throws {
        let providers = try configuration([:]).providers
        #expect(providers.map(\.name) == ["local"])
        #expect(providers.map(\.model) == ["local-rules-1"])
    }

    @Test("an empty variable counts as not set")
    func emptyIsUnset() throws {
        let names = ConfigurationVariable.allNames
        let configuration = try configuration(Dictionary(uniqueKeysWithValues: names.map { ($0, "") }))
        #expect(configuration.port == 8000)
        #expect(configuration.providers.map(\.name) == ["local"])
        #expect(configuration.warnings.isEmpty)
    }

    @Test(
        "the embedded worker depends on the queue, unless it is set",
        arguments: [
            ("memory:", nil, true), ("memory", nil, true), ("database:", nil, false), ("database", nil, false),
            ("memory:", "false", false), ("database:", "true", true), ("database:", "on", true),
            ("memory:", "NO", false), ("memory:", "0", false), ("database:", "1", true), ("database:", "Yes", true),
            ("memory:", "Off", false),
        ] as [(String, String?, Bool)]
    )
    func embeddedWorker(queue: String, value: String?, isEmbedded: Bool) throws {
        var variables = ["QUEUE_URL": queue]
        variables["EMBEDDED_WORKER"] = value
        let configuration = try configuration(variables)
        #expect(configuration.runsEmbeddedWorker == isEmbedded)
        #expect(configuration.queue == (queue.hasPrefix("memory") ? .memory : .database))
    }

    @Test("every variable that is set is used")
    func everythingSet() throws {
        let configuration = try configuration([
            "HOST": "0.0.0.0", "PORT": "0", "WORKER_CONCURRENCY": "1", "WORKER_QUEUES": " a, b ,,a ",
            "LLM_TIMEOUT": "500ms", "LLM_PATIENCE": "0s", "JOB_DEADLINE": "1m", "JOB_EXPIRY": "2h",
            "JOB_MAX_ATTEMPTS": "9", "JOB_RETENTION": "48h", "LEASE_DURATION": "1s", "SHUTDOWN_GRACE": "0ms",
            "DEFAULT_LANGUAGE": "EN", "LOG_LEVEL": "Debug", "LOG_FORMAT": "text",
        ])
        #expect(configuration.host == "0.0.0.0")
        #expect(configuration.port == 0)
        #expect(configuration.worker.concurrency == 1)
        #expect(configuration.worker.queues == ["a", "b"])
        #expect(configuration.worker.attemptLimit == 9)
        #expect(configuration.worker.lease == .seconds(1))
        #expect(configuration.worker.grace == .zero)
        #expect(configuration.policy.callTimeout == .milliseconds(500))
        #expect(configuration.policy.patience == .zero)
        #expect(configuration.policy.deadline == .seconds(60))
        #expect(configuration.policy.expiry == .seconds(7200))
        #expect(configuration.retention == .seconds(48 * 60 * 60))
        #expect(configuration.api.defaultLanguage == .english)
        #expect(configuration.logLevel == .debug)
        #expect(configuration.logFormat == .text)
    }

    @Test("clients may do what a small service can bear")
    func clients() throws {
        let configuration = try configuration([:])
        #expect(configuration.connections.maximumConnections == 10_000)
        #expect(configuration.connections.maximumConnectionsPerAddress == 5_000)
        #expect(configuration.connections.headerDeadline == .seconds(10))
        #expect(configuration.connections.bodyDeadline == .seconds(60))
        #expect(configuration.connections.idleTimeout == .seconds(60))
        #expect(configuration.connections.writeStall == .seconds(30))
        #expect(configuration.connections.bodyBytesInMemory == 256 << 20)
        #expect(configuration.connections.allowedHosts.isEmpty)
        #expect(configuration.connections.trustedProxies.isEmpty)
        #expect(configuration.api.allowedOrigins.isEmpty)
        #expect(configuration.api.logsRequests)
        #expect(configuration.api.quotas == SubmissionQuotas(rate: nil, inFlightJobs: nil, waitingJobs: 1_000_000))
        #expect(configuration.api.maximumStreamsPerClient == 2_000)
        #expect(configuration.api.heartbeat == .seconds(15))
    }

    @Test("what clients may do can be set")
    func clientsSet() throws {
        let configuration = try configuration([
            "MAX_CONNECTIONS": "7", "MAX_CONNECTIONS_PER_ADDRESS": "3", "HEADER_TIMEOUT": "1s", "BODY_TIMEOUT": "2s",
            "IDLE_TIMEOUT": "3s", "WRITE_TIMEOUT": "4s", "MAX_BODY_MEMORY": "64MiB",
            "ALLOWED_HOSTS": "api.example.org, *.example.com,[::1]", "TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "CORS_ORIGINS": "https://app.example.org, http://localhost:5173,http://[::1]:3000", "ACCESS_LOG": "false",
            "SUBMIT_RATE": "60/1m", "MAX_INFLIGHT_JOBS": "100", "MAX_QUEUE_LENGTH": "1000", "MAX_STREAMS": "5",
            "EVENT_HEARTBEAT": "30s",
        ])
        #expect(configuration.connections.maximumConnections == 7)
        #expect(configuration.connections.maximumConnectionsPerAddress == 3)
        #expect(configuration.connections.headerDeadline == .seconds(1))
        #expect(configuration.connections.bodyDeadline == .seconds(2))
        #expect(configuration.connections.idleTimeout == .seconds(3))
        #expect(configuration.connections.writeStall == .seconds(4))
        #expect(configuration.connections.bodyBytesInMemory == 64 << 20)
        #expect(configuration.connections.allowedHosts == ["api.example.org", "*.example.com", "[::1]"])
        #expect(configuration.connections.trustedProxies.count == 2)
        #expect(configuration.api.trustedProxies == configuration.connections.trustedProxies)
        let origins = ["https://app.example.org", "http://localhost:5173", "http://[::1]:3000"]
        #expect(configuration.api.allowedOrigins == Set(origins))
        #expect(!configuration.api.logsRequests)
        let rate = SubmissionRate(count: 60, window: .seconds(60))
        #expect(configuration.api.quotas == SubmissionQuotas(rate: rate, inFlightJobs: 100, waitingJobs: 1000))
        #expect(configuration.api.maximumStreamsPerClient == 5)
        #expect(configuration.api.heartbeat == .seconds(30))
    }

    @Test("bytes are written in the units of memory", arguments: [("8388608", 23), ("8192KiB", 23), ("1GiB", 30)])
    func bytes(text: String, power: Int) throws {
        #expect(try configuration(["MAX_BODY_MEMORY": text]).connections.bodyBytesInMemory == 1 << power)
    }

    @Test("finished jobs are kept for ever where the retention says so", arguments: ["never", "NEVER"])
    func retentionNever(_ value: String) throws {
        #expect(try configuration(["JOB_RETENTION": value]).retention == nil)
    }
}
