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
        #expect(configuration.defaultLanguage == .korean)
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
        #expect(configuration.defaultLanguage == .english)
        #expect(configuration.logLevel == .debug)
        #expect(configuration.logFormat == .text)
    }

    @Test("finished jobs are kept for ever where the retention says so", arguments: ["never", "NEVER"])
    func retentionNever(_ value: String) throws {
        #expect(try configuration(["JOB_RETENTION": value]).retention == nil)
    }
}
