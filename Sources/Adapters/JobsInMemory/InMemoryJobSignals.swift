public import JobsApplication

/// Signals within one process.
public final class InMemoryJobSignals: JobSignals {
    private let broadcast = SignalBroadcast()

    public init() {}

    public func publish(_ signals: [JobSignal]) {
        self.broadcast.send(signals)
    }

    public func subscribe(where isWanted: @escaping @Sendable (JobSignal) -> Bool) -> AsyncStream<JobSignal> {
        self.broadcast.subscribe(where: isWanted)
    }
}
