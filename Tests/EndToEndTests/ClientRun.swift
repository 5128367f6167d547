import Foundation
import JobsDomain
import TestServices

/// One call of the client's subcommands.
struct ClientRun {
    let process: ChildProcess
    private let errorPath: String

    /// Starts `avo-server` with arguments; nothing of the test's own environment but the path reaches it.
    ///
    /// - Parameter input: what it reads from its standard input.
    init(
        _ installation: Installation,
        port: Int,
        _ arguments: [String],
        input: String = "",
        settings: [String: String] = [:]
    ) throws {
        let name = installation.folder + "/" + UUID().uuidString
        try input.write(toFile: name + ".in", atomically: true, encoding: .utf8)
        self.errorPath = name + ".err"
        let environment = [
            "PATH": "/usr/bin:/bin", "AVO_SERVER": "http://127.0.0.1:\(port)", "INPUT": name + ".in",
            "ERRORS": self.errorPath,
        ]
        // The results and the messages are to be told apart.
        self.process = try ChildProcess(
            "/bin/sh",
            ["-c", #"exec "$0" "$@" <"$INPUT" 2>"$ERRORS""#, Installation.executables + "/avo-server"] + arguments,
            environment: environment.merging(settings) { $1 },
            folder: installation.folder
        )
    }

    /// Waits for its end.
    func code() async -> Int32 { await self.process.finished(within: .seconds(120)) }

    /// What it printed for a program.
    var output: String { self.process.output }

    /// What it printed for a person.
    var errors: String { (try? String(contentsOfFile: self.errorPath, encoding: .utf8)) ?? "" }

    /// Its output as lines of JSON.
    var lines: [JSONValue] {
        get throws { try self.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) } }
    }
}
