import JobsDomain
import JobsHTTPClient
import JobsSystem

extension ClientSession {
    /// Shows a job until it has ended.
    func watch(_ id: JobID) async throws -> ClientExit {
        try await self.outcome(of: id) {
            let totalSteps = try await self.client.job(id).progress.totalSteps
            let style = WatchDisplay.style(isJSON: self.isJSON, environment: self.environment)
            let display = WatchDisplay(style, job: id, totalSteps: totalSteps, runtime: .system(heartbeatExecutor: nil))
            let result: Result<RemoteJob, any Error>
            do { result = .success(try await self.follow(id, display)) } catch { result = .failure(error) }
            try display.clear()
            let job = try result.get()
            try self.print(job)
            return job
        }
    }

    /// Waits until a job has ended, and prints nothing before.
    func wait(for id: JobID) async throws -> ClientExit {
        try await self.outcome(of: id) {
            let job = try await self.client.ended(id)
            try self.print(job)
            return job
        }
    }

    /// What came of the job, or of the user's patience.
    private func outcome(of id: JobID, _ body: () async throws -> RemoteJob) async throws -> ClientExit {
        do {
            return ClientExit(try await body().status)
        } catch let error as JobsClientError where error.code == .cancelled {
            try self.note("stopped watching; the job goes on. See it again with: avo-server watch \(id)")
            return .interrupted
        }
    }

    private func follow(_ id: JobID, _ display: WatchDisplay) async throws -> RemoteJob {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await display.animate() }
            var failure: ClientExit?
            let job = try await self.client.watch(id) { news in
                do throws(ClientExit) { try display.show(news) } catch { failure = error }
            }
            if let failure { throw failure }
            return job
        }
    }
}
