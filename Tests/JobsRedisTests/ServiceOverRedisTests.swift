import JobsApplication
import JobsDomain
import JobsInMemory
import JobsSystem
import Logging
import TestServices
import Testing

@testable import JobsRedis

@Suite("A service whose queue is Redis", .timeLimit(.minutes(2)))
struct ServiceOverRedisTests {
    /// One of the processes on a store, with a queue and signals of its own.
    private struct Process {
        let service: JobService
        let queue: RedisJobQueue

        init(_ store: InMemoryJobStore, _ url: RedisURL) throws {
            self.queue = try RedisJobQueue.sample(url, queues: [Workflow.guideline.queue])
            self.service = JobService(
                store: store,
                queue: self.queue,
                signals: try RedisJobSignals(url, timings: .eager, logger: LogLines().logger),
                runtime: .system(heartbeatExecutor: nil),
                logger: LogLines().logger
            )
        }
    }

    @Test("every job is done, whatever becomes of Redis meanwhile")
    func jobsSurviveRedis() async throws {
        let server = try await RedisServer.start()
        let uptime = JobRuntime.system(heartbeatExecutor: nil).uptime
        let store = InMemoryJobStore(uptime: uptime)
        let processes = try (0..<2).map { _ in try Process(store, RedisURL(server.url())) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for process in processes { group.addTask { await process.service.run() } }
            let submit = processes[0].service.submitJob
            let incidents: [@Sendable () async throws -> Void] = [
                {}, { try await server.command("flushall") }, { try await server.kill() }, {},
                { try await server.start() },
                { try await server.command("set", "{avo}:tickets:guideline_queue", "x") },
                { try await server.restart() },
            ]
            for incident in incidents {
                try await incident()
                let id = try await submit(["text": "Tests must pass."]).id
                let ended = try await processes[1].service.end(of: id)
                #expect(ended.job.status == .completed)
            }
            for process in processes {
                try await waitUntil("the queue is well") { process.queue.problem == nil }
            }
            group.cancelAll()
        }
    }
}
