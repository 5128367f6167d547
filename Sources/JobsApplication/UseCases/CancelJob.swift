public import JobsDomain

/// Cancels a job and tells whoever runs it to stop.
public struct CancelJob: Sendable {
    let store: any JobStore
    let signals: any JobSignals
    let runtime: JobRuntime

    public init(store: any JobStore, signals: any JobSignals, runtime: JobRuntime) {
        self.store = store
        self.signals = signals
        self.runtime = runtime
    }

    /// Cancels a job; repeating it is harmless.
    ///
    /// - Returns: the cancelled job.
    /// - Throws: ``JobStoreError`` with code `notFound`, `conflict` if it has completed or failed,
    ///   `unavailable` or `outcomeUnknown`.
    public func callAsFunction(_ id: JobID) async throws(JobStoreError) -> Job {
        let request = JobRequest(job: id, command: self.runtime.makeID(), at: self.runtime.now())
        let job = try await self.store.cancel(request)
        self.signals.publish([.cancelled(id), .changed(id, event: job.state.lastEvent)])
        return job
    }
}
