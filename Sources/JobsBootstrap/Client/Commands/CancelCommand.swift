public import ArgumentParser
import JobsDomain
import JobsHTTPClient

/// `avo-server cancel`
public struct CancelCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancel a job; repeating it changes nothing.",
        discussion: ClientExit.explanation
    )

    @Argument(help: EventIDArgument.help, transform: EventIDArgument.parse)
    var eventID: JobID

    @OptionGroup var options: ClientOptions

    public init() {}

    public mutating func run() async throws {
        let id = self.eventID
        try await ClientSession.run(self.options) { session in
            try session.print(try await session.client.cancel(id))
            return .success
        }
    }
}
