import JobsApplication
import JobsDomain
import Synchronization
import TestServices
import Testing

@testable import JobsPostgres

@Suite("Tickets and hints over PostgreSQL", .timeLimit(.minutes(2)))
struct PostgresBusTests {
    private let ticket = JobTicket(job: JobID(UUIDv7(high: 1, low: 2)), sequence: 3, queue: "q")

    private func withTwoBuses(
        _ body: (_ here: PostgresBus, _ there: PostgresBus, _ url: String) async throws -> Void
    ) async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { url in
            let address = try PostgresAddress(url: url)
            let here = try PostgresBus(address, logger: quiet)
            let there = try PostgresBus(address, logger: quiet)
            defer {
                here.close()
                there.close()
            }
            try await self.waitForListeners(2, url)
            try await body(here, there, url)
        }
    }

    private func waitForListeners(_ count: Int, _ url: String) async throws {
        let server = try await PostgresServer.shared()
        let listeners = """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle'
                AND query LIKE 'LISTEN%'
            """
        try await waitUntil("\(count) processes listen") {
            try await server.query(listeners, database: url) == "\(count)"
        }
    }

    @Test("a ticket sent in one process wakes a receiver in another")
    func ticketsCross() async throws {
        try await self.withTwoBuses { here, there, _ in
            try await PostgresJobQueue(bus: here).send([self.ticket])
            #expect(try await PostgresJobQueue(bus: there).receive(queues: ["q"]) == [self.ticket])
        }
    }

    @Test("hints arrive in order, in every process once")
    func hintsCross() async throws {
        try await self.withTwoBuses { here, there, _ in
            let signals = (1...500).map { JobSignal.changed(self.ticket.job, event: $0) }
            let last = JobSignal.cancelled(self.ticket.job)
            let received = [here, there].map { PostgresJobSignals(bus: $0).subscribe() }
            PostgresJobSignals(bus: here).publish(signals)
            PostgresJobSignals(bus: here).publish([last])
            for stream in received {
                var got: [JobSignal] = []
                for await signal in stream {
                    got.append(signal)
                    if signal == last { break }
                }
                #expect(got == signals + [last])
            }
        }
    }

    @Test("a bus whose session was terminated listens again")
    func reconnects() async throws {
        let server = try await PostgresServer.shared()
        try await self.withTwoBuses { here, there, url in
            try await server.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                    + "AND pid <> pg_backend_pid()",
                database: url
            )
            try await self.waitForListeners(2, url)
            try await PostgresJobQueue(bus: here).send([self.ticket])
            #expect(try await PostgresJobQueue(bus: there).receive(queues: nil) == [self.ticket])
        }
    }

    @Test("a session that was swallowed without a word is noticed and made again")
    func halfOpen() async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { url in
            let proxy = try TCPProxy(to: server.port)
            let there = try PostgresBus(PostgresAddress(url: proxy.url(url)), logger: quiet)
            let here = try PostgresBus(PostgresAddress(url: url), logger: quiet)
            defer {
                here.close()
                there.close()
            }
            try await self.waitForListeners(2, url)
            let before = proxy.connections
            proxy.mode = .blackhole
            try await waitUntil("the silent connection is given up") { proxy.connections > before }
            proxy.mode = .pass
            let receiver = Task { try await PostgresJobQueue(bus: there).receive(queues: nil) }
            let isDone = Mutex(false)
            let watcher = Task {
                _ = try await receiver.value
                isDone.withLock { $0 = true }
            }
            try await waitUntil("tickets arrive again") {
                try await PostgresJobQueue(bus: here).send([self.ticket])
                return isDone.withLock { $0 }
            }
            try await watcher.value
        }
    }
}
