public import ArgumentParser
import JobsDomain
import JobsHTTPClient

/// `avo-server submit`
public struct SubmitCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Submit a document to a running server, and print the job's event_id.",
        discussion: """
            Without a file and --text the server's default guideline runs. Submitting is safe to repeat under the \
            same --key: the server answers with the job that it has already.
            \(ClientExit.explanation)
            """
    )

    @Argument(help: ArgumentHelp("The document, UTF-8 text; - reads the standard input.", valueName: "file"))
    var file: String?

    @Option(help: "The document itself, in place of a file.")
    var text: String?

    @Option(help: "What the document is called.")
    var title: String?

    @Option(help: ArgumentHelp("The language of the result: ko, en or auto.", valueName: "language"))
    var language: String?

    @Option(help: ArgumentHelp("What is to be done; GET /api/workflows lists it.", valueName: "name"))
    var workflow: String?

    @Option(help: ArgumentHelp("A pair of your own that the job carries; may be repeated.", valueName: "name=value"))
    var metadata: [String] = []

    @Option(help: ArgumentHelp("An idempotency key; without it one is made.", valueName: "key"))
    var key: String?

    @Flag(help: "Wait for the job's end, and print the job.")
    var wait = false

    @Flag(help: "Show the job's events until its end.")
    var watch = false

    @OptionGroup var options: ClientOptions

    public init() {}

    public func validate() throws {
        if self.wait, self.watch { throw ValidationError("--wait and --watch exclude each other") }
        if self.file != nil, self.text != nil { throw ValidationError("a file and --text exclude each other") }
        _ = try Self.pairs(self.metadata)
    }

    public mutating func run() async throws {
        let (file, pairs) = (self.file, try Self.pairs(self.metadata))
        let following: Following? = self.wait ? .wait : self.watch ? .watch : nil
        var submission = JobSubmission(
            text: self.text,
            title: self.title,
            language: self.language,
            workflow: self.workflow,
            metadata: pairs,
            idempotencyKey: self.key
        )
        try await ClientSession.run(self.options) { session in
            if let file { submission.text = try DocumentInput.text(file) }
            return try await Interruption.guarding { [submission] in
                try await session.submit(submission, following)
            }
        }
    }

    /// The pairs of `name=value`, each name once.
    private static func pairs(_ metadata: [String]) throws -> [JobSubmission.Pair] {
        var names: Set<[UInt8]> = []
        return try metadata.map { text in
            guard let separator = text.firstIndex(of: "="), separator > text.startIndex else {
                throw ValidationError("--metadata must be name=value, not \(text)")
            }
            let name = String(text[..<separator])
            guard names.insert(Array(name.utf8)).inserted else {
                throw ValidationError("--metadata names \(name) twice")
            }
            return JobSubmission.Pair(name, String(text[text.index(after: separator)...]))
        }
    }
}
