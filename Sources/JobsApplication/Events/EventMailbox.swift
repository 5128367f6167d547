import Synchronization

/// Where the hub leaves what one stream shall bring. Bounded: a reader that does not keep up loses the stream, never
/// a single event out of it.
final class EventMailbox: Sendable {
    /// What was left since the last look.
    struct Delivery: Sendable {
        var elements: [EventStreamElement] = []
        var isHeartbeatDue = false
        /// Nothing follows.
        var isClosed = false
    }

    private let capacity: Int
    private let state = Mutex(Delivery())
    private let wakeUp = WakeUp()

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Leaves events; closes the box where they do not fit, and keeps none of what nobody fetched.
    func leave(_ records: [EventRecord]) {
        self.state.withLock { state in
            guard !state.isClosed else { return }
            if state.elements.count + records.count <= self.capacity {
                state.elements += records.lazy.map { .event($0) }
            } else {
                state = Delivery(elements: [.reset(.slowReader)], isClosed: true)
            }
        }
        self.wakeUp.signal()
    }

    /// Leaves live text, unless the reader is behind: nobody misses what is not replayed.
    func leave(text: [UInt8]) {
        self.state.withLock { state in
            guard !state.isClosed, state.elements.count < self.capacity / 4 else { return }
            state.elements.append(.text(text))
        }
        self.wakeUp.signal()
    }

    func leaveHeartbeat() {
        self.state.withLock { $0.isHeartbeatDue = true }
        self.wakeUp.signal()
    }

    /// Ends the stream behind what is there already.
    func close(_ reset: EventStreamReset?) {
        self.state.withLock { state in
            guard !state.isClosed else { return }
            if let reset { state.elements.append(.reset(reset)) }
            state.isClosed = true
        }
        self.wakeUp.signal()
    }

    /// Waits until something was left, or the task is cancelled, and takes all of it.
    func take() async -> Delivery {
        while !Task.isCancelled {
            let delivery = self.state.withLock { state in
                let delivery = state
                state = Delivery(isClosed: delivery.isClosed)
                return delivery
            }
            if !delivery.elements.isEmpty || delivery.isHeartbeatDue || delivery.isClosed { return delivery }
            await self.wakeUp.wait()
        }
        return Delivery(isClosed: true)
    }
}
