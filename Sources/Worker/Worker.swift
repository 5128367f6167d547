import ArgumentParser
import JobsBootstrap

@main
struct Worker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "avo-worker",
        abstract: "Runs jobs that avo-server processes on the same database take in.",
        discussion: """
            Every setting is an environment variable (see .env.example); the flags below beat them.
            Exit codes: 0 stopped cleanly, 64 bad usage, 78 bad configuration, 1 anything else.
            """,
        version: Release.version
    )

    @OptionGroup var flags: ConfigurationFlags

    func run() async throws {
        throw ExitCode(await WorkerProgram.run(flags: self.flags.values))
    }
}
