import Foundation

/// A program that is run to its end for its output.
struct Command {
    let executable: String
    let arguments: [String]
    var environment: [String: String] = [:]
    var folder = "/"

    /// Where a program of this name lies.
    ///
    /// - Throws: `ServiceFailure` where it is not installed.
    static func find(_ name: String, in folders: [String] = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin"]) throws
        -> String
    {
        for folder in folders where FileManager.default.isExecutableFile(atPath: folder + "/" + name) {
            return folder + "/" + name
        }
        throw ServiceFailure("\(name) is not installed; `make test` installs what the tests need")
    }

    func start() throws -> ChildProcess {
        let base = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        return try ChildProcess(
            self.executable,
            self.arguments,
            environment: base.merging(self.environment) { $1 },
            folder: self.folder
        )
    }

    /// Runs it and returns what it printed, without the last line break.
    ///
    /// - Throws: `ServiceFailure` with its output where its exit code is not 0.
    func run() async throws -> String {
        let process = try self.start()
        let code = await process.finished()
        guard code == 0 else {
            throw ServiceFailure("\(([self.executable] + self.arguments)) ended with \(code): \(process.output)")
        }
        return process.output
    }
}
