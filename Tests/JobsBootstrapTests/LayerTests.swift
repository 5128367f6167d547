import JobsApplication
import JobsSQLite
import Testing

@testable import JobsBootstrap

@Suite("Where settings come from")
struct LayerTests {
    @Test("flags beat the environment, the environment beats the file")
    func precedence() throws {
        let configuration = try AvoConfiguration(
            ConfigurationSources(layers: [
                ["PORT": "1"], ["PORT": "2", "HOST": "env"],
                ["PORT": "3", "HOST": "file", "WORKER_CONCURRENCY": "7"],
            ])
        )
        #expect(configuration.port == 1)
        #expect(configuration.host == "env")
        #expect(configuration.worker.concurrency == 7)
    }

    @Test("an empty value lets the next source speak")
    func emptyFallsThrough() throws {
        let configuration = try AvoConfiguration(ConfigurationSources(layers: [["PORT": ""], ["PORT": "2"]]))
        #expect(configuration.port == 2)
    }

    @Test("a mistake that a stronger source covers is none")
    func coveredMistake() {
        #expect(problems(["PORT": "1"], ["PORT": "rubbish"]).isEmpty)
    }

    // MARK: - Secrets in files

    @Test(
        "a secret comes from the file that NAME_FILE names, without the newline at its end",
        arguments: ["s3cret", "s3cret\n", "s3cret\r\n", "s3cret\n\n"]
    )
    func secretFile(content: String) throws {
        try withFile(content) { path in
            let configuration = try configuration(["OPENAI_API_KEY_FILE": path])
            #expect(configuration.providers.map(\.name) == ["openai", "local"])
            #expect(configuration.providers.first?.key == "s3cret")
        }
    }

    @Test("the URLs of the database and the queue may come from files")
    func urlFiles() throws {
        try withFile("sqlite:///var/lib/avo/avo.sqlite\n") { database in
            try withFile("database:\n") { queue in
                let configuration = try configuration(["DATABASE_URL_FILE": database, "QUEUE_URL_FILE": queue])
                #expect(configuration.database == .sqlite(.file("/var/lib/avo/avo.sqlite")))
                #expect(configuration.queue == .database)
            }
        }
    }

    @Test("of a secret and its file in one source, the secret itself counts")
    func secretBeatsItsFile() throws {
        try withFile("from the file") { path in
            let configuration = try configuration(["GROQ_API_KEY": "itself", "GROQ_API_KEY_FILE": path])
            #expect(configuration.providers.first?.key == "itself")
        }
    }

    @Test("the file of a stronger source beats the secret of a weaker one")
    func strongerFileBeatsWeakerSecret() throws {
        try withFile("from the environment") { path in
            let configuration = try AvoConfiguration(
                ConfigurationSources(layers: [
                    [:], ["OPENAI_API_KEY_FILE": path], ["OPENAI_API_KEY": "from .env"],
                ])
            )
            #expect(configuration.providers.first?.key == "from the environment")
        }
    }

    @Test("a secret file that cannot be read, or is empty, is a mistake of NAME_FILE")
    func badSecretFile() throws {
        #expect(problems(["OPENAI_API_KEY_FILE": "/nowhere/key"]).map(\.variable) == ["OPENAI_API_KEY_FILE"])
        #expect(problems(["DATABASE_URL_FILE": "/nowhere/url"]).map(\.variable) == ["DATABASE_URL_FILE"])
        try withFile(" \n") { path in
            #expect(problems(["OPENAI_API_KEY_FILE": path]).map(\.variable) == ["OPENAI_API_KEY_FILE"])
        }
        try withFile([0xFF]) { path in
            #expect(problems(["OPENAI_API_KEY_FILE": path]).map(\.variable) == ["OPENAI_API_KEY_FILE"])
        }
    }
}
