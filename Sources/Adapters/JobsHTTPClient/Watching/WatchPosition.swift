import JobsDomain

/// How far a watcher has come in a job's events, over all of its connections.
struct WatchPosition: Sendable {
    /// The number of the last event that was told; 0 before the first.
    private(set) var last: Int
    /// Whether that event ended a run.
    private(set) var isTerminal = false

    init(after last: Int) {
        self.last = last
    }

    /// Takes note of an event; false if it was told before.
    mutating func advance(to event: RemoteEvent) -> Bool {
        guard let number = event.number else { return true }
        guard number > self.last else { return false }
        self.last = number
        self.isTerminal = event.kind?.isTerminal ?? false
        return true
    }
}
