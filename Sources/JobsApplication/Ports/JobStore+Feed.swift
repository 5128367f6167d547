public import JobsDomain

/// A place in the log of all jobs' events.
///
/// Places order events as they became visible: whoever has read up to a place has read everything before it, and
/// nothing that commits later will appear there. What the numbers mean is the store's own affair.
public struct FeedPosition: Sendable, Hashable, Comparable {
    /// The transaction that the event belongs to, or its place among all events.
    public let commit: Int64
    /// Tells events of one transaction apart; 0 where `commit` does it alone.
    public let job: Int64
    /// Likewise.
    public let event: Int64

    public init(commit: Int64, job: Int64 = 0, event: Int64 = 0) {
        self.commit = commit
        self.job = job
        self.event = event
    }

    /// Before every event.
    public static let start = FeedPosition(commit: 0)

    public static func < (lhs: FeedPosition, rhs: FeedPosition) -> Bool {
        (lhs.commit, lhs.job, lhs.event) < (rhs.commit, rhs.job, rhs.event)
    }
}

/// An event and its place.
public struct FeedEvent: Sendable, Equatable {
    public let position: FeedPosition
    public let event: JobEvent

    public init(position: FeedPosition, event: JobEvent) {
        self.position = position
        self.event = event
    }
}

/// A stretch of the log of all jobs' events.
public struct FeedPage: Sendable, Equatable {
    /// In the order of their places.
    public let events: [FeedEvent]
    /// Whether more has been committed that cannot be told yet, because a transaction that began before it is still
    /// open: ask again in a few milliseconds, nobody will give a hint.
    public let isHeldBack: Bool

    public init(events: [FeedEvent], isHeldBack: Bool) {
        self.events = events
        self.isHeldBack = isHeldBack
    }
}

/// A page of a list of jobs.
public struct JobListPage: Sendable, Equatable {
    public let jobs: [JobDetails]
    /// The sequence before which the next page begins; nil at the end. There may be a next page although this one is
    /// short or empty: a search looks at a bounded number of jobs for each page.
    public let next: Int64?

    public init(jobs: [JobDetails], next: Int64?) {
        self.jobs = jobs
        self.next = next
    }
}
