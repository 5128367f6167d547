public import ArgumentParser
import Foundation
import HTTPTransport
import JobsHTTPClient
import JobsSystem

/// What all of the client's subcommands understand.
public struct ClientOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server's address; without it AVO_SERVER, and without that http://127.0.0.1:8000.",
            valueName: "url"
        )
    )
    var server: String?

    @Flag(help: "Print JSON for programs, one object a line.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "ko or en: messages of the server. Without it Korean under a Korean locale.",
            valueName: "ko|en"
        )
    )
    var acceptLanguage: String?

    public init() {}

    public func validate() throws {
        if let acceptLanguage, JobsClient.Language(rawValue: acceptLanguage) == nil {
            throw ValidationError("--accept-language must be ko or en")
        }
    }

    /// A client for the server that is meant.
    func client(_ environment: [String: String], transport: CurlTransport) throws(JobsClientError) -> JobsClient {
        try JobsClient(
            server: self.address(environment),
            language: self.acceptLanguage.flatMap(JobsClient.Language.init) ?? Self.language(environment),
            version: Release.version,
            transport: transport,
            runtime: .system(heartbeatExecutor: nil)
        )
    }

    private func address(_ environment: [String: String]) -> String {
        let named = [self.server, environment["AVO_SERVER"]].compactMap(\.self).first { !$0.isEmpty }
        return named ?? "http://127.0.0.1:8000"
    }

    /// The language of the locale, where it is Korean, and else that of everything else which the client prints.
    static func language(_ environment: [String: String]) -> JobsClient.Language {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return locale?.hasPrefix("ko") == true ? .korean : .english
    }
}
