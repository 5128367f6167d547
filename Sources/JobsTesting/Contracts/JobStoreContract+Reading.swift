import JobsApplication
import JobsDomain

extension JobStoreContract {
    static let reading: [ContractClause<StoreUnderTest>] = [
        ContractClause("events are read in order, after a number, up to a limit") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            try await subject.apply(claimed, [.startStep("one"), .checkpoint(subject.checkpoint("one")), .complete])
            let some = try await subject.store.events(of: id, after: 1, limit: 2)
            try requireEqual(some.map(\.number), [2, 3], "numbers")
            try requireEqual(some.map(\.kind), [.jobStarted, .stepStarted], "kinds")
            try requireEqual(try await subject.store.events(of: id, after: 5, limit: 9).count, 0, "after the last")
            let completed = try await subject.store.events(of: id, after: 3, limit: 1).first
            try requireEqual(completed?.data, Array(#"{"output":{"a":1}}"#.utf8), "data of step.completed")
        },
        ContractClause("jobs that are read at the same time are told apart") { subject in
            var ids: [JobID] = []
            for _ in 0..<20 { ids.append(try await subject.insert()) }
            let unknown = JobID(subject.makeID())
            let asked = ids + [unknown] + ids.reversed() + [unknown] + ids
            let found = try await withThrowingTaskGroup(of: (Int, JobID?).self) { group in
                for (place, id) in asked.enumerated() {
                    group.addTask { (place, try await subject.store.job(id)?.job.id) }
                }
                return try await group.reduce(into: [JobID?](repeating: nil, count: asked.count)) { $0[$1.0] = $1.1 }
            }
            try requireEqual(found, asked.map { $0 == unknown ? nil : $0 }, "jobs")
        },
        ContractClause("statistics count every job by queue and status") { subject in
            let first = try await subject.insert()
            let second = try await subject.insert()
            let other = try await subject.store.insert(subject.submission(queue: "other")).id
            _ = try await subject.store.cancel(subject.request(other))
            let before = try await subject.store.statistics()
            try requireEqual(before.oldestWaiting?.job, first, "oldest")
            try requireEqual(before.counts["other"]?[.cancelled], 1, "cancelled elsewhere")
            let claimed = try await subject.claimOne()
            let during = try await subject.store.statistics()
            try requireEqual(during.oldestWaiting?.job, second, "oldest while one runs")
            try requireEqual(during.counts[StoreUnderTest.queue]?[.pending], 1, "waiting")
            try requireEqual(during.counts[StoreUnderTest.queue]?[.processing], 1, "running")
            try await subject.apply(claimed, [.complete])
            let after = try await subject.store.statistics().counts[StoreUnderTest.queue] ?? [:]
            try requireEqual(after[.processing] ?? 0, 0, "running at the end")
            try requireEqual(after[.completed], 1, "completed")
        },
        ContractClause("deleting removes old ended jobs and nothing else") { subject in
            let ended = try await subject.insert()
            let claimed = try await subject.claimOne()
            let call = subject.makeID()
            try await subject.apply(claimed, [.intend(subject.intent(call, ended))])
            try await subject.apply(claimed, [.settle(subject.settlement(call, ended)), .complete])
            let waiting = try await subject.insert()
            let tooEarly = try await subject.store.deleteEnded(before: subject.now, limit: 10)
            try requireEqual(tooEarly, 0, "deleted before its time")
            let later = subject.now.advanced(by: .seconds(1))
            try requireEqual(try await subject.store.deleteEnded(before: later, limit: 10), 1, "deleted")
            try requireEqual(try await subject.store.job(ended), nil, "the ended job")
            try requireEqual(try await subject.store.events(of: ended, after: 0, limit: 9).count, 0, "its events")
            try requireEqual(try await subject.store.calls(of: ended).count, 1, "its calls")
            try requireEqual(try await subject.details(waiting).job.status, .pending, "the waiting job")
            let counts = try await subject.store.statistics().counts[StoreUnderTest.queue] ?? [:]
            try requireEqual(counts[.completed] ?? 0, 0, "completed jobs")
            let next = try await subject.store.insert(subject.submission()).sequence
            try require(next > 2, "a sequence is never used twice")
        },
    ]
}
