/// What can happen to a job as a whole, and the one table of where that leads.
///
/// | from | start | recover | requeue | complete | fail | cancel | retry |
/// |---|---|---|---|---|---|---|---|
/// | pending | processing | – | – | – | failed | cancelled | – |
/// | processing | – | pending | pending | completed | failed | cancelled | – |
/// | completed | – | – | – | – | – | – | – |
/// | failed | – | – | – | – | – | – | pending |
/// | cancelled | – | – | – | – | – | – | pending |
public enum JobTransition: String, Sendable, Hashable, CaseIterable {
    /// A worker claims the job.
    case start
    /// A claim finds that the worker's lease has run out, or that the worker is dead.
    case recover
    /// The worker gives the job back: to retry, because it drains, or to wait.
    case requeue
    case complete
    case fail
    /// A client's request.
    case cancel
    /// A client's request: the next run begins.
    case retry

    /// The status that follows, or nil where the transition is not legal.
    public func target(from status: JobStatus) -> JobStatus? {
        switch (self, status) {
        case (.start, .pending): .processing
        case (.recover, .processing), (.requeue, .processing): .pending
        case (.complete, .processing): .completed
        case (.fail, .pending), (.fail, .processing): .failed
        case (.cancel, .pending), (.cancel, .processing): .cancelled
        case (.retry, .failed), (.retry, .cancelled): .pending
        default: nil
        }
    }
}

/// A transition that the table does not have.
public struct IllegalTransition: Error, Sendable, Equatable {
    public let transition: JobTransition
    public let status: JobStatus
}
