import ArgumentParser
import JobsBootstrap

@main
struct Server: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "avo-server",
        abstract: "A durable background service for chains of language model calls.",
        discussion: """
            Every setting is an environment variable (see .env.example); the flags below beat them.
            Exit codes: 0 stopped cleanly, 64 bad usage, 78 bad configuration, 1 anything else.
            """,
        version: Release.version,
        subcommands: [Serve.self, Migrate.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Client",
                subcommands: [
                    SubmitCommand.self, WatchCommand.self, GetCommand.self, ListCommand.self, CancelCommand.self,
                    RetryCommand.self,
                ]
            )
        ],
        defaultSubcommand: Serve.self
    )

    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Answer HTTP and run jobs (the default).")

        @Option(help: ArgumentHelp("Address to listen on.", valueName: "address"))
        var host: String?

        @Option(help: ArgumentHelp("Port to listen on; 0 picks a free one.", valueName: "port"))
        var port: String?

        @Option(help: ArgumentHelp("Whether this process runs jobs itself.", valueName: "true|false"))
        var embeddedWorker: String?

        @Option(help: ArgumentHelp("ko or en: messages when the client asks for none.", valueName: "language"))
        var defaultLanguage: String?

        @OptionGroup var flags: ConfigurationFlags

        func run() async throws {
            let own = [
                "HOST": self.host, "PORT": self.port, "EMBEDDED_WORKER": self.embeddedWorker,
                "DEFAULT_LANGUAGE": self.defaultLanguage,
            ].compactMapValues { $0 }
            throw ExitCode(await ServerProgram.run(flags: self.flags.values.merging(own) { $1 }))
        }
    }

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prepare the database and exit.")

        @OptionGroup var flags: ConfigurationFlags

        func run() async throws {
            throw ExitCode(await ServerProgram.migrate(flags: self.flags.values))
        }
    }
}
