import JobsDomain
public import Logging
import Synchronization

/// Brings the events of jobs to any number of streams in this process, whichever process runs the jobs.
///
/// The store's log is the truth and hints say when to look: there is one subscription to hints, one reader, and one
/// slow poll for hints that were lost, however many streams there are. What is read is shared by all that wait for
/// it. ``run()`` has to run for streams to be live.
public final class EventHub: Sendable {
    /// A scope that somebody follows.
    private struct Topic {
        /// Tells it from another one of the same name before or after it.
        let id: UInt64
        /// Everything up to here was left in the mailboxes.
        var position: FeedPosition
        /// In the order in which they were opened: everybody is told in the same order every time.
        var mailboxes: [(id: UInt64, mailbox: EventMailbox)] = []
        /// Whether there may be more than was read.
        var isUnread = false
        var isBeingRead = false
    }

    private struct State {
        var topics: [EventScope: Topic] = [:]
        /// Jobs that are to be read, the one that waits longest first.
        var unread: [EventScope] = []
        var reads = 0
        var lastMailbox: UInt64 = 0
        var isDraining = false

        var mailboxes: [EventMailbox] {
            self.topics.values.flatMap(\.mailboxes).sorted { $0.id < $1.id }.map(\.mailbox)
        }

        mutating func markUnread(_ scope: EventScope) {
            guard self.topics[scope]?.isUnread == false else { return }
            self.topics[scope]?.isUnread = true
            self.unread.append(scope)
        }
    }

    /// How many jobs' events are read at the same time.
    private static let parallelReads = 4
    /// How many jobs one look of the slow poll asks for.
    private static let polledJobs = 500
    /// How soon to ask again for events that an older transaction holds back.
    private static let shortestHold = Duration.milliseconds(4)
    private static let longestHold = Duration.milliseconds(128)

    let store: any JobStore
    let runtime: JobRuntime
    let settings: EventHubSettings
    private let signals: any JobSignals
    private let logger: Logger
    private let state = Mutex(State())
    private let unreadJobs = WakeUp()
    private let unreadFeed = WakeUp()

    /// - Parameters:
    ///   - store: the log of events.
    ///   - signals: says when to look.
    ///   - settings: how often to look anyway, and how much to keep for slow readers.
    ///   - runtime: time.
    ///   - logger: for reads that failed.
    public init(
        store: any JobStore,
        signals: any JobSignals,
        settings: EventHubSettings = EventHubSettings(),
        runtime: JobRuntime,
        logger: Logger
    ) {
        self.store = store
        self.signals = signals
        self.settings = settings
        self.runtime = runtime
        self.logger = logger
    }

    /// The events of a job or of all jobs, first those behind a place that are there already, then live.
    ///
    /// The stream of a job ends after the last event of the ended job, or where the job is deleted. The stream of
    /// all jobs ends with the task; a place of another log means the start of this one. While the store cannot be
    /// read, a stream waits.
    public func events(of scope: EventScope, after position: FeedPosition) -> EventStream {
        EventStream(hub: self, scope: scope, position: position)
    }

    /// Ends all streams, and those to come behind what they replay, with a reset: the process is stopping.
    public func beginDrain() {
        let mailboxes = self.state.withLock { state in
            state.isDraining = true
            return state.mailboxes
        }
        for mailbox in mailboxes { mailbox.close(.shutdown) }
    }

    /// Whether streams are being ended.
    public var isDraining: Bool { self.state.withLock(\.isDraining) }

    /// How many streams are live.
    public var liveStreams: Int { self.state.withLock { $0.topics.values.reduce(0) { $0 + $1.mailboxes.count } } }

    /// Serves streams until the task is cancelled.
    public func run() async {
        let signals = self.signals.subscribe { self.isFollowed($0) }
        await withDiscardingTaskGroup { group in
            group.addTask { for await signal in signals { self.take(signal) } }
            group.addTask { await self.readJobs() }
            group.addTask { await self.readFeed() }
            group.addTask { await self.pollStore() }
            group.addTask { await self.sendHeartbeats() }
        }
    }

    // MARK: - Subscriptions

    /// Opens a mailbox for what comes behind a place. What is there already has to be read once more after this.
    func subscribe(to scope: EventScope, after position: FeedPosition) -> EventSubscription {
        let mailbox = EventMailbox(capacity: self.settings.bufferedEvents)
        let id = self.state.withLock { state in
            state.lastMailbox += 1
            state.topics[scope, default: Topic(id: state.lastMailbox, position: position)].mailboxes.append(
                (state.lastMailbox, mailbox)
            )
            if state.isDraining { mailbox.close(.shutdown) }
            return state.lastMailbox
        }
        return EventSubscription(hub: self, scope: scope, id: id, mailbox: mailbox)
    }

    func unsubscribe(_ id: UInt64, from scope: EventScope) {
        self.state.withLock { state in
            state.topics[scope]?.mailboxes.removeAll { $0.id == id }
            guard state.topics[scope]?.mailboxes.isEmpty ?? true else { return }
            if state.topics.removeValue(forKey: scope)?.isUnread == true { state.unread.removeAll { $0 == scope } }
        }
    }

    // MARK: - Hints

    /// Whether there is a stream to which the hint matters. One that opens later reads what is there by itself.
    private func isFollowed(_ signal: JobSignal) -> Bool {
        switch signal {
        case .changed(let id, _):
            self.state.withLock { $0.topics[.job(id)] != nil || $0.topics[.allJobs] != nil }
        case .text(let id, _, _): self.state.withLock { $0.topics[.job(id)] != nil }
        case .cancelled: false
        }
    }

    private func take(_ signal: JobSignal) {
        switch signal {
        case .changed(let id, let event): self.note(id, upTo: event)
        case .cancelled: break
        case .text(let id, let step, let text):
            let mailboxes = self.mailboxes(of: .job(id))
            guard !mailboxes.isEmpty else { return }
            let json = JobEvent.liveText(of: id, step: step, text: text, at: self.runtime.now())
            for mailbox in mailboxes { mailbox.leave(text: json) }
        }
    }

    /// There may be news of a job.
    private func note(_ id: JobID, upTo event: Int) {
        let (job, feed) = self.state.withLock { state in
            let scope = EventScope.job(id)
            let isNews = state.topics[scope].map { $0.position < scope.position(of: event) } ?? false
            if isNews { state.markUnread(scope) }
            return (isNews, state.topics[.allJobs] != nil)
        }
        if job { self.unreadJobs.signal() }
        if feed { self.unreadFeed.signal() }
    }

    /// There may be more in the feed although nobody will give a hint.
    func noteFeed() { self.unreadFeed.signal() }

    func mailboxes(of scope: EventScope) -> [EventMailbox] {
        self.state.withLock { $0.topics[scope]?.mailboxes.map(\.mailbox) ?? [] }
    }

    // MARK: - Reading

    /// Reads what hints and the poll found: several jobs at the same time, and one job never twice at the same time,
    /// or what the later read brought could reach the mailboxes first.
    private func readJobs() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                while let (scope, topic) = self.beginRead() {
                    group.addTask {
                        await self.advance(scope)
                        self.endRead(of: scope, topic)
                    }
                }
                await self.unreadJobs.wait()
            }
        }
    }

    private func beginRead() -> (EventScope, topic: UInt64)? {
        self.state.withLock { state in
            guard state.reads < Self.parallelReads,
                let index = state.unread.firstIndex(where: { state.topics[$0]?.isBeingRead == false }),
                let topic = state.topics[state.unread[index]]?.id
            else { return nil }
            let scope = state.unread.remove(at: index)
            state.topics[scope]?.isUnread = false
            state.topics[scope]?.isBeingRead = true
            state.reads += 1
            return (scope, topic)
        }
    }

    private func endRead(of scope: EventScope, _ topic: UInt64) {
        let isMore = self.state.withLock { state in
            state.reads -= 1
            if state.topics[scope]?.id == topic { state.topics[scope]?.isBeingRead = false }
            return !state.unread.isEmpty
        }
        if isMore { self.unreadJobs.signal() }
    }

    private func readFeed() async {
        while !Task.isCancelled {
            await self.unreadFeed.wait()
            var hold = Self.shortestHold
            var position = self.position(of: .allJobs)
            while !Task.isCancelled, await self.advance(.allJobs) {
                do throws(CancellationError) { try await self.runtime.sleep(hold) } catch { return }
                let reached = self.position(of: .allJobs)
                hold = reached == position ? min(hold * 2, Self.longestHold) : Self.shortestHold
                position = reached
            }
        }
    }

    private func position(of scope: EventScope) -> FeedPosition? {
        self.state.withLock { $0.topics[scope]?.position }
    }

    /// Leaves what is new in the mailboxes of a topic.
    ///
    /// - Returns: whether more will be readable in a moment without another hint.
    @discardableResult
    private func advance(_ scope: EventScope) async -> Bool {
        while !Task.isCancelled, let position = self.position(of: scope) {
            do throws(JobStoreError) {
                let page = try await self.read(scope, after: position)
                self.deliver(page.records, to: scope, behind: position)
                if !page.isFull { return page.isHeldBack }
                // Whoever reads a stream has to get to it before the next page, or its mailbox overflows.
                await Task.yield()
            } catch  where error.code == .notFound && scope == .allJobs {
                self.abandon(scope)
                return false
            } catch {
                // The poll will find out that something is missing, so nothing is lost but time.
                self.logger.warning("events were not read", metadata: ["error.message": "\(error)"])
                return false
            }
        }
        return false
    }

    /// Ends the streams of a topic whose place the log does not reach any more: the store was restored to an earlier
    /// state. Clients resume, and get the log that there is now from its start.
    private func abandon(_ scope: EventScope) {
        let mailboxes = self.state.withLock { $0.topics.removeValue(forKey: scope)?.mailboxes ?? [] }
        self.logger.warning("the log of events was replaced; its streams begin again")
        for mailbox in mailboxes { mailbox.mailbox.close(.logReplaced) }
    }

    private func deliver(_ records: [EventRecord], to scope: EventScope, behind position: FeedPosition) {
        guard let last = records.last else { return }
        let mailboxes = self.state.withLock { state -> [EventMailbox] in
            // Another topic of the same name may have been opened since, further back or ahead.
            guard let topic = state.topics[scope], topic.position == position else { return [] }
            state.topics[scope]?.position = last.position
            return topic.mailboxes.map(\.mailbox)
        }
        for mailbox in mailboxes { mailbox.leave(records) }
    }

    /// Reads a page of a scope's events.
    func read(_ scope: EventScope, after position: FeedPosition) async throws(JobStoreError) -> EventPage {
        let limit = self.settings.pageSize
        switch scope {
        case .job(let id):
            // One more than is wanted: without it nobody could tell whether the last of a full page is the last of all.
            let events = try await self.store.events(of: id, after: Int(position.commit), limit: limit + 1)
            let isFull = events.count > limit
            return EventPage(
                records: events.prefix(limit).enumerated().map { index, event in
                    EventRecord(event, isLast: event.kind.isTerminal && index == events.count - 1)
                },
                isFull: isFull,
                isHeldBack: false
            )
        case .allJobs:
            let page = try await self.store.feed(after: position, limit: limit)
            return EventPage(
                records: page.events.map(EventRecord.init),
                isFull: page.events.count >= limit,
                isHeldBack: page.isHeldBack
            )
        }
    }

    // MARK: - What happens without hints

    private func pollStore() async {
        while !Task.isCancelled {
            do throws(CancellationError) { try await self.runtime.sleep(self.settings.poll) } catch { return }
            let followed = self.state.withLock { $0.topics.mapValues(\.position) }
            if followed[.allJobs] != nil { self.unreadFeed.signal() }
            var jobs: [JobID] = []
            for case .job(let id) in followed.keys { jobs.append(id) }
            jobs.sort { $0.description < $1.description }
            for start in stride(from: 0, to: jobs.count, by: Self.polledJobs) {
                await self.poll(Array(jobs[start..<min(start + Self.polledJobs, jobs.count)]), followed)
            }
        }
    }

    private func poll(_ jobs: [JobID], _ followed: [EventScope: FeedPosition]) async {
        let last: [JobID: Int]
        do throws(JobStoreError) {
            last = try await self.store.lastEvents(of: jobs)
        } catch {
            self.logger.warning("streams were not polled", metadata: ["error.message": "\(error)"])
            return
        }
        for id in jobs {
            if let number = last[id] {
                self.note(id, upTo: number)
            } else {
                // Deleted: there is nothing left to wait for.
                for mailbox in self.mailboxes(of: .job(id)) { mailbox.close(nil) }
            }
        }
    }

    private func sendHeartbeats() async {
        while !Task.isCancelled {
            do throws(CancellationError) { try await self.runtime.sleep(self.settings.heartbeat) } catch { return }
            for mailbox in self.state.withLock({ $0.mailboxes }) { mailbox.leaveHeartbeat() }
        }
    }
}
