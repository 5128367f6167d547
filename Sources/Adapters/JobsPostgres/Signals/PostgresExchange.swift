import JobsApplication
import Synchronization

/// What a ``PostgresBus`` does on its thread: listens, and notifies of what was left here.
///
/// A committing `NOTIFY` takes a lock of the whole database, so it never rides on the commits of jobs: what is
/// to be told waits until the last notification has returned, and goes out together.
final class PostgresExchange: Sendable {
    private struct Outgoing {
        var tickets: [JobTicket] = []
        var signals: [JobSignal] = []
        var isClosed = false

        var isEmpty: Bool { self.tickets.isEmpty && self.signals.isEmpty }
    }

    private static let channel = "avo"
    /// A payload has to be shorter than 8000 bytes.
    private static let largestMessage = 7900
    private static let mostMessages = 64
    /// Beyond this many unsent tickets and hints, the oldest are dropped. A wake-up needs no more than a few
    /// tickets: whoever wakes claims until there is nothing left.
    private static let mostTickets = 100
    private static let mostSignals = 10_000
    /// How often an idle connection is asked whether it still works.
    private static let checkInterval = Duration.seconds(3)
    /// Between two notifications. The first one after a pause never waits.
    private static let pause = Duration.milliseconds(1)
    private static let pauses = (shortest: Duration.milliseconds(50), longest: Duration.seconds(1))

    let tickets = TicketBuffer()
    let signals = SignalBroadcast()

    private let doorbell: Doorbell
    private let outgoing = Mutex(Outgoing())
    private let trouble = Mutex<String?>("not connected yet")

    init(doorbell: Doorbell) {
        self.doorbell = doorbell
    }

    /// Why nothing comes and goes at the moment.
    var problem: String? { self.trouble.withLock { $0 } }

    func leave(tickets: [JobTicket]) {
        let isFirst = self.outgoing.withLock { outgoing in
            defer {
                outgoing.tickets += tickets.prefix(Self.mostTickets)
                outgoing.tickets.removeFirst(max(0, outgoing.tickets.count - Self.mostTickets))
            }
            return outgoing.isEmpty
        }
        if isFirst { self.doorbell.ring() }
    }

    func leave(signals: [JobSignal]) {
        let isFirst = self.outgoing.withLock { outgoing in
            defer {
                outgoing.signals += signals
                outgoing.signals.removeFirst(max(0, outgoing.signals.count - Self.mostSignals))
            }
            return outgoing.isEmpty
        }
        if isFirst { self.doorbell.ring() }
    }

    func close() {
        self.outgoing.withLock { $0.isClosed = true }
        self.doorbell.ring()
    }

    // MARK: - On the session's thread

    /// Listens and notifies, on one connection after the other, until it is closed.
    func run(_ session: PostgresSession) {
        var pause = Self.pauses.shortest
        while !self.isClosed {
            let wasConnected = self.serve(session)
            pause = wasConnected ? Self.pauses.shortest : min(pause * 2, Self.pauses.longest)
            // What rang while nobody could be told must not keep the next attempt from waiting.
            self.doorbell.clear()
            self.doorbell.wait(for: pause)
        }
    }

    private var isClosed: Bool { self.outgoing.withLock { $0.isClosed } }

    /// Listens and notifies until the connection breaks or the exchange is closed.
    ///
    /// - Returns: whether it was connected.
    private func serve(_ session: PostgresSession) -> Bool {
        var wasConnected = false
        do throws(PostgresFailure) {
            try session.withConnection { connection throws(PostgresFailure) in
                // Nobody waits for a hint to be on disk.
                try connection.run([Self.forgetDurability(), Self.listen()])
                wasConnected = true
                self.trouble.withLock { $0 = nil }
                var notifyAt = ContinuousClock.now
                while !self.isClosed { try self.exchangeOnce(connection, notifyAt: &notifyAt) }
            }
        } catch {
            self.trouble.withLock { $0 = "PostgreSQL cannot be reached for notifications" }
        }
        return wasConnected
    }

    /// - Parameter notifyAt: when the next notification may be sent; what comes before that gathers.
    private func exchangeOnce(
        _ connection: PostgresConnection,
        notifyAt: inout ContinuousClock.Instant
    ) throws(PostgresFailure) {
        try self.deliver(connection)
        self.doorbell.clear()
        let (isWaiting, isClosed) = self.outgoing.withLock { (!$0.isEmpty, $0.isClosed) }
        // The ring of closing may have been cleared just now.
        if isClosed { return }
        let pause = ContinuousClock.now.duration(to: notifyAt)
        if isWaiting, pause > .zero {
            // Rounded up, for the wait counts in whole milliseconds.
            _ = self.doorbell.wait(or: connection.socket, for: pause + .milliseconds(1))
        } else if isWaiting {
            try connection.run([Self.notify(.texts(Self.messages(self.take())))])
            notifyAt = .now + Self.pause
        } else {
            let isQuiet = self.doorbell.wait(or: connection.socket, for: Self.checkInterval)
            if isQuiet { try connection.run([Self.check()]) }
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

    private static func messages(_ outgoing: Outgoing) -> [String] {
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
    private static let listen = PostgresStatement(name: "avo_listen", sql: "LISTEN \(PostgresExchange.channel)")
    private static let check = PostgresStatement(name: "avo_check", sql: "SELECT 1")
    private static let notify = PostgresStatement(
        name: "avo_notify",
        sql: "SELECT pg_notify('\(PostgresExchange.channel)', message) FROM unnest($1::text[]) message"
    )
}
