/// A call from the core to the outside that a fault or a crash can hit.
enum PortMethod: Int, CaseIterable {
    case insert, claim, renew, apply, cancel, retry, readJob, listJobs, readEvents, readFeed, statistics
    case readCalls, readShared, listShared, replaceShared
    case settle
    case send, receive, acknowledge
    case publish, subscribe
    case complete

    /// Whether it is a call to the store, the ledger included.
    var isStore: Bool { self.rawValue <= Self.settle.rawValue }

    /// Whether it is a call to the queue.
    var isQueue: Bool { self.rawValue >= Self.send.rawValue && self.rawValue <= Self.acknowledge.rawValue }

    /// Whether the call changes something in the store.
    var isStoreWrite: Bool {
        switch self {
        case .insert, .claim, .renew, .apply, .cancel, .retry, .settle, .replaceShared: true
        default: false
        }
    }
}
