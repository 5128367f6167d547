public import ArgumentParser
import JobsDomain
import JobsHTTPClient

/// `avo-server retry`
public struct RetryCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Let a failed or cancelled job go again; finished steps are kept.",
        discussion: ClientExit.explanation
    )

    @Argument(help: EventIDArgument.help, transform: EventIDArgument.parse)
    var eventID: JobID

    @OptionGroup var options: ClientOptions

    public init() {}

    public mutating func run() async throws {
        let id = self.eventID
        try await ClientSession.run(self.options) { session in
            try session.print(try await session.client.retry(id))
            return .success
        }
    }
}
