public import JobsApplication

/// Signals between the processes that share one SQLite file.
public final class SQLiteJobSignals: JobSignals {
    private let bus: ProcessBus

    public init(bus: ProcessBus) {
        self.bus = bus
    }

    public func publish(_ signals: [JobSignal]) {
        self.bus.send(signals)
    }

    public func subscribe(where isWanted: @escaping @Sendable (JobSignal) -> Bool) -> AsyncStream<JobSignal> {
        self.bus.signals.subscribe(where: isWanted)
    }
}
