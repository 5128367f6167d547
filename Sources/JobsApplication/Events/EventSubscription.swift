/// A mailbox at the hub, for as long as somebody holds this.
final class EventSubscription: Sendable {
    let mailbox: EventMailbox
    private let hub: EventHub
    private let scope: EventScope
    private let id: UInt64

    init(hub: EventHub, scope: EventScope, id: UInt64, mailbox: EventMailbox) {
        self.hub = hub
        self.scope = scope
        self.id = id
        self.mailbox = mailbox
    }

    deinit { self.hub.unsubscribe(self.id, from: self.scope) }
}
