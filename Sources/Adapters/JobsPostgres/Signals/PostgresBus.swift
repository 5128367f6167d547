public import JobsApplication
public import Logging

/// Carries tickets and hints between the processes that share one database, over `LISTEN` and `NOTIFY`. Lossy
/// by design: while the connection is away, nothing comes and nothing goes.
public final class PostgresBus: Sendable {
    private let exchange: PostgresExchange
    private let session: PostgresSession

    /// Joins the bus of a database. Connects in the background, and again whenever the connection breaks.
    ///
    /// - Throws: ``JobStoreError`` with code `unusable` if the process has no file descriptors left.
    public init(_ address: PostgresAddress, logger: Logger) throws(JobStoreError) {
        let exchange = PostgresExchange(doorbell: try Doorbell())
        self.exchange = exchange
        self.session = PostgresSession(address, label: "bus", logger: logger)
        self.session.run { exchange.run($0) }
    }

    deinit {
        self.close()
    }

    /// Leaves the bus.
    public func close() {
        self.exchange.close()
        self.session.close()
    }

    /// Why nothing comes and goes at the moment; nil while this process listens.
    public var problem: String? { self.exchange.problem }

    var tickets: TicketBuffer { self.exchange.tickets }

    var signals: SignalBroadcast { self.exchange.signals }

    func send(_ tickets: [JobTicket]) {
        self.exchange.tickets.add(tickets)
        self.exchange.leave(tickets: tickets)
    }

    func send(_ signals: [JobSignal]) {
        self.exchange.signals.send(signals)
        self.exchange.leave(signals: signals)
    }
}
