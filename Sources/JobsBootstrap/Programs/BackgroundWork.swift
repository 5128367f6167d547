import JobsApplication
import JobsDomain
import Logging

/// What a process does beside answering: run jobs, send tickets, delete what is too old.
struct BackgroundWork: Sendable {
    private static let retentionInterval = Duration.seconds(60)
    private static let retentionBatch = 200

    let environment: JobsEnvironment
    private let worker: WorkerEnd

    init(_ environment: JobsEnvironment) {
        self.environment = environment
        self.worker = WorkerEnd()
    }

    /// Works until the task is cancelled; the worker, if there is one, may end before that.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.deleteOldJobs() }
            group.addTask { await self.environment.keepListed() }
            await self.environment.service.run()
            self.worker.note()
            group.cancelAll()
        }
    }

    /// Waits for the worker to end, where there is one.
    func finish() async {
        guard self.environment.service.worker != nil else { return }
        await self.worker.wait()
    }

    private func deleteOldJobs() async {
        guard let retention = self.environment.configuration.retention else { return }
        let (service, runtime) = (self.environment.service, self.environment.runtime)
        while !Task.isCancelled {
            do throws(JobStoreError) {
                let moment = runtime.now().advanced(by: .zero - retention)
                while try await service.store.deleteEnded(before: moment, limit: Self.retentionBatch)
                    == Self.retentionBatch
                {}
            } catch {
                self.environment.logger.warning("old jobs were not deleted", metadata: ["error.message": "\(error)"])
            }
            do throws(CancellationError) { try await runtime.sleep(min(Self.retentionInterval, retention)) } catch {
                return
            }
        }
    }
}

/// Tells when the worker has ended.
private struct WorkerEnd: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (self.stream, self.continuation) = AsyncStream.makeStream()
    }

    func note() {
        self.continuation.finish()
    }

    func wait() async {
        for await _ in self.stream {}
    }
}
