public import ArgumentParser
import JobsDomain
import JobsHTTPClient

/// `avo-server list`
public struct ListCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print the jobs of a server, the newest first.",
        discussion: ClientExit.explanation
    )

    @Option(help: ArgumentHelp("pending, processing, completed, failed or cancelled.", valueName: "status"))
    var status: String?

    @Option(help: ArgumentHelp("The name of a workflow.", valueName: "name"))
    var workflow: String?

    @Option(help: ArgumentHelp("Text that the title has in it.", valueName: "text"))
    var title: String?

    @Option(help: ArgumentHelp("Created then or later, e.g. 2025-06-12T00:00:00Z.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Created before that.", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("How many at most.", valueName: "count"))
    var limit = 20

    @Flag(help: "Every job there is.")
    var all = false

    @OptionGroup var options: ClientOptions

    public init() {}

    public func validate() throws {
        if let status, JobStatus(rawValue: status) == nil {
            let names = JobStatus.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--status must be one of \(names)")
        }
        if self.limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    public mutating func run() async throws {
        let filter = JobFilter(
            status: self.status.flatMap(JobStatus.init(rawValue:)),
            workflow: self.workflow,
            title: self.title,
            since: self.since,
            until: self.until
        )
        let limit = self.all ? nil : self.limit
        try await ClientSession.run(self.options) { session in
            var failure: ClientExit?
            try await session.client.list(filter, limit: limit) { job in
                let line = session.isJSON ? JSONLine.text(job.json) : JobText.row(job)
                do throws(ClientExit) { try StandardStream.output.write(line) } catch { failure = error }
                return failure == nil
            }
            return failure ?? .success
        }
    }
}
