import CLibPQ
import Glibc
public import JobsApplication
public import Logging
import Synchronization

/// Carries tickets and hints between the processes that share one database, over `LISTEN` and `NOTIFY`. Lossy
/// by design: while the connection is away, nothing comes and nothing goes.
///
/// A committing `NOTIFY` takes a lock of the whole database, so it never rides on the commits of jobs: what is
/// to be told waits until the last notification has returned, and goes out together.
public final class PostgresBus: Sendable {
    private struct Outgoing {
        var tickets: [JobTicket] = []
        var signals: [JobSignal] = []
        var isClosed = false

        var isEmpty: Bool { self.tickets.isEmpty && self.signals.isEmpty }
    }

    static let channel = "avo"
    /// A payload has to be shorter than 8000 bytes.
    private static let largestMessage = 7900
    private static let mostMessages = 64
    /// Beyond this many unsent hints, the oldest are dropped.
    private static let mostWaiting = 10_000
    /// How often an idle connection is asked whether it still works.
    private static let checkInterval = Duration.seconds(3)

    let tickets = TicketBuffer()
    let signals = SignalBroadcast()

    private let session: PostgresSession
    private let outgoing = Mutex(Outgoing())
    private let trouble = Mutex<String?>("not connected yet")
    private let doorbell: Doorbell

    /// Joins the bus of a database. Connects in the background, and again whenever the connection breaks.
    ///
    /// - Throws: ``JobStoreError`` with code `unusable` if the process has no file descriptors left.
    public init(_ address: PostgresAddress, logger: Logger) throws(JobStoreError) {
        self.session = PostgresSession(address, label: "bus", logger: logger)
        self.doorbell = try Doorbell()
        let doorbell = self.doorbell
        self.session.run { [weak self] session in
            var pause = Duration.milliseconds(50)
            while let isHealthy = self?.serve(session, doorbell) {
                pause = isHealthy ? .milliseconds(50) : min(pause * 2, .seconds(1))
                doorbell.wait(for: pause)
            }
        }
    }

    deinit {
        self.close()
    }

    /// Why nothing comes and goes at the moment; nil while this process listens.
    public var problem: String? { self.trouble.withLock { $0 } }

    /// Leaves the bus.
    public func close() {
        self.outgoing.withLock { $0.isClosed = true }
        self.doorbell.ring()
        self.session.close()
    }

    func send(_ tickets: [JobTicket]) {
        self.tickets.add(tickets)
        // A wake-up needs no more than a few tickets: whoever wakes claims until there is nothing left.
        self.outgoing.withLock { $0.tickets = Array(($0.tickets + tickets.prefix(100)).suffix(100)) }
        self.doorbell.ring()
    }

    func send(_ signals: [JobSignal]) {
        self.signals.send(signals)
        self.outgoing.withLock { outgoing in
            outgoing.signals += signals
            if outgoing.signals.count > Self.mostWaiting {
                outgoing.signals.removeFirst(outgoing.signals.count - Self.mostWaiting)
            }
        }
        self.doorbell.ring()
    }

    // MARK: - On the session's thread

    /// Listens and notifies until the connection breaks.
    ///
    /// - Returns: whether it was connected; nil where the bus is closed.
    private func serve(_ session: PostgresSession, _ doorbell: Doorbell) -> Bool? {
        var wasConnected = false
        do throws(PostgresFailure) {
            return try session.withConnection { connection throws(PostgresFailure) in
                // Nobody waits for a hint to be on disk.
                try connection.run([Self.forgetDurability(), Self.listen()])
                wasConnected = true
                self.trouble.withLock { $0 = nil }
                while true {
                    guard !self.outgoing.withLock({ $0.isClosed }) else { return nil }
                    try self.deliver(connection)
                    doorbell.clear()
                    let outgoing = self.take()
                    if outgoing.isEmpty {
                        let isQuiet = doorbell.wait(or: connection.socket, for: Self.checkInterval)
                        if isQuiet { try connection.run([Self.check()]) }
                    } else {
                        try connection.run([Self.notify(.texts(self.messages(outgoing)))])
                    }
                }
            }
        } catch {
            self.trouble.withLock { $0 = "PostgreSQL cannot be reached for notifications" }
            return self.outgoing.withLock { $0.isClosed } ? nil : wasConnected
        }
    }

    private func take() -> Outgoing {
        self.outgoing.withLock { outgoing in
            defer {
                outgoing.tickets = []
                outgoing.signals = []
            }
            return outgoing
        }
    }

    private func messages(_ outgoing: Outgoing) -> [String] {
        let messages =
            ProcessMessage.encode(tickets: outgoing.tickets, limit: Self.largestMessage)
            + ProcessMessage.encode(signals: outgoing.signals, limit: Self.largestMessage)
        return messages.suffix(Self.mostMessages).map { String(decoding: $0, as: UTF8.self) }
    }

    private func deliver(_ connection: PostgresConnection) throws(PostgresFailure) {
        for notification in try connection.notifications() where notification.sender != connection.backendPID {
            guard let message = ProcessMessage(notification.payload) else { continue }
            if !message.tickets.isEmpty { self.tickets.add(message.tickets) }
            if !message.signals.isEmpty { self.signals.send(message.signals) }
        }
    }

    private static let forgetDurability = PostgresStatement(
        name: "avo_forget_durability",
        sql: "SET synchronous_commit = 'off'"
    )
    private static let listen = PostgresStatement(name: "avo_listen", sql: "LISTEN \(PostgresBus.channel)")
    private static let check = PostgresStatement(name: "avo_check", sql: "SELECT 1")
    private static let notify = PostgresStatement(
        name: "avo_notify",
        sql: "SELECT pg_notify('\(PostgresBus.channel)', message) FROM unnest($1::text[]) message"
    )
}
