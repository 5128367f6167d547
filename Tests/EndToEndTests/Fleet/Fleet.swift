import Foundation
import JobsDomain
import Synchronization
import TestServices

/// Several servers and workers on one store and one queue, all of them real processes.
final class Fleet: Sendable {
    /// Where the jobs are.
    enum Database: Sendable {
        case sqlite(path: String)
        case postgres(PostgresServer, url: String)
    }

    let installation: Installation
    let model: ModelStub
    let database: Database
    let redis: RedisServer?
    /// Between the processes and the database, where a test asked for it.
    let proxy: TCPProxy?
    let settings: [String: String]
    private let members = Mutex<(servers: [Server], workers: [ChildProcess])>(([], []))
    private let sent = Mutex<[Submission]>([])

    private init(
        _ installation: Installation,
        _ database: Database,
        redis: RedisServer?,
        proxy: TCPProxy?,
        settings: [String: String]
    ) async throws {
        self.installation = installation
        self.database = database
        self.redis = redis
        self.proxy = proxy
        self.model = try await installation.startModel()
        let places = [
            "DATABASE_URL": database.url(through: proxy), "QUEUE_URL": redis?.url() ?? "database:",
            "EMBEDDED_WORKER": "false",
        ]
        self.settings = self.model.settings.merging(places) { $1 }.merging(settings) { $1 }
    }

    /// Lends a fleet without members, and ends every member afterwards.
    ///
    /// - Parameters:
    ///   - pair: the store and the queue.
    ///   - postgres: a server of the test's own; the shared one must be left as it is.
    ///   - redis: a server of the test's own.
    ///   - isProxied: whether the processes reach PostgreSQL through a proxy.
    ///   - settings: of every member.
    static func with(
        _ pair: Pair,
        postgres: PostgresServer? = nil,
        redis: RedisServer? = nil,
        isProxied: Bool = false,
        settings: [String: String] = [:],
        _ body: (Fleet) async throws -> Void
    ) async throws {
        try await Installation.with { installation in
            let redis = if pair.usesRedis, redis == nil { try await RedisServer.start() } else { redis }
            guard pair.usesPostgres else {
                let database = Database.sqlite(path: installation.databasePath)
                return try await Self.run(installation, database, redis, nil, settings, body)
            }
            let server = if let postgres { postgres } else { try await PostgresServer.shared() }
            try await server.withDatabase { url in
                let proxy = isProxied ? try TCPProxy(to: server.port) : nil
                try await Self.run(installation, .postgres(server, url: url), redis, proxy, settings, body)
            }
        }
    }

    private static func run(
        _ installation: Installation,
        _ database: Database,
        _ redis: RedisServer?,
        _ proxy: TCPProxy?,
        _ settings: [String: String],
        _ body: (Fleet) async throws -> Void
    ) async throws {
        let fleet = try await Fleet(installation, database, redis: redis, proxy: proxy, settings: settings)
        do {
            try await body(fleet)
        } catch {
            await fleet.endAll()
            throw error
        }
        await fleet.endAll()
    }

    // MARK: - Members

    var servers: [Server] { self.members.withLock { $0.servers } }
    var workers: [ChildProcess] { self.members.withLock { $0.workers } }

    /// Starts a server and waits until it listens.
    @discardableResult
    func startServer(_ settings: [String: String] = [:]) async throws -> Server {
        let server = try await self.installation.startServer(self.settings.merging(settings) { $1 })
        self.members.withLock { $0.servers.append(server) }
        return server
    }

    /// Starts a worker and waits until it works.
    @discardableResult
    func startWorker(_ settings: [String: String] = [:]) async throws -> ChildProcess {
        let worker = try self.installation.start("avo-worker", [], self.settings.merging(settings) { $1 })
        guard await worker.line(containing: #""message":"working""#) != nil else {
            throw StartFailure(output: worker.output)
        }
        self.members.withLock { $0.workers.append(worker) }
        return worker
    }

    /// Starts servers and workers.
    func start(servers: Int, workers: Int) async throws {
        for _ in 0..<servers { try await self.startServer() }
        for _ in 0..<workers { try await self.startWorker() }
    }

    /// Ends a member as a power cut would, and waits for its end. What it had sent to a database may still be done.
    func kill(_ member: ChildProcess) async {
        self.remove(member)
        await member.kill()
    }

    /// Asks a member to end, and waits until it has finished everything.
    func stop(_ member: ChildProcess) async {
        self.remove(member)
        member.terminate()
        _ = await member.exitCode()
    }

    private func remove(_ member: ChildProcess) {
        self.members.withLock { members in
            members.servers.removeAll { $0.process === member }
            members.workers.removeAll { $0 === member }
        }
    }

    /// Ends every member, so that what the database says is final.
    func endAll() async {
        for server in self.servers { await self.kill(server.process) }
        for worker in self.workers { await self.kill(worker) }
    }

    // MARK: - What was submitted

    var submissions: [Submission] { self.sent.withLock { $0 } }

    func note(_ submission: Submission) {
        self.sent.withLock { $0.append(submission) }
    }
}

extension Fleet.Database {
    func url(through proxy: TCPProxy?) -> String {
        switch self {
        case .sqlite(let path): "sqlite://" + path
        case .postgres(_, let url): proxy?.url(url) ?? url
        }
    }
}
