import JobsDomain
import JobsInMemory
import JobsTesting
import Synchronization
import Testing

@testable import JobsApplication

/// Appends, hints that are lost, repeated or late, outages, held back events, clients that come at any place, are
/// slow, and break off: whatever happens in which order, what each client has in the end is the whole list.
@Suite("Streams under random schedules", .serialized)
struct RandomScheduleTests {
    @Test("every client has every event behind its place once and in order", arguments: 0..<24)
    func schedule(_ seed: Int) async throws {
        var random = SeededNumbers(seed: UInt64(seed))
        let harness = HubHarness(
            EventHubSettings(bufferedEvents: random.below(6) + 2, pageSize: random.below(5) + 1)
        )
        try await harness.running {
            var jobs: [RunningJob] = []
            for _ in 0..<3 { jobs.append(try await harness.started()) }
            var clients: [WanderingClient] = []
            for step in 0..<60 {
                let job = jobs[random.below(jobs.count)]
                switch random.below(10) {
                case 0...3:
                    let last = try await job.append(random.below(4) + 1)
                    // Lost, right, repeated, or late.
                    for _ in 0..<random.below(3) { harness.hint(job.id, max(1, last - random.below(3))) }
                case 4...6:
                    let last = try await harness.store.base.lastEvents(of: [job.id])[job.id] ?? 0
                    let isFeed = random.below(3) == 0
                    clients.append(
                        WanderingClient(
                            harness,
                            isFeed ? .allJobs : .job(job.id),
                            after: isFeed ? 0 : random.below(last + 1),
                            seed: UInt64(seed * 1000 + step)
                        )
                    )
                case 7: harness.store.setDown(random.below(2) == 0)
                case 8:
                    let end = try await harness.store.base.feedEnd()
                    harness.store.hold(from: random.below(2) == 0 ? nil : FeedPosition(commit: end.commit + 2))
                default: harness.clock.advance(by: .milliseconds(random.below(1500)))
                }
                for _ in 0..<random.below(20) { await Task.yield() }
            }
            harness.store.setDown(false)
            for job in jobs { harness.hint(job.id, try await job.complete()) }
            harness.store.hold(from: nil)
            let log = try await harness.store.base.feed(after: .start, limit: 10_000).events
            for client in clients where client.scope == .allJobs { client.stop(at: log.last?.position) }
            try await waitUntil {
                harness.clock.advance(by: .milliseconds(100))
                return clients.allSatisfy(\.isDone)
            }
            for client in clients {
                let expected = log.filter { event in
                    client.scope == .allJobs
                        || client.scope == .job(event.event.job) && event.event.number > client.start
                }
                #expect(client.events == expected.map(\.event))
            }
            try await harness.live(0)
        }
    }
}

/// Numbers that repeat with their seed (SplitMix64).
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func below(_ limit: Int) -> Int {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var bits = self.state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((bits ^ (bits >> 31)) % UInt64(limit))
    }
}

/// A client that follows a stream to its end, breaks off now and then, dawdles, and always resumes where it was.
final class WanderingClient: Sendable {
    private struct State {
        var events: [JobEvent] = []
        var isDone = false
        var lastPlace: FeedPosition?
    }

    let scope: EventScope
    /// The number of the event before the first that it wants.
    let start: Int
    private let state = Mutex(State())

    init(_ harness: HubHarness, _ scope: EventScope, after start: Int, seed: UInt64) {
        self.scope = scope
        self.start = start
        Task { await self.wander(harness, seed) }
    }

    var events: [JobEvent] { self.state.withLock(\.events) }
    var isDone: Bool { self.state.withLock(\.isDone) }

    /// The client of all jobs' events is done when it has the event of this place.
    func stop(at place: FeedPosition?) { self.state.withLock { $0.lastPlace = place } }

    private func wander(_ harness: HubHarness, _ seed: UInt64) async {
        var random = SeededNumbers(seed: seed)
        var position = FeedPosition(commit: Int64(self.start))
        while true {
            var patience = random.below(12)
            for await element in harness.hub.events(of: self.scope, after: position) {
                if case .event(let record) = element {
                    position = record.position
                    self.state.withLock { $0.events.append(record.event) }
                    if record.isLast { return self.state.withLock { $0.isDone = true } }
                }
                if let last = self.state.withLock(\.lastPlace), position >= last {
                    return self.state.withLock { $0.isDone = true }
                }
                if random.below(3) == 0 { try? await harness.clock.runtime.sleep(.milliseconds(random.below(3000))) }
                patience -= 1
                if patience <= 0 { break }
            }
        }
    }
}
