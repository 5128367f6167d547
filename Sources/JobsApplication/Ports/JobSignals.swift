public import JobsDomain

/// Carries hints between the processes that share a store. Every hint may be lost or repeated, so
/// nothing that must happen depends on one; whoever needs the truth reads the store.
public protocol JobSignals: Sendable {
    /// Tells every subscriber in every process, this one included. Never waits and never fails.
    func publish(_ signals: [JobSignal])

    /// Subscribes from now on. A subscriber that does not keep up loses the oldest hints.
    ///
    /// - Parameter isWanted: chooses hints before the subscriber's task is woken for them. It is called by whoever
    ///   publishes and must not block.
    func subscribe(where isWanted: @escaping @Sendable (JobSignal) -> Bool) -> AsyncStream<JobSignal>
}

extension JobSignals {
    /// Subscribes to every hint from now on.
    public func subscribe() -> AsyncStream<JobSignal> { self.subscribe { _ in true } }
}

/// One hint.
public enum JobSignal: Sendable, Hashable {
    /// The job has new events, up to this number.
    case changed(JobID, event: Int)
    /// A client cancelled the job: whoever runs it should stop.
    case cancelled(JobID)
    /// Live text of a model that is answering.
    case text(JobID, step: String, text: String)
}

extension JobSignal {
    /// Whether the hint says that this job has changed.
    func isChange(of id: JobID) -> Bool {
        if case .changed(id, _) = self { true } else { false }
    }
}
