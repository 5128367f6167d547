import JobsApplication
import JobsDomain

extension JobStoreContract {
    static let feed: [ContractClause<StoreUnderTest>] = [
        ContractClause("the log of all jobs has every event once, each job's in their order") { subject in
            let ids = [try await subject.insert(), try await subject.insert(), try await subject.insert()]
            let claimed = try await subject.claimOne()
            try await subject.apply(claimed, [.startStep("one"), .checkpoint(subject.checkpoint("one")), .complete])
            _ = try await subject.store.cancel(subject.request(ids[1]))
            _ = try await subject.store.retry(subject.request(ids[1]))
            let told = try await subject.feed(limit: 2)
            try requireEqual(told.count, 3 + 4 + 2, "events")
            for id in ids {
                let own = try await subject.store.events(of: id, after: 0, limit: 100)
                try requireEqual(told.map(\.event).filter { $0.job == id }, own, "events of \(id)")
            }
            for (earlier, later) in zip(told, told.dropFirst()) {
                try require(earlier.position < later.position, "\(earlier) stands before \(later)")
            }
        },
        ContractClause("a page of the log that is not full is the last one") { subject in
            for _ in 0..<5 { try await subject.insert() }
            let all = try await subject.feed(limit: 100)
            let some = try await subject.store.feed(after: all[0].position, limit: 3)
            try requireEqual(some.events, Array(all[1...3]), "a full page")
            let rest = try await subject.store.feed(after: all[3].position, limit: 3)
            try requireEqual(rest.events, [all[4]], "the last page")
            try requireEqual(try await subject.store.feed(after: all[4].position, limit: 3).events, [], "after the end")
        },
        ContractClause("a reader that reads while others write misses nothing and is told nothing twice") { subject in
            let told = try await withThrowingTaskGroup(of: [FeedEvent].self) { group in
                let writers = OneTimeCount(8)
                for writer in 0..<8 {
                    group.addTask {
                        defer { writers.countDown() }
                        try await Self.write(subject, writer)
                        return []
                    }
                }
                group.addTask {
                    var told: [FeedEvent] = []
                    while true {
                        // Asked before the page, which then has all that the writers did.
                        let isLast = writers.isDone
                        told += try await subject.feed(after: told.last?.position ?? .start, limit: 7)
                        if isLast { return told }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            var jobs: [JobID: [JobEvent]] = [:]
            for event in told { jobs[event.event.job, default: []].append(event.event) }
            try requireEqual(jobs.count, 8 * 12, "jobs")
            for (id, events) in jobs {
                let own = try await subject.store.events(of: id, after: 0, limit: 100)
                try requireEqual(events, own, "events of \(id)")
            }
            try requireEqual(try await subject.feed(limit: 500), told, "the log once more")
        },
        ContractClause("what commits from now on stands behind the end of the log") { subject in
            let empty = try await subject.store.feedEnd()
            try await subject.insert()
            let old = try await subject.feed(after: empty, limit: 9)
            try requireEqual(old.count, 1, "events behind the first end")
            let end = try await subject.store.feedEnd()
            try require(old[0].position < end || old[0].position == end, "the end is behind what was told")
            let later = try await subject.insert()
            try requireEqual(try await subject.feed(after: end, limit: 9).map(\.event.job), [later], "new events")
        },
        ContractClause("the log of all jobs forgets the events of deleted jobs, and its places stay") { subject in
            let ended = try await subject.insert()
            _ = try await subject.store.cancel(subject.request(ended))
            let waiting = try await subject.insert()
            let places = try await subject.feed(limit: 9).map(\.position)
            let later = subject.now.advanced(by: .seconds(1))
            try requireEqual(try await subject.store.deleteEnded(before: later, limit: 10), 1, "deleted")
            try requireEqual(try await subject.feed(limit: 9).map(\.event.job), [waiting], "what is left")
            for place in places.dropLast() {
                let rest = try await subject.store.feed(after: place, limit: 9)
                try requireEqual(rest.events.map(\.event.job), [waiting], "what is left behind \(place)")
            }
            let end = try await subject.store.feedEnd()
            try requireEqual(try await subject.store.feed(after: end, limit: 9).events, [], "behind the end")
        },
        ContractClause("a place of another log is not found") { subject in
            try await subject.insert()
            for place in [FeedPosition(commit: .max), FeedPosition(commit: 1 << 60, job: 1, event: 1)] {
                try await subject.requireError(.notFound, "a place beyond the end") {
                    try await subject.store.feed(after: place, limit: 9)
                }
            }
            try requireEqual(
                try await subject.feed(after: FeedPosition(commit: -1), limit: 9),
                try await subject.feed(limit: 9),
                "from before the start"
            )
        },
        ContractClause("the last event of each job is known without reading the others") { subject in
            let first = try await subject.insert()
            let second = try await subject.insert()
            _ = try await subject.store.cancel(subject.request(second))
            let unknown = JobID(subject.makeID())
            let last = try await subject.store.lastEvents(of: [first, second, unknown, second])
            try requireEqual(last, [first: 1, second: 2], "last events")
            try requireEqual(try await subject.store.lastEvents(of: []), [:], "of no job")
        },
    ]

    /// Twelve jobs, some of which are cancelled, while claims start and complete what they get.
    private static func write(_ subject: StoreUnderTest, _ writer: Int) async throws {
        for number in 0..<12 {
            let id = try await subject.insert()
            if number % 3 == 0 {
                // Another writer may have completed it meanwhile.
                try await Self.allow(.conflict) { _ = try await subject.store.cancel(subject.request(id)) }
            }
            guard number % 2 == 0 else { continue }
            for claimed in try await subject.claim(2, owner: "worker-\(writer)").jobs {
                // Another writer may have cancelled it meanwhile.
                try await Self.allow(.staleFence) { try await subject.apply(claimed, [.startStep("one"), .complete]) }
            }
        }
    }

    private static func allow(_ code: JobStoreError.Code, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as JobStoreError {
            try requireEqual(error.code, code, "the only reason to fail")
        }
    }
}
