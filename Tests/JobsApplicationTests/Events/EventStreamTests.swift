import JobsDomain
import JobsTesting
import Testing

@testable import JobsApplication

@Suite("Streams of one job's events")
struct EventStreamTests {
    @Test("a stream replays what is behind its place, goes on live, and ends with the job", arguments: 0...6)
    func replayThenLive(after number: Int) async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started(events: 6)
            let follower = harness.follow(job.id, after: number)
            try await harness.live(1)
            harness.hint(job.id, try await job.append())
            try await waitUntil { follower.numbers == Array(number + 1...7) || number == 7 }
            #expect(!follower.isOver)
            harness.hint(job.id, try await job.complete())
            try await waitUntil { follower.isOver }
            #expect(follower.numbers == Array(number + 1...8))
            #expect(follower.records.map(\.isLast) == follower.numbers.map { $0 == 8 })
            #expect(harness.hub.liveStreams == 0)
        }
    }

    @Test("whatever the pages are, a stream of an ended job ends", arguments: 1...12, [1, 2, 3, 5, 11, 12])
    func endedJob(after number: Int, pageSize: Int) async throws {
        let harness = HubHarness(EventHubSettings(pageSize: pageSize))
        let job = try await harness.started(events: 11)
        try await job.complete()
        try await harness.running {
            let follower = harness.follow(job.id, after: number)
            try await waitUntil { follower.isOver }
            #expect(follower.numbers == Array(1...12).filter { $0 > number })
        }
    }

    @Test("a place that the job never had means the start")
    func foreignPlace() async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started(events: 3)
            let stranger = harness.follow(job.id, after: 99)
            let other = harness.follow(job.id)
            try await harness.live(2)
            harness.hint(job.id, try await job.complete())
            try await waitUntil { stranger.isOver && other.isOver }
            #expect(stranger.numbers == [1, 2, 3, 4])
            #expect(other.numbers == [1, 2, 3, 4])
        }
    }

    @Test("a hint that was lost is made up for by the poll, and one that is repeated or late does nothing")
    func hints() async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started()
            let follower = harness.follow(job.id)
            try await harness.live(1)
            try await job.append(3)
            harness.clock.advance(by: .seconds(1))
            try await waitUntil { follower.numbers == [1, 2, 3, 4, 5] }
            let reads = harness.store.reads.events
            for number in [5, 3, 1, 5] { harness.hint(job.id, number) }
            let end = try await job.complete()
            for _ in 0..<3 { harness.hint(job.id, end) }
            try await waitUntil { follower.isOver }
            #expect(follower.numbers == [1, 2, 3, 4, 5, 6])
            #expect(harness.store.reads.events == reads + 1)
        }
    }

    @Test("a job that goes again has the events of the next run behind those of the last")
    func retried() async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started()
            let first = harness.follow(job.id)
            try await harness.live(1)
            let cancelled = try await harness.store.cancel(job.request())
            harness.hint(job.id, cancelled.state.lastEvent)
            try await waitUntil { first.isOver }
            let again = try await harness.store.retry(job.request())
            harness.hint(job.id, again.state.lastEvent)
            // The end of a run is no end where another has begun.
            let second = harness.follow(job.id)
            let resumed = harness.follow(job.id, after: 3)
            try await harness.live(2)
            try await waitUntil { second.numbers == [1, 2, 3, 4] && resumed.numbers == [4] }
            let ended = try await harness.store.cancel(job.request())
            harness.hint(job.id, ended.state.lastEvent)
            try await waitUntil { second.isOver && resumed.isOver }
            #expect(first.numbers == [1, 2, 3])
            #expect(second.numbers == [1, 2, 3, 4, 5])
            #expect(resumed.numbers == [4, 5])
        }
    }

    @Test("the stream of a job that is deleted ends, and so does that of one that never was")
    func deleted() async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started()
            let unknown = JobID(harness.clock.runtime.makeID())
            let followers = [harness.follow(job.id), harness.follow(unknown), harness.follow(unknown, after: 3)]
            try await harness.live(3)
            // Ended and deleted between two looks.
            try await job.complete()
            harness.clock.advance(by: .milliseconds(10))
            #expect(try await harness.store.deleteEnded(before: harness.clock.runtime.now(), limit: 9) == 1)
            harness.clock.advance(by: .seconds(1))
            try await waitUntil { followers.allSatisfy(\.isOver) }
            #expect(followers.map(\.numbers) == [[1, 2], [], []])
            #expect(followers.allSatisfy { $0.resets.isEmpty })
        }
    }

    @Test("a reader that does not keep up is told so, and resumes without gap or repeat")
    func slowReader() async throws {
        let harness = HubHarness(EventHubSettings(bufferedEvents: 4))
        try await harness.running {
            let job = try await harness.started()
            var slow = harness.hub.events(of: .job(job.id), after: .start).makeAsyncIterator()
            let quick = harness.follow(job.id)
            var numbers: [Int] = []
            for _ in 0..<2 { if case .event(let record) = await slow.next() { numbers.append(record.event.number) } }
            try await harness.live(1)
            // The slow one is live from its next look on, and then looks no more.
            harness.hint(job.id, try await job.append())
            if case .event(let record) = await slow.next() { numbers.append(record.event.number) }
            for _ in 0..<5 {
                let last = try await job.append()
                harness.hint(job.id, last)
                try await waitUntil { quick.numbers.last == last }
            }
            let element = await slow.next()
            #expect(element == .reset(.slowReader))
            let after = await slow.next()
            #expect(after == nil)
            #expect(numbers == [1, 2, 3])
            #expect(quick.resets.isEmpty)
            let resumed = harness.follow(job.id, after: 3)
            harness.hint(job.id, try await job.complete())
            try await waitUntil { resumed.isOver }
            #expect(numbers + resumed.numbers == Array(1...9))
        }
    }

    @Test("what comes between the last read of a stream and its joining is read then")
    func joining() async throws {
        let harness = HubHarness(EventHubSettings(poll: .seconds(1000)))
        try await harness.running {
            let job = try await harness.started()
            let first = harness.follow(job.id)
            try await harness.live(1)
            harness.store.holdAnswer(of: job.id)
            let second = harness.follow(job.id)
            try await waitUntil { harness.store.hasHeldAnswer }
            harness.hint(job.id, try await job.complete())
            try await waitUntil { first.isOver }
            harness.store.releaseAnswer()
            try await waitUntil { second.isOver }
            #expect(first.numbers == [1, 2, 3])
            #expect(second.numbers == [1, 2, 3])
        }
    }

    @Test("draining ends live streams with a reset, and later ones behind what there is")
    func drain() async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started()
            let ended = try await harness.started()
            try await ended.complete()
            let followers = [harness.follow(job.id), harness.follow(.allJobs)]
            try await harness.live(2)
            #expect(!harness.hub.isDraining)
            harness.hub.beginDrain()
            #expect(harness.hub.isDraining)
            let late = [harness.follow(job.id), harness.follow(ended.id), harness.follow(.allJobs)]
            try await waitUntil { (followers + late).allSatisfy(\.isOver) }
            #expect(followers.map(\.resets) == [[.shutdown], [.shutdown]])
            #expect(late.map(\.resets) == [[.shutdown], [], [.shutdown]])
            #expect(late.map(\.numbers.count) == [2, 3, 5])
            harness.store.setDown(true)
            let blind = harness.follow(job.id)
            try await waitUntil { blind.isOver }
            #expect(blind.elements == [.reset(.shutdown)])
        }
    }

    @Test("draining ends a stream that still replays, behind the page that it reads", arguments: [true, false])
    func drainWhileReplaying(isProcess: Bool) async throws {
        let harness = HubHarness(EventHubSettings(pageSize: 2))
        try await harness.running {
            let job = try await harness.started(events: 9)
            let stream = harness.hub.events(of: .job(job.id), after: .start)
            var elements: [EventStreamElement] = []
            for await element in stream {
                elements.append(element)
                guard elements.count == 1 else { continue }
                if isProcess { harness.hub.beginDrain() } else { stream.end(.shutdown) }
            }
            #expect(elements.last == .reset(.shutdown))
            #expect(elements.count < 9)
            let numbers = elements.compactMap { if case .event(let record) = $0 { record.event.number } else { nil } }
            #expect(numbers == Array(1..<elements.count))
        }
    }

    @Test("a stream is ended from outside: live, while it replays, and while the store is away")
    func ended() async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started()
            let live = harness.hub.events(of: .job(job.id), after: .start)
            let follower = Follower(live)
            try await harness.live(1)
            live.end()
            live.end(.shutdown)
            try await waitUntil { follower.isOver }
            #expect(follower.elements.count == 2)
            let early = harness.hub.events(of: .allJobs, after: .start)
            early.end(.shutdown)
            let replaying = Follower(early)
            try await waitUntil { replaying.isOver }
            #expect(replaying.numbers == [1, 2])
            #expect(replaying.resets == [.shutdown])
            harness.store.setDown(true)
            let blind = harness.hub.events(of: .allJobs, after: .start)
            let waiting = Follower(blind)
            try await waitUntil { harness.clock.sleepers == 3 }
            blind.end()
            harness.clock.advance(by: .seconds(1))
            try await waitUntil { waiting.isOver }
            #expect(waiting.resets.isEmpty)
            #expect(harness.hub.liveStreams == 0)
        }
    }

    @Test("while the store is away streams wait, with signs of life, and then go on where they were")
    func outage() async throws {
        let harness = HubHarness()
        try await harness.running {
            let job = try await harness.started()
            let live = harness.follow(job.id)
            try await harness.live(1)
            harness.store.setDown(true)
            let late = harness.follow(job.id, after: 1)
            harness.hint(job.id, try await job.append(2))
            try await waitUntil { harness.clock.sleepers == 3 }
            harness.clock.advance(by: .seconds(1))
            try await waitUntil { late.heartbeats == 1 && harness.clock.sleepers == 3 }
            harness.store.setDown(false)
            harness.clock.advance(by: .seconds(1))
            try await waitUntil { live.numbers == [1, 2, 3, 4] && late.numbers == [2, 3, 4] }
            harness.hint(job.id, try await job.complete())
            try await waitUntil { live.isOver && late.isOver }
            #expect(live.resets + late.resets == [])
        }
    }

    @Test("an event that the hub brings too early is made up for from the store")
    func gap() async throws {
        let harness = HubHarness()
        let job = try await harness.started(events: 5)
        let follower = harness.follow(job.id, after: 4)
        try await harness.live(1)
        try await waitUntil { follower.numbers == [5] }
        try await job.append(2)
        let subscription = harness.hub.subscribe(to: .job(job.id), after: .start)
        let events = try await harness.store.events(of: job.id, after: 0, limit: 9)
        for mailbox in harness.hub.mailboxes(of: .job(job.id)) {
            mailbox.leave([EventRecord(events[6], isLast: false)])
            mailbox.leave([EventRecord(events[5], isLast: false)])
        }
        try await waitUntil { follower.numbers.count >= 3 }
        #expect(follower.numbers == [5, 6, 7])
        withExtendedLifetime(subscription) {}
    }
}
