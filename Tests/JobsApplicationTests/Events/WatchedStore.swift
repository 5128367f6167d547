import JobsDomain
import JobsInMemory
import Synchronization

@testable import JobsApplication

/// A store whose reads for streams are counted, fail for as long as a test wants it, and may keep the newest events
/// of the feed back, as a store does in which an older transaction is still open.
final class WatchedStore: JobStore {
    struct Reads: Equatable {
        var events = 0
        var feed = 0
        var polls = 0

        var all: Int { self.events + self.feed + self.polls }
    }

    private struct State {
        var reads = Reads()
        var isDown = false
        /// Events of the feed from here on are committed, but not to be told yet.
        var heldFrom: FeedPosition?
        /// Places in the feed beyond this one lie beyond its end.
        var restoredTo: FeedPosition?
        var stalled: JobID?
        /// The job whose next answer is kept back after it was read.
        var held: JobID?
        var heldAnswer: CheckedContinuation<Void, Never>?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let base: InMemoryJobStore
    private let state = Mutex(State())

    init(_ base: InMemoryJobStore) {
        self.base = base
    }

    var reads: Reads { self.state.withLock(\.reads) }

    func setDown(_ isDown: Bool) { self.state.withLock { $0.isDown = isDown } }

    func hold(from position: FeedPosition?) { self.state.withLock { $0.heldFrom = position } }

    /// As if the store had been restored to what it was at a place.
    func restore(to position: FeedPosition) { self.state.withLock { $0.restoredTo = position } }

    /// Keeps reads of a job waiting; nil lets all of them go on.
    func stall(_ id: JobID?) {
        let released = self.state.withLock { state in
            state.stalled = id
            defer { if id == nil { state.waiting = [] } }
            return id == nil ? state.waiting : []
        }
        for continuation in released { continuation.resume() }
    }

    /// Reads the events of a job the next time as they are then, and hands them over when ``releaseAnswer()`` says so.
    func holdAnswer(of id: JobID) { self.state.withLock { $0.held = id } }

    var hasHeldAnswer: Bool { self.state.withLock { $0.heldAnswer != nil } }

    func releaseAnswer() {
        let continuation = self.state.withLock { state in
            defer { state.heldAnswer = nil }
            return state.heldAnswer
        }
        continuation?.resume()
    }

    private func waitWhileHeld(_ id: JobID) async {
        let isHeld = self.state.withLock { state in
            defer { if state.held == id { state.held = nil } }
            return state.held == id
        }
        guard isHeld else { return }
        await withCheckedContinuation { continuation in self.state.withLock { $0.heldAnswer = continuation } }
    }

    var stalledReads: Int { self.state.withLock(\.waiting.count) }

    private func waitWhileStalled(_ id: JobID) async {
        guard self.state.withLock({ $0.stalled == id }) else { return }
        await withCheckedContinuation { continuation in
            let isStalled = self.state.withLock { state in
                if state.stalled == id { state.waiting.append(continuation) }
                return state.stalled == id
            }
            if !isStalled { continuation.resume() }
        }
    }

    private func note(_ count: (inout Reads) -> Void) throws(JobStoreError) {
        let isDown = self.state.withLock { state in
            count(&state.reads)
            return state.isDown
        }
        if isDown { throw JobStoreError(.unavailable, "down") }
    }

    func events(of id: JobID, after number: Int, limit: Int) async throws(JobStoreError) -> [JobEvent] {
        try self.note { $0.events += 1 }
        await self.waitWhileStalled(id)
        let events = try await self.base.events(of: id, after: number, limit: limit)
        await self.waitWhileHeld(id)
        return events
    }

    func feed(after position: FeedPosition, limit: Int) async throws(JobStoreError) -> FeedPage {
        try self.note { $0.feed += 1 }
        if let end = self.state.withLock(\.restoredTo), position > end {
            throw JobStoreError(.notFound, "the place lies beyond the end of the log")
        }
        let page = try await self.base.feed(after: position, limit: limit)
        guard let heldFrom = self.state.withLock(\.heldFrom) else { return page }
        let told = page.events.filter { $0.position < heldFrom }
        return FeedPage(events: told, isHeldBack: told.count < page.events.count)
    }

    func lastEvents(of ids: [JobID]) async throws(JobStoreError) -> [JobID: Int] {
        try self.note { $0.polls += 1 }
        return try await self.base.lastEvents(of: ids)
    }

    func job(_ id: JobID) async throws(JobStoreError) -> JobDetails? {
        if self.state.withLock(\.isDown) { throw JobStoreError(.unavailable, "down") }
        return try await self.base.job(id)
    }

    func feedEnd() async throws(JobStoreError) -> FeedPosition { try await self.base.feedEnd() }

    func insert(_ submission: JobSubmission) async throws(JobStoreError) -> JobInsertion {
        try await self.base.insert(submission)
    }

    func claim(_ claim: JobClaim) async throws(JobStoreError) -> ClaimedJobs { try await self.base.claim(claim) }

    func renew(
        _ leases: [HeldLease],
        owner: LeaseOwner,
        for duration: Duration
    ) async throws(JobStoreError) -> Set<JobID> {
        try await self.base.renew(leases, owner: owner, for: duration)
    }

    func apply(_ change: JobChange) async throws(JobStoreError) -> Job { try await self.base.apply(change) }

    func cancel(_ request: JobRequest) async throws(JobStoreError) -> Job { try await self.base.cancel(request) }

    func retry(_ request: JobRequest) async throws(JobStoreError) -> Job { try await self.base.retry(request) }

    func page(_ query: JobListQuery) async throws(JobStoreError) -> JobListPage { try await self.base.page(query) }

    func statistics() async throws(JobStoreError) -> JobStatistics { try await self.base.statistics() }

    func deleteEnded(before moment: Timestamp, limit: Int) async throws(JobStoreError) -> Int {
        try await self.base.deleteEnded(before: moment, limit: limit)
    }
}
