import HTTPConnections
import Hummingbird
import JobsApplication
import JobsDomain
import JobsHTTPAPI
import JobsInMemory
import JobsSystem
import JobsTesting
import Logging
import NIOCore
import Synchronization
import Testing

/// A server on a free port of the loopback interface, and what is behind it.
struct TestServer: Sendable {
    let port: Int
    let service: JobService
    let store: SwitchableStore
    let clock: ManualClock
    let isDraining: Switch

    /// A request on a connection of its own.
    func send(
        _ method: String,
        _ path: String,
        _ headers: KeyValuePairs<String, String> = [:],
        body: [UInt8]? = nil
    ) async throws -> Reply {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        let bytes = Array((head + "\r\n").utf8) + (body ?? [])
        return try await self.exchange(bytes, hasBody: method != "HEAD")
    }

    /// A request as these very bytes.
    func exchange(_ bytes: [UInt8], hasBody: Bool = true) async throws -> Reply {
        try await blocking {
            let connection = try Connection(port: self.port)
            connection.send(bytes)
            return try connection.reply(hasBody: hasBody)
        }
    }

    func get(_ path: String, _ headers: KeyValuePairs<String, String> = [:]) async throws -> Reply {
        try await self.send("GET", path, headers)
    }

    /// Posts JSON to `/api/jobs`, and answers in English.
    func post(_ json: String, _ headers: KeyValuePairs<String, String> = ["Accept-Language": "en"]) async throws
        -> Reply
    {
        var head = "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        let bytes = Array((head + "Content-Length: \(json.utf8.count)\r\n\r\n" + json).utf8)
        return try await self.exchange(bytes)
    }

    /// Posts a document of another media type, or of none.
    func post(_ document: [UInt8], type: String?) async throws -> Reply {
        guard let type else { return try await self.send("POST", "/api/jobs", body: document) }
        return try await self.send("POST", "/api/jobs", ["Content-Type": type], body: document)
    }
}

/// A yes or no that a test may change while a server runs.
final class Switch: Sendable {
    private let state = Mutex(false)

    var isOn: Bool { self.state.withLock { $0 } }

    func turnOn() { self.state.withLock { $0 = true } }
}

/// Lends a running server over an in-memory store. Time stands still unless jobs are to run.
func withServer<Result>(
    language: Language = .english,
    runsJobs: Bool = false,
    routes: [ModelRoute] = [.localRules],
    providers: ListProviders? = nil,
    queue: any JobQueue = InMemoryJobQueue(),
    settings change: (inout APISettings) -> Void = { _ in },
    connections: ConnectionSettings = ConnectionSettings(),
    logger: Logger = .silent,
    _ body: (TestServer) async throws -> Result
) async throws -> Result {
    let clock = ManualClock()
    let runtime = runsJobs ? JobRuntime.system() : clock.runtime
    let store = SwitchableStore(InMemoryJobStore(uptime: runtime.uptime))
    let isDraining = Switch()
    let service = JobService(
        store: store,
        queue: queue,
        signals: InMemoryJobSignals(),
        routes: routes,
        providers: providers,
        runtime: runtime,
        logger: .silent
    )
    var settings = APISettings()
    settings.defaultLanguage = language
    change(&settings)
    let api = HTTPAPI(
        service: service,
        settings: settings,
        isDraining: { isDraining.isOn },
        runtime: runtime,
        logger: logger
    )
    return try await Slots.servers.withSlot {
        try await withPort(serving: api, on: connections, runs: runsJobs ? service : nil) { port in
            try await body(
                TestServer(port: port, service: service, store: store, clock: clock, isDraining: isDraining)
            )
        }
    }
}

/// Serves the API on a free port while a body runs, and runs jobs where there is a service for it.
private func withPort<Result>(
    serving api: HTTPAPI,
    on connections: ConnectionSettings,
    runs service: JobService?,
    _ body: (Int) async throws -> Result
) async throws -> Result {
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
        responder: api,
        server: api.connections(connections).server,
        configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { channel in found.yield(channel.localAddress?.port ?? 0) },
        logger: .silent
    )
    return try await withThrowingTaskGroup(of: Void.self) { group in
        defer { group.cancelAll() }
        group.addTask {
            defer { found.finish() }
            try await application.run()
        }
        if let service { group.addTask { await service.run() } }
        let port = try #require(await ports.first { _ in true }, "the server did not start")
        return try await body(port)
    }
}

extension Logger {
    /// Says nothing.
    static var silent: Logger { Logger(label: "tests", factory: { _ in SwiftLogNoOpLogHandler() }) }
}
