public import ArgumentParser
import JobsDomain
import JobsHTTPClient

/// `avo-server watch`
public struct WatchCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show a job's events as they happen until its end, then the job.",
        discussion: ClientExit.explanation
    )

    @Argument(help: EventIDArgument.help, transform: EventIDArgument.parse)
    var eventID: JobID

    @OptionGroup var options: ClientOptions

    public init() {}

    public mutating func run() async throws {
        let id = self.eventID
        try await ClientSession.run(self.options) { session in
            try await Interruption.guarding { try await session.watch(id) }
        }
    }
}
