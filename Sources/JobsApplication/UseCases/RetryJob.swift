public import JobsDomain

/// Lets a failed or cancelled job go again; finished steps are kept.
public struct RetryJob: Sendable {
    let store: any JobStore
    let tickets: TicketSender
    let signals: any JobSignals
    let runtime: JobRuntime

    public init(store: any JobStore, tickets: TicketSender, signals: any JobSignals, runtime: JobRuntime) {
        self.store = store
        self.tickets = tickets
        self.signals = signals
        self.runtime = runtime
    }

    /// Opens the next run of a job at its old place.
    ///
    /// - Returns: the job, pending.
    /// - Throws: ``JobStoreError`` with code `notFound`, `conflict` if it has not ended or has completed,
    ///   `unavailable` or `outcomeUnknown`.
    public func callAsFunction(_ id: JobID) async throws(JobStoreError) -> Job {
        let request = JobRequest(job: id, command: self.runtime.makeID(), at: self.runtime.now())
        let job = try await self.store.retry(request)
        self.tickets.send(JobTicket(job: id, sequence: job.facts.sequence, queue: job.facts.queue))
        self.signals.publish([.changed(id, event: job.state.lastEvent)])
        return job
    }
}
