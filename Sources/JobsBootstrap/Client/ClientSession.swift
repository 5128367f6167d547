import Foundation
import HTTPTransport
import JobsApplication
import JobsDomain
import JobsHTTPClient
import JobsSystem

/// One run of one of the client's subcommands: whom it asks and how it speaks.
///
/// Results go to the standard output and everything else to the standard error.
struct ClientSession: Sendable {
    let client: JobsClient
    let isJSON: Bool
    let environment: [String: String]

    /// Runs a subcommand and leaves with the exit code that mirrors its outcome.
    static func run(
        _ options: ClientOptions,
        _ body: (ClientSession) async throws -> ClientExit
    ) async throws {
        let transport = CurlTransport()
        defer { transport.close() }
        let environment = ProcessInfo.processInfo.environment
        let exit: ClientExit
        do {
            let client = try options.client(environment, transport: transport)
            exit = try await body(ClientSession(client: client, isJSON: options.json, environment: environment))
        } catch let error as JobsClientError {
            try Self.complain(ProblemText.lines(error))
            exit = ClientExit(error)
        } catch let failure as ClientExit {
            exit = failure
        }
        if exit != .success { throw exit.code }
    }

    /// Says something to a person.
    func note(_ text: String) throws(ClientExit) { try Self.complain(["avo: \(text)"]) }

    /// Prints a job: all of it for a person, its JSON for a program.
    func print(_ job: RemoteJob) throws(ClientExit) {
        try StandardStream.output.write(self.isJSON ? JSONLine.text(job.json) : JobText.details(job))
    }

    private static func complain(_ lines: [String]) throws(ClientExit) {
        try StandardStream.error.write(lines.map { $0 + "\n" }.joined())
    }
}
