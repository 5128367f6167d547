public import JobsDomain

extension EventHub {
    /// Waits until a job has ended, at most for a time.
    ///
    /// - Returns: the job as it is then, or nil where there is no such job. It comes early where the process is
    ///   stopping or the calling task is cancelled.
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    public func job(_ id: JobID, endingWithin limit: Duration) async throws(JobStoreError) -> JobDetails? {
        guard let details = try await self.store.job(id) else { return nil }
        guard !details.job.status.isEnded, limit > .zero else { return details }
        await self.end(of: details.job, within: limit)
        return try await self.store.job(id)
    }

    /// Waits until a job has ended that had not when it was read: at most for a time, and not while the process is
    /// stopping.
    public func end(of job: Job, within limit: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.follow(job) }
            group.addTask {
                // Cancelled where the job has ended before.
                do throws(CancellationError) { try await self.runtime.sleep(limit) } catch {}
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Returns when the job's stream ends of itself.
    private func follow(_ job: Job) async {
        var position = FeedPosition(commit: Int64(job.state.lastEvent))
        var isOver = false
        while !isOver {
            isOver = true
            for await element in self.events(of: .job(job.id), after: position) {
                switch element {
                case .event(let record): position = record.position
                case .reset(.slowReader): isOver = false
                case .reset(.shutdown), .reset(.logReplaced), .text, .heartbeat: break
                }
            }
        }
    }
}
