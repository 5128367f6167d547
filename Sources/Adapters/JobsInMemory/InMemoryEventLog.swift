import JobsApplication
import JobsDomain

/// The events of all jobs in the order in which they were committed.
struct InMemoryEventLog {
    private var events: [FeedEvent] = []
    /// The place of the newest event, also when it is gone.
    private(set) var end = FeedPosition.start

    mutating func append(_ events: [JobEvent]) {
        for event in events {
            self.end = FeedPosition(commit: self.end.commit + 1)
            self.events.append(FeedEvent(position: self.end, event: event))
        }
    }

    mutating func remove(eventsOf jobs: Set<JobID>) {
        self.events.removeAll { jobs.contains($0.event.job) }
    }

    func page(after position: FeedPosition, limit: Int) throws(JobStoreError) -> FeedPage {
        guard position <= self.end else {
            throw JobStoreError(.notFound, "the place lies beyond the end of the log")
        }
        var (low, high) = (0, self.events.count)
        while low < high {
            let middle = (low + high) / 2
            if self.events[middle].position <= position { low = middle + 1 } else { high = middle }
        }
        return FeedPage(events: Array(self.events[low...].prefix(limit)), isHeldBack: false)
    }
}
