import Foundation
import Synchronization

/// A real Redis on a free loopback port, with a folder of its own. It ends with the last reference to it, and
/// with this process.
public final class RedisServer: Sendable {
    public let port: Int
    public let password: String?
    private let arguments: [String]
    private let folder: ServiceFolder
    private let process = Mutex<ChildProcess?>(nil)

    /// Starts a server that keeps nothing on disk.
    ///
    /// - Parameters:
    ///   - password: what clients have to send first; nil for nothing.
    ///   - maximumMemory: in bytes; a write beyond it is refused. Nil for no limit.
    ///   - arguments: more arguments of `redis-server`; a later one beats an earlier one.
    /// - Throws: `ServiceFailure` with the server's output where it did not start.
    public static func start(
        password: String? = nil,
        maximumMemory: Int? = nil,
        arguments: [String] = []
    ) async throws -> RedisServer {
        let server = try RedisServer(password: password, maximumMemory: maximumMemory, arguments: arguments)
        try await server.start()
        return server
    }

    private init(password: String?, maximumMemory: Int?, arguments: [String]) throws {
        let folder = try ServiceFolder("redis", user: nil)
        let port = try FreePort.find()
        var all = [
            "--port", "\(port)", "--bind", "127.0.0.1", "--dir", folder.path, "--daemonize", "no", "--save", "",
            "--appendonly", "no",
        ]
        if let password { all += ["--requirepass", password] }
        if let maximumMemory { all += ["--maxmemory", "\(maximumMemory)", "--maxmemory-policy", "noeviction"] }
        self.port = port
        self.password = password
        self.arguments = all + arguments
        self.folder = folder
    }

    /// Starts it again after `stop` or `kill`, on the same port, and waits until it answers.
    ///
    /// - Throws: `ServiceFailure` with its output where it did not start within a minute.
    public func start() async throws {
        let executable = try Command.find("redis-server")
        let command = Command(executable: executable, arguments: self.arguments, folder: self.folder.path)
        let process = try command.start()
        guard await process.line(containing: "Ready to accept connections") != nil else {
            throw ServiceFailure("Redis did not start:\n\(process.output)")
        }
        self.process.withLock { $0 = process }
    }

    /// Stops it, lets it save what it was told to save, and waits for its end.
    public func stop() async throws {
        let process = try self.running
        process.terminate()
        _ = await process.exitCode()
        self.process.withLock { $0 = nil }
    }

    /// Stops it and starts it again; without persistence it has forgotten everything.
    public func restart() async throws {
        try await self.stop()
        try await self.start()
    }

    /// Ends it in the middle of what it does, and waits for its end.
    public func kill() async throws {
        await (try self.running).kill()
        self.process.withLock { $0 = nil }
    }

    /// Stops it where it stands: connections stay open, and nothing answers.
    public func pause() async throws {
        let process = try self.running
        process.suspend()
        try await waitUntil("Redis stands still") { ProcessTable.state(of: process.pid) == "T" }
    }

    /// Lets it go on after `pause()`.
    public func resume() throws {
        try self.running.resume()
    }

    /// Runs a command and returns the reply as `redis-cli` prints it without a terminal.
    ///
    /// - Throws: `ServiceFailure` with the reply where it is an error.
    @discardableResult
    public func command(_ words: String..., database: Int = 0) async throws -> String {
        var command = Command(
            executable: try Command.find("redis-cli"),
            arguments: ["-e", "-h", "127.0.0.1", "-p", "\(self.port)", "-n", "\(database)"] + words
        )
        if let password = self.password { command.environment = ["REDISCLI_AUTH": password] }
        return try await command.run()
    }

    /// The URL of a database, with the server's password where it has one.
    ///
    /// - Parameter password: another password than the server's.
    public func url(database: Int = 0, password: String? = nil) -> String {
        let secret = (password ?? self.password).map { text in
            ":" + (text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text) + "@"
        }
        return "redis://\(secret ?? "")127.0.0.1:\(self.port)/\(database)"
    }

    /// Everything it has logged since its last start.
    public var log: String { self.process.withLock { $0?.output } ?? "" }

    private var running: ChildProcess {
        get throws {
            guard let process = self.process.withLock({ $0 }) else { throw ServiceFailure("Redis is stopped") }
            return process
        }
    }
}
