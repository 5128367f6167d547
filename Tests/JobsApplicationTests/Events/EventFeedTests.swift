import JobsDomain
import JobsInMemory
import JobsTesting
import Testing

@testable import JobsApplication

@Suite("The stream of all jobs' events")
struct EventFeedTests {
    @Test("it replays from any place and goes on live, in the order of the log, with a cursor in every event")
    func replayThenLive() async throws {
        let harness = HubHarness(EventHubSettings(pageSize: 2))
        try await harness.running {
            let jobs = [try await harness.started(events: 3), try await harness.started(events: 2)]
            let places = try await harness.store.base.feed(after: .start, limit: 99).events.map(\.position)
            let followers = ([.start] + places).map { harness.follow(.allJobs, after: $0) }
            try await harness.live(6)
            for round in 0..<3 {
                let job = jobs[round % 2]
                harness.hint(job.id, try await job.append(2))
            }
            try await waitUntil { followers[5].records.count == 6 }
            let log = try await harness.store.base.feed(after: .start, limit: 99).events
            for (index, follower) in followers.enumerated() {
                try await waitUntil { follower.records.count == log.count - index }
                #expect(follower.records.map(\.position) == log[index...].map(\.position))
                #expect(follower.records.map(\.event) == log[index...].map(\.event))
            }
            let record = try #require(followers[0].records.last)
            let json = try JSONValue(parsing: record.json)
            #expect(json["cursor"]?.string == record.position.text)
            #expect(FeedPosition(text: record.position.text) == record.position)
            #expect(json["id"]?.integer == record.event.number)
            #expect(!followers[0].isOver)
        }
    }

    @Test("a place of another log means the start of this one")
    func foreignPlace() async throws {
        let harness = HubHarness()
        try await harness.running {
            _ = try await harness.started()
            let follower = harness.follow(.allJobs, after: FeedPosition(commit: 1_000_000, job: 7, event: 3))
            try await waitUntil { follower.numbers == [1, 2] }
        }
    }

    @Test("streams that are ahead of a log that was restored begin again, also those that join later")
    func restored() async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started(events: 3)
            let follower = harness.follow(.allJobs)
            try await harness.live(1)
            try await waitUntil { follower.numbers == [1, 2, 3] }
            harness.store.restore(to: FeedPosition(commit: 2))
            let late = harness.follow(.allJobs, after: FeedPosition(commit: 1))
            harness.hint(job.id, try await job.append())
            try await waitUntil { follower.isOver }
            #expect(follower.resets == [.logReplaced])
            try await waitUntil { late.isOver || late.numbers.count >= 3 }
            try await waitUntil { harness.hub.liveStreams == (late.isOver ? 0 : 1) }
        }
    }

    @Test("events that an older transaction holds back come when it has ended, without a hint and before the poll")
    func heldBack() async throws {
        let harness = HubHarness(EventHubSettings(poll: .seconds(1000)))
        try await harness.running {
            let job = try await harness.started()
            let follower = harness.follow(.allJobs)
            try await harness.live(1)
            try await waitUntil { follower.numbers == [1, 2] }
            harness.store.hold(from: FeedPosition(commit: 4))
            harness.hint(job.id, try await job.append(3))
            try await waitUntil { follower.numbers == [1, 2, 3] }
            // One that comes while something is held back waits for it too.
            let late = harness.follow(.allJobs)
            try await waitUntil { late.numbers == [1, 2, 3] }
            harness.store.hold(from: nil)
            try await waitUntil {
                harness.clock.advance(by: .milliseconds(128))
                return follower.numbers.count == 5 && late.numbers.count == 5
            }
            #expect(follower.numbers == [1, 2, 3, 4, 5])
            #expect(late.numbers == [1, 2, 3, 4, 5])
            #expect(harness.clock.now < .seconds(1000))
        }
    }

    @Test("what was held back before a stream began comes without a hint too")
    func heldBackBefore() async throws {
        let harness = HubHarness(EventHubSettings(poll: .seconds(1000)))
        try await harness.running {
            _ = try await harness.started(events: 4)
            harness.store.hold(from: FeedPosition(commit: 3))
            let follower = harness.follow(.allJobs)
            try await harness.live(1)
            try await waitUntil { follower.numbers == [1, 2] }
            harness.store.hold(from: nil)
            try await waitUntil {
                harness.clock.advance(by: .milliseconds(128))
                return follower.numbers == [1, 2, 3, 4]
            }
            #expect(harness.clock.now < .seconds(1000))
        }
    }

    @Test("places are written and read back, and nothing else is one")
    func text() {
        let places = [
            FeedPosition.start, FeedPosition(commit: 1), FeedPosition(commit: .max),
            FeedPosition(commit: 5, job: 3, event: 0), FeedPosition(commit: .max, job: .max, event: .max),
        ]
        for place in places { #expect(FeedPosition(text: place.text) == place) }
        #expect(places.map(\.text.utf8.count).max() == 50)
        let others = [
            "", "-", "-1", "+1", "01", "A", "1-2", "1-2-3-4", "1--2", "1-0-0", " 1", "1 ", "é", "1\u{0}", "latest",
            "g", "beef-g-0", String(repeating: "f", count: 20), String(repeating: "1", count: 4000),
        ]
        for text in others { #expect(FeedPosition(text: text) == nil, "\(text)") }
    }
}
