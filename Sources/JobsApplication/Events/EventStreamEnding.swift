import Synchronization

/// Says that a stream shall end, from any task.
final class EventStreamEnding: Sendable {
    private struct State {
        var isEnded = false
        var reset: EventStreamReset?
        weak var mailbox: EventMailbox?
    }

    private let state = Mutex(State())

    var isEnded: Bool { self.state.withLock(\.isEnded) }

    /// Why it ends, where there is more to say than that.
    var reset: EventStreamReset? { self.state.withLock(\.reset) }

    func end(_ reset: EventStreamReset?) {
        let mailbox = self.state.withLock { state -> EventMailbox? in
            guard !state.isEnded else { return nil }
            state.isEnded = true
            state.reset = reset
            return state.mailbox
        }
        mailbox?.close(reset)
    }

    /// Ends what comes through a mailbox too, at once where that was asked for before.
    func attach(_ mailbox: EventMailbox) {
        let (isEnded, reset) = self.state.withLock { state in
            state.mailbox = mailbox
            return (state.isEnded, state.reset)
        }
        if isEnded { mailbox.close(reset) }
    }
}
