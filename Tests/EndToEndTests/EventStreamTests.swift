import JobsDomain
import Synchronization
import TestServices
import Testing

@Suite("Streams of events survive broken connections, crashes and other servers", .serialized, .timeLimit(.minutes(5)))
struct EventStreamTests {
    @Test(
        "whichever server a client asks, and whoever runs the job, it gets every event once",
        arguments: Pair.allCases
    )
    func fleet(_ pair: Pair) async throws {
        try await Fleet.with(pair) { fleet in
            try await fleet.start(servers: 2, workers: 2)
            let ports = { @Sendable in fleet.servers.map(\.port) }
            let watched = Watched(ports: ports)
            try await watched.run(jobs: 8) { number in
                let id = try await fleet.submitRepeating("watched-\(number)")
                if number == 3 {
                    await fleet.kill(fleet.servers[0].process)
                    try await fleet.startServer()
                }
                return id
            }
            for server in fleet.servers { try await watched.check(against: server) }
            #expect(try await fleet.problems() == [])
        }
    }

    @Test("a server on its own, killed and started again, goes on with every stream")
    func alone() async throws {
        try await Installation.with { installation in
            let settings = ["LLM_PROVIDERS": "local", "QUEUE_URL": "memory:"]
            let server = Mutex(try await installation.startServer(settings))
            let watched = Watched(ports: { server.withLock { [$0.port] } })
            try await watched.run(jobs: 6) { number in
                let current = server.withLock { $0 }
                let id = try #require(try await current.submit("Every change number \(number) must be reviewed."))
                if number % 2 == 1 {
                    await current.process.kill()
                    let next = try await installation.startServer(settings)
                    server.withLock { $0 = next }
                }
                return id
            }
            try await watched.check(against: server.withLock { $0 })
            #expect(try DatabaseCheck(installation.databasePath).problems() == [])
        }
    }

    @Test("a server that stops tells its streams to come back, and they go on elsewhere", arguments: Pair.stores)
    func drain(_ pair: Pair) async throws {
        try await Fleet.with(pair) { fleet in
            try await fleet.start(servers: 2, workers: 0)
            let id = try await fleet.submit("drained", through: fleet.servers[0])
            let clients = try StreamClient.Transport.allCases.map { transport in
                try StreamClient(
                    port: fleet.servers[0].port,
                    path: "/api/jobs/\(id)/events",
                    transport,
                    headers: ["Last-Event-ID": "0"]
                )
            }
            for client in clients { try await waitUntil("the past") { client.messages.count == 1 } }
            let first = fleet.servers[0].process
            first.terminate()
            for client in clients {
                try await waitUntil("the end") { client.progress.isOver || client.progress.isWhole }
                #expect(client.messages.last?.data.contains(#""type":"reset""#) == true)
                #expect(client.messages.last?.data.contains("shutdown") == true)
            }
            #expect(clients[1].progress.closeCode == 1001)
            #expect(await first.exitCode() == 0)
            await fleet.kill(first)
            let watched = Watched(ports: { fleet.servers.map(\.port) })
            try await fleet.startWorker()
            try await watched.run(jobs: 1) { _ in id }
            try await watched.check(against: fleet.servers[0])
        }
    }
}

/// Every job watched over both transports, and all of them in the streams of all jobs.
private final class Watched: Sendable {
    private let ports: @Sendable () -> [Int]
    private let feeds: [EventWatcher]
    private let jobs = Mutex<[(id: String, watcher: EventWatcher)]>([])

    init(ports: @escaping @Sendable () -> [Int]) {
        self.ports = ports
        self.feeds = StreamClient.Transport.allCases.map { EventWatcher(nil, $0, ports: ports) }
    }

    /// Submits jobs and watches them until all have ended for everybody.
    func run(jobs count: Int, _ submit: (Int) async throws -> String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let total = count
            for feed in self.feeds {
                group.addTask {
                    try await feed.follow { Set($0.filter(\.isTerminal).map(\.job)).count == total }
                }
            }
            for number in 0..<count {
                let id = try await submit(number)
                for transport in StreamClient.Transport.allCases {
                    let watcher = EventWatcher(id, transport, ports: self.ports)
                    self.jobs.withLock { $0.append((id, watcher)) }
                    group.addTask { try await watcher.follow { $0.last?.isTerminal ?? false } }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Compares what everybody has with what one whole replay brings.
    func check(against server: Server) async throws {
        for (id, watcher) in self.jobs.withLock({ $0 }) {
            let log = try await server.log(of: id)
            #expect(log.count >= 6)
            #expect(watcher.events.map(\.data) == log)
            #expect(watcher.events.map(\.number) == Array(1...log.count))
            #expect(watcher.connections > 1)
            #expect(watcher.violations == [])
            for feed in self.feeds {
                // At least once: a repetition is allowed, and a step back with it. What is new comes in order.
                var last = 0
                for event in feed.events where event.job == id {
                    #expect(event.number <= last + 1)
                    last = max(last, event.number)
                }
                #expect(last == log.count)
            }
        }
        for feed in self.feeds { #expect(feed.violations == []) }
    }
}
