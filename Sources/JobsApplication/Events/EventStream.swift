/// The events of a job or of all jobs: first those behind a place that are there already, then live.
///
/// Every event comes exactly once and in order, as far as one stream goes. Whoever iterates sets the pace; see
/// ``EventStreamReset`` for who is too slow. A stream is iterated once.
public struct EventStream: AsyncSequence, Sendable {
    public typealias Element = EventStreamElement
    public typealias Failure = Never

    let hub: EventHub
    let scope: EventScope
    let position: FeedPosition
    private let ending = EventStreamEnding()

    init(hub: EventHub, scope: EventScope, position: FeedPosition) {
        self.hub = hub
        self.scope = scope
        self.position = position
    }

    /// Ends the stream from outside: whoever iterates gets what is there already, the reason if there is one, and
    /// then nothing.
    public func end(_ reset: EventStreamReset? = nil) {
        self.ending.end(reset)
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(hub: self.hub, scope: self.scope, position: self.position, ending: self.ending)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private enum Phase {
            /// Nothing was read yet, so nobody knows whether there is an event at the place.
            case beginning
            /// Reading what is there already.
            case replaying
            /// Subscribed; what came between the last read and that has to be read still.
            case joining(EventSubscription)
            case live(EventSubscription)
            case ended
        }

        /// How long to wait for a store that cannot be read.
        private static let pause = Duration.seconds(1)

        private let hub: EventHub
        private let scope: EventScope
        private let ending: EventStreamEnding
        private var position: FeedPosition
        private var phase = Phase.beginning
        /// What was read or fetched and not handed out yet, last first.
        private var waiting: [EventStreamElement] = []
        /// Why the stream ends, kept while something that is missing before is read.
        private var lastWord: EventStreamReset?

        init(hub: EventHub, scope: EventScope, position: FeedPosition, ending: EventStreamEnding) {
            self.hub = hub
            self.scope = scope
            self.position = position
            self.ending = ending
        }

        /// The next element; nil at the end, or where the task is cancelled.
        public mutating func next() async -> EventStreamElement? {
            while !Task.isCancelled {
                while let element = self.waiting.popLast() {
                    if let element = self.passed(element) { return element }
                }
                switch self.phase {
                case .beginning, .replaying, .joining:
                    if await !self.replay() { return self.outage() }
                case .live(let subscription): await self.fetch(subscription)
                case .ended: return nil
                }
            }
            return nil
        }

        /// The element, if it is next in order.
        private mutating func passed(_ element: EventStreamElement) -> EventStreamElement? {
            switch element {
            case .event(let record):
                guard record.position > self.position else {
                    // Whoever has the last event already has nothing to wait for.
                    if record.isLast, record.position == self.position { self.finish() }
                    return nil
                }
                if case .job = self.scope, record.position.commit > self.position.commit + 1,
                    case .live(let subscription) = self.phase
                {
                    // One is missing in between; the store has it.
                    for case .reset(let reason) in self.waiting { self.lastWord = reason }
                    self.waiting = []
                    self.phase = .joining(subscription)
                    return nil
                }
                self.position = record.position
                if record.isLast { self.finish() }
                return element
            case .reset:
                self.finish()
                return element
            case .text, .heartbeat:
                return element
            }
        }

        private mutating func finish() {
            self.waiting = []
            self.phase = .ended
        }

        /// Reads the next page.
        ///
        /// - Returns: whether the store could be read.
        private mutating func replay() async -> Bool {
            do throws(JobStoreError) {
                if case .beginning = self.phase, let before = self.scope.position(before: self.position) {
                    self.take(try await self.hub.read(self.scope, after: before))
                    // A place where nothing is was never given by this store.
                    if self.waiting.isEmpty { self.position = .start }
                } else {
                    self.take(try await self.hub.read(self.scope, after: self.position))
                }
                return true
            } catch  where error.code == .notFound && self.scope == .allJobs {
                self.position = .start
                return true
            } catch {
                guard !self.hub.isDraining, !self.ending.isEnded else { return false }
                do throws(CancellationError) { try await self.hub.runtime.sleep(Self.pause) } catch { return true }
                return false
            }
        }

        private mutating func take(_ page: EventPage) {
            self.waiting = page.records.reversed().map { .event($0) }
            if page.isHeldBack { self.hub.noteFeed() }
            if page.isFull, self.hub.isDraining || self.ending.isEnded {
                // What is left may be long. Resets come last, and the first is the last to be handed out.
                let reset = self.ending.isEnded ? self.ending.reset : .shutdown
                if let reset { self.waiting.insert(.reset(reset), at: 0) }
                self.phase = .ended
                return
            }
            switch self.phase {
            case .beginning where self.waiting.isEmpty && self.scope.position(before: self.position) != nil:
                self.phase = .replaying
            case .beginning, .replaying:
                self.phase = page.isFull ? .replaying : .joining(self.subscription(after: page))
            case .joining(let subscription) where !page.isFull: self.phase = .live(subscription)
            case .joining, .live, .ended: break
            }
        }

        private func subscription(after page: EventPage) -> EventSubscription {
            let position = page.records.last?.position ?? self.position
            let subscription = self.hub.subscribe(to: self.scope, after: position)
            self.ending.attach(subscription.mailbox)
            return subscription
        }

        /// What there is to say while the store cannot be read.
        private mutating func outage() -> EventStreamElement? {
            guard self.hub.isDraining || self.ending.isEnded else { return .heartbeat }
            self.finish()
            return self.ending.isEnded ? self.ending.reset.map { .reset($0) } : .reset(.shutdown)
        }

        private mutating func fetch(_ subscription: EventSubscription) async {
            let delivery = await subscription.mailbox.take()
            self.waiting = delivery.elements.reversed()
            if self.waiting.isEmpty, delivery.isHeartbeatDue { self.waiting = [.heartbeat] }
            if delivery.isClosed, self.waiting.isEmpty {
                if let reset = self.lastWord { self.waiting = [.reset(reset)] }
                self.phase = .ended
            }
        }
    }
}
