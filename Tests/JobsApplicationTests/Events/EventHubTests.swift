import JobsDomain
import JobsTesting
import Synchronization
import Testing

@testable import JobsApplication

@Suite("The hub of event streams")
struct EventHubTests {
    @Test("one read serves everybody who follows a job", arguments: [1, 200])
    func sharedReads(followers count: Int) async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started()
            let followers = (0..<count).map { _ in harness.follow(job.id) }
            try await waitUntil { followers.allSatisfy { $0.numbers == [1, 2] } && harness.hub.liveStreams == count }
            // The first hint finds what came between the last read of each and its joining: nothing.
            harness.hint(job.id, try await job.append())
            try await waitUntil { followers.allSatisfy { $0.numbers.last == 3 } }
            let before = harness.store.reads
            for _ in 0..<10 {
                let last = try await job.append()
                harness.hint(job.id, last)
                try await waitUntil { followers.allSatisfy { $0.numbers.last == last } }
            }
            #expect(harness.store.reads.events - before.events == 10)
            harness.clock.advance(by: .seconds(1))
            try await waitUntil { harness.store.reads.polls > before.polls && harness.clock.sleepers >= 2 }
            #expect(harness.store.reads.polls - before.polls == 1)
        }
    }

    @Test("while nobody streams, the store is left alone")
    func idle() async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started()
            let follower = harness.follow(job.id)
            let feed = harness.follow(.allJobs)
            try await harness.live(2)
            follower.cancel()
            feed.cancel()
            try await harness.live(0)
            let before = harness.store.reads
            for _ in 0..<5 {
                harness.hint(job.id, try await job.append())
                harness.clock.advance(by: .seconds(1))
                try await waitUntil { harness.clock.sleepers >= 2 }
            }
            #expect(harness.store.reads == before)
        }
    }

    @Test("streams of many jobs are polled together")
    func polls() async throws {
        let harness = HubHarness()
        try await harness.running {
            var followers: [Follower] = []
            for _ in 0..<50 { followers.append(harness.follow(try await harness.insert())) }
            try await harness.live(50)
            let before = harness.store.reads
            for _ in 0..<3 {
                let polls = harness.store.reads.polls
                try await waitUntil { harness.clock.sleepers >= 2 }
                harness.clock.advance(by: .seconds(1))
                try await waitUntil { harness.store.reads.polls > polls }
            }
            #expect(harness.store.reads.polls - before.polls == 3)
            #expect(harness.store.reads.events == before.events)
            withExtendedLifetime(followers) {}
        }
    }

    @Test("a subscription is given back when a task is cancelled and when an iterator is dropped")
    func noLeaks() async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started()
            for _ in 0..<20 {
                let followers = (0..<5).map { _ in harness.follow(job.id) } + [harness.follow(.allJobs)]
                try await harness.live(6)
                for follower in followers { follower.cancel() }
                try await harness.live(0)
            }
            for scope in [EventScope.job(job.id), .allJobs] {
                for await element in harness.hub.events(of: scope, after: .start) {
                    if case .event(let record) = element, record.event.number == 2 { break }
                }
            }
            #expect(harness.hub.liveStreams == 0)
        }
    }

    @Test("a stream that brings nothing else brings a heartbeat")
    func heartbeats() async throws {
        let harness = HubHarness(EventHubSettings(heartbeat: .seconds(15), poll: .seconds(1000)))
        try await harness.running {
            let job = try await harness.started()
            let followers = [harness.follow(job.id), harness.follow(.allJobs)]
            try await waitUntil { harness.hub.liveStreams == 2 && followers.allSatisfy { $0.numbers.count == 2 } }
            for count in 1...3 {
                try await waitUntil { harness.clock.sleepers >= 2 }
                harness.clock.advance(by: .seconds(14))
                #expect(followers.map(\.heartbeats) == [count - 1, count - 1])
                harness.clock.advance(by: .seconds(1))
                try await waitUntil { followers.allSatisfy { $0.heartbeats == count } }
            }
        }
    }

    @Test("live text reaches those who follow the job, and nobody else")
    func liveText() async throws {
        let harness = HubHarness(EventHubSettings(bufferedEvents: 8))
        try await harness.running {
            let job = try await harness.started()
            let other = try await harness.started()
            let followers = [harness.follow(job.id), harness.follow(other.id), harness.follow(.allJobs)]
            try await waitUntil { harness.hub.liveStreams == 3 && followers.allSatisfy { $0.numbers.count >= 2 } }
            harness.signals.send([.text(job.id, step: "one", text: "Hello \"you\"\n")])
            try await waitUntil { followers[0].texts.count == 1 }
            let json = try JSONValue(parsing: try #require(followers[0].texts.first))
            #expect(json["type"] == "step.delta")
            #expect(json["event_id"]?.string == job.id.description)
            #expect(json["step"] == "one")
            #expect(json["data"]?["text"] == "Hello \"you\"\n")
            #expect(json["id"] == nil)
            #expect(followers[1].texts + followers[2].texts == [])
        }
    }

    @Test("live text never costs a slow reader its stream")
    func textForSlowReaders() async throws {
        let harness = HubHarness(EventHubSettings(bufferedEvents: 8))
        try await harness.running {
            let job = try await harness.started()
            let subscription = harness.hub.subscribe(to: .job(job.id), after: FeedPosition(commit: 2))
            for number in 0..<100 { subscription.mailbox.leave(text: Array("\(number)".utf8)) }
            harness.hint(job.id, try await job.append(6))
            var brought: [EventStreamElement] = []
            try await waitUntil {
                brought += await subscription.mailbox.take().elements
                return brought.count >= 8
            }
            #expect(brought.prefix(2) == [.text(Array("0".utf8)), .text(Array("1".utf8))])
            #expect(brought.count == 8)
        }
    }

    @Test("whoever waits for a job's end gets it at once when it comes, or the job as it is when the time is over")
    func waiting() async throws {
        let harness = HubHarness(EventHubSettings(bufferedEvents: 2, pageSize: 2))
        try await harness.running {
            let job = try await harness.started()
            let hub = harness.hub
            let unknown = JobID(harness.clock.runtime.makeID())
            #expect(try await hub.job(unknown, endingWithin: .seconds(5)) == nil)
            #expect(try await hub.job(job.id, endingWithin: .zero)?.job.status == .processing)
            let first = Task { try await hub.job(job.id, endingWithin: .seconds(30)) }
            try await harness.live(1)
            harness.clock.advance(by: .seconds(30))
            #expect(try await first.value?.job.status == .processing)
            try await harness.live(0)

            let second = Task { try await hub.job(job.id, endingWithin: .seconds(30)) }
            try await harness.live(1)
            // More than its mailbox holds: it waits on all the same.
            harness.hint(job.id, try await job.append(9))
            harness.hint(job.id, try await job.complete())
            #expect(try await second.value?.job.status == .completed)
            #expect(try await hub.job(job.id, endingWithin: .seconds(30))?.job.status == .completed)
            try await harness.live(0)

            let other = try await harness.started()
            let cancelled = Task { try await hub.job(other.id, endingWithin: .seconds(30)) }
            try await harness.live(1)
            cancelled.cancel()
            #expect(try await cancelled.value?.job.status == .processing)
            let drained = Task { try await hub.job(other.id, endingWithin: .seconds(30)) }
            try await harness.live(1)
            hub.beginDrain()
            #expect(try await drained.value?.job.status == .processing)
            #expect(harness.clock.now == .seconds(30))
        }
    }

    @Test("a read that does not return keeps nobody else waiting")
    func slowRead() async throws {
        let harness = HubHarness()
        try await harness.running {
            let slow = try await harness.started()
            let quick = try await harness.started()
            let followers = [harness.follow(slow.id), harness.follow(quick.id)]
            try await waitUntil { harness.hub.liveStreams == 2 && followers.allSatisfy { $0.numbers == [1, 2] } }
            harness.store.stall(slow.id)
            harness.hint(slow.id, try await slow.append())
            try await waitUntil { harness.store.stalledReads == 1 }
            harness.hint(quick.id, try await quick.append())
            try await waitUntil { followers[1].numbers == [1, 2, 3] }
            // Nobody else reads that job meanwhile.
            let last = try await slow.append()
            for _ in 0..<3 { harness.hint(slow.id, last) }
            harness.hint(quick.id, try await quick.append())
            try await waitUntil { followers[1].numbers == [1, 2, 3, 4] }
            #expect(harness.store.stalledReads == 1)
            harness.store.stall(nil)
            try await waitUntil { followers[0].numbers == [1, 2, 3, 4] }
        }
    }
}
