public import JobsDomain

/// What a stream of events is about.
public enum EventScope: Sendable, Hashable {
    /// The events of one job. A place in the stream is the number of an event.
    case job(JobID)
    /// The events of all jobs, in the order in which they became visible.
    case allJobs
}

extension EventScope {
    /// The place behind an event of this scope's job.
    func position(of number: Int) -> FeedPosition { FeedPosition(commit: Int64(number)) }

    /// Where a read has to begin that shall bring the event at a place once more; nil where places cannot be counted.
    func position(before position: FeedPosition) -> FeedPosition? {
        guard case .job = self, position.commit > 0 else { return nil }
        return FeedPosition(commit: position.commit - 1)
    }
}
