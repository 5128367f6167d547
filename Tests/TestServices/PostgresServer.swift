import Foundation
import Synchronization

/// A real PostgreSQL on a free loopback port, with a folder of its own.
///
/// It ends with the last reference to it, and with this process. Its superuser is `postgres`, without a password;
/// the role `passwordRole` needs `password`.
public final class PostgresServer: Sendable {
    /// How a server is told to stop.
    public enum Shutdown: Sendable {
        /// Open transactions are rolled back and sessions are told so.
        case fast
        /// No goodbye: the next start recovers from the log, as after a crash.
        case immediate
    }

    /// A role that may log in with `password` only and is no superuser.
    public static let passwordRole = "avo_password"
    /// Has every character that a URL must escape.
    public static let password = "p@ss:w/r d%#?"

    public let port: Int
    let installation: PostgresInstallation
    private let settings: [String: String]
    private let folder: ServiceFolder
    private let process = Mutex<ChildProcess?>(nil)

    private static let sharedServer = Task { try await PostgresServer.start() }

    /// The one server of this process for tests that neither stop it nor change its settings.
    public static func shared() async throws -> PostgresServer { try await self.sharedServer.value }

    /// Makes and starts a server of the caller's own; takes one to two seconds.
    ///
    /// - Parameters:
    ///   - durable: whether commits reach the disk. Without, only a crash of the machine loses data.
    ///   - settings: server parameters beside or instead of the usual ones.
    /// - Throws: `ServiceFailure` with the server's output where it did not start.
    public static func start(durable: Bool = false, settings: [String: String] = [:]) async throws -> PostgresServer {
        let server = try PostgresServer(durable: durable, settings: settings)
        try await server.initialize()
        try await server.start()
        let password = self.password.replacing("'", with: "''")
        try await server.query("CREATE ROLE \(self.passwordRole) LOGIN PASSWORD '\(password)'")
        return server
    }

    private init(durable: Bool, settings: [String: String]) throws {
        let installation = try PostgresInstallation.newest()
        let folder = try ServiceFolder("pg", user: installation.user)
        let port = try FreePort.find()
        let usual = [
            "port": "\(port)", "listen_addresses": "127.0.0.1", "unix_socket_directories": folder.path,
            "max_connections": "200", "shared_buffers": "32MB", "fsync": durable ? "on" : "off",
            "log_min_messages": "warning",
        ]
        self.port = port
        self.installation = installation
        self.folder = folder
        self.settings = usual.merging(settings) { $1 }
    }

    private var data: String { self.folder.path + "/data" }

    private func initialize() async throws {
        let arguments = [
            "-D", self.data, "-U", "postgres", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8",
            "--lc-messages=C", "--no-sync", "--no-instructions",
        ]
        _ = try await self.installation.command("initdb", arguments, asOwner: true, folder: self.folder.path).run()
        let rules = """
            local all all trust
            host all \(Self.passwordRole) 127.0.0.1/32 scram-sha-256
            host all all 127.0.0.1/32 trust
            """
        // The file is there already, so that it keeps its owner.
        try Data(rules.utf8).write(to: URL(fileURLWithPath: self.data + "/pg_hba.conf"))
    }

    /// Starts it again after `stop` or `kill`, on the same port, and waits until it answers.
    ///
    /// - Throws: `ServiceFailure` with its output where it did not start within a minute.
    public func start() async throws {
        let settings = self.settings.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
        let arguments = ["-D", self.data] + settings
        let process = try self.installation.command("postgres", arguments, asOwner: true, folder: self.folder.path)
            .start()
        guard await process.line(containing: "ready to accept connections") != nil else {
            throw ServiceFailure("PostgreSQL did not start:\n\(process.output)")
        }
        self.process.withLock { $0 = process }
    }

    /// Stops it and waits for its end.
    public func stop(_ shutdown: Shutdown = .fast) async throws {
        let process = try self.running
        process.send(shutdown == .fast ? SIGINT : SIGQUIT)
        _ = await process.exitCode()
        self.process.withLock { $0 = nil }
    }

    /// Stops it and starts it again.
    public func restart(_ shutdown: Shutdown = .fast) async throws {
        try await self.stop(shutdown)
        try await self.start()
    }

    /// Ends it and all its sessions in the middle of what they do, and waits for their end.
    public func kill() async throws {
        let process = try self.running
        // Stopped first, it starts no session that the list would miss.
        process.suspend()
        let sessions = try ProcessTable.children(of: process.pid)
        process.send(SIGKILL)
        for session in sessions { _ = Glibc.kill(session, SIGKILL) }
        _ = await process.exitCode()
        try await waitUntil("the sessions have ended") {
            sessions.allSatisfy { [nil, "Z"].contains(ProcessTable.state(of: $0)) }
        }
        self.process.withLock { $0 = nil }
    }

    /// Stops it and all its sessions where they stand: connections stay open, and nothing answers.
    public func pause() async throws {
        let process = try self.running
        process.suspend()
        let sessions = try ProcessTable.children(of: process.pid)
        for session in sessions { _ = Glibc.kill(session, SIGSTOP) }
        try await waitUntil("every process stands still") {
            ([process.pid] + sessions).allSatisfy { [nil, "T", "Z"].contains(ProcessTable.state(of: $0)) }
        }
    }

    /// Lets it go on after `pause()`.
    public func resume() throws {
        let process = try self.running
        for session in try ProcessTable.children(of: process.pid) { _ = Glibc.kill(session, SIGCONT) }
        process.resume()
    }

    /// Everything it has logged since its last start.
    public var log: String { self.process.withLock { $0?.output } ?? "" }

    private var running: ChildProcess {
        get throws {
            guard let process = self.process.withLock({ $0 }) else { throw ServiceFailure("PostgreSQL is stopped") }
            return process
        }
    }
}
