import JobsApplication
import JobsInMemory
import JobsSystem

/// Submits a guideline, runs a worker in the same process, and prints the result as JSON.
@main
enum Embed {
    static func main() async throws {
        let runtime = JobRuntime.system()
        let service = JobService(
            store: InMemoryJobStore(uptime: runtime.uptime),
            queue: InMemoryJobQueue(),
            signals: InMemoryJobSignals(),
            runtime: runtime
        )
        async let running: Void = service.run()
        let job = try await service.submitJob(["text": "You must wear a helmet. Do not run in the hall."])
        let ended = try await service.end(of: job.id)
        print(String(decoding: service.result(of: ended) ?? [], as: UTF8.self))
        service.worker?.beginDrain()
        await running
    }
}
