import Foundation
import JobsDomain
import TestServices

/// The built executables, the repository's files, and a folder of its own for one test.
struct Installation {
    let folder: String

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Where the executables lie: beside the test bundle that runs, or where `make soak` has built releases.
    static let executables: String = {
        if let folder = ProcessInfo.processInfo.environment["AVO_EXECUTABLES"] { return folder }
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
    }()

    /// Lends a fresh folder that is removed afterwards.
    static func with<Result>(_ body: (Installation) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("avo-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(Installation(folder: folder.path))
    }

    var databasePath: String { self.folder + "/avo.sqlite" }

    static func document(_ name: String) throws -> String {
        try String(contentsOfFile: Self.repository + "/Tests/Documents/\(name)", encoding: .utf8)
    }

    /// Starts an executable with settings; nothing of the test's own environment but the path reaches it.
    func start(_ name: String, _ arguments: [String] = [], _ settings: [String: String] = [:]) throws -> ChildProcess {
        let environment = ["PATH": "/usr/bin:/bin", "PORT": "0"].merging(settings) { $1 }
        return try ChildProcess(
            Self.executables + "/" + name,
            arguments,
            environment: environment,
            folder: self.folder
        )
    }

    /// Starts a server and waits until it listens.
    func startServer(_ settings: [String: String] = [:]) async throws -> Server {
        let process = try self.start("avo-server", [], settings)
        guard let line = await process.line(containing: #""message":"listening""#),
            let port = try JSONValue(parsing: line)["server.port"]?.string.flatMap({ Int($0) })
        else { throw StartFailure(output: process.output) }
        return Server(process: process, port: port)
    }

    /// Starts a model server of the tests that outlives the servers that ask it.
    func startModel() async throws -> ModelStub {
        let log = self.folder + "/model.log"
        let process = try ChildProcess(
            "/usr/bin/env",
            ["python3", Self.repository + "/Tests/Support/model_stub.py", "--port", "0", "--log", log],
            environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
            folder: self.folder
        )
        guard let line = await process.line(containing: "listening on"),
            let port = line.split(separator: ":").last.flatMap({ Int($0) })
        else { throw StartFailure(output: process.output) }
        return ModelStub(process: process, port: port, log: log)
    }
}

/// A process that did not start.
struct StartFailure: Error, CustomStringConvertible {
    let output: String

    var description: String { "the process did not start:\n\(self.output)" }
}
