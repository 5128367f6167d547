public import JobsApplication

/// Signals between the processes that share one PostgreSQL database.
public final class PostgresJobSignals: JobSignals {
    private let bus: PostgresBus

    public init(bus: PostgresBus) {
        self.bus = bus
    }

    public func publish(_ signals: [JobSignal]) {
        self.bus.send(signals)
    }

    public func subscribe(where isWanted: @escaping @Sendable (JobSignal) -> Bool) -> AsyncStream<JobSignal> {
        self.bus.signals.subscribe(where: isWanted)
    }
}
