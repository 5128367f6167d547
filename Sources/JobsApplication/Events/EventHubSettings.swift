/// How a process serves streams of events.
public struct EventHubSettings: Sendable, Equatable {
    /// A stream that gets nothing else gets a heartbeat this often.
    public let heartbeat: Duration
    /// Hints may be lost, so the store is asked this often whatever they say: once for all streams.
    public let poll: Duration
    /// How many events wait for a client that does not keep up; with one more, its stream ends.
    public let bufferedEvents: Int
    /// How many events one read brings.
    public let pageSize: Int

    public init(
        heartbeat: Duration = .seconds(15),
        poll: Duration = .seconds(1),
        bufferedEvents: Int = 256,
        pageSize: Int = 100
    ) {
        self.heartbeat = heartbeat
        self.poll = poll
        self.bufferedEvents = max(bufferedEvents, 1)
        // What one read brings has to fit.
        self.pageSize = min(max(pageSize, 1), self.bufferedEvents)
    }
}
