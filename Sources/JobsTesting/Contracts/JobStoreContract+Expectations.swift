import JobsApplication
import JobsDomain

/// Changes whose writers say what they know of their jobs.
extension JobStoreContract {
    static let expectations: [ContractClause<StoreUnderTest>] = [
        ContractClause("a writer that knows its job can change it again and again") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let call = subject.makeID()
            let begun = try await subject.apply(
                claimed,
                [.startStep("one"), .intend(subject.intent(call, id))],
                expecting: claimed.job
            )
            let settled = try await subject.apply(
                claimed,
                [.settle(subject.settlement(call, id)), .checkpoint(subject.checkpoint("one"))],
                expecting: begun
            )
            let done = try await subject.apply(claimed, [.complete], expecting: settled)
            try requireEqual(done.state.usage.inputTokens, 7, "tokens")
            try requireEqual(try await subject.details(id).job, done, "the job as it is stored")
            try requireEqual(
                try await subject.kinds(id),
                ["job.created", "job.started", "step.started", "step.completed", "job.completed"],
                "events"
            )
            let counts = try await subject.store.statistics().counts[StoreUnderTest.queue] ?? [:]
            try requireEqual(counts[.completed], 1, "completed jobs")
        },
        ContractClause("a writer that is mistaken about its job changes what the job is") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            try await subject.apply(claimed, [.startStep("one"), .checkpoint(subject.checkpoint("one"))])
            let job = try await subject.apply(claimed, [.startStep("two")], expecting: claimed.job)
            try requireEqual(job.state.completedSteps, 1, "finished steps")
            try requireEqual(job.state.currentStep, "two", "step")
            try requireEqual(try await subject.details(id).job, job, "the job as it is stored")
            try requireEqual(
                try await subject.kinds(id),
                ["job.created", "job.started", "step.started", "step.completed", "step.started"],
                "events"
            )
        },
        ContractClause("what a late settlement has counted is not lost to a writer that does not know of it") {
            subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let call = subject.makeID()
            let begun = try await subject.apply(claimed, [.intend(subject.intent(call, id))])
            try await subject.store.settle([subject.settlement(call, id, tokens: 40)])
            let job = try await subject.apply(claimed, [.startStep("one")], expecting: begun)
            try requireEqual(job.state.usage.inputTokens, 40, "tokens")
            try requireEqual(job.state.usage.unsettledCalls, 0, "open calls")
            try requireEqual(try await subject.details(id).job, job, "the job as it is stored")
        },
        ContractClause("a writer that has lost its job is refused, and what it paid for is kept") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let call = subject.makeID()
            let begun = try await subject.apply(claimed, [.intend(subject.intent(call, id))], expecting: claimed.job)
            _ = try await subject.store.cancel(subject.request(id))
            try await subject.requireError(.staleFence, "the change of a writer without its job") {
                try await subject.apply(
                    claimed,
                    [.settle(subject.settlement(call, id)), .complete],
                    expecting: begun
                )
            }
            let job = try await subject.details(id).job
            try requireEqual(job.status, .cancelled, "status")
            try requireEqual(job.state.usage.inputTokens, 7, "tokens")
            try requireEqual(try await subject.store.calls(of: id).first?.settlement?.outcome, .answered, "outcome")
        },
        ContractClause(
            "a change that cannot follow from what its writer knows is refused, and its settlements are kept"
        ) {
            subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let call = subject.makeID()
            let begun = try await subject.apply(claimed, [.intend(subject.intent(call, id))], expecting: claimed.job)
            try await subject.requireError(.staleFence, "an action behind the end") {
                try await subject.apply(
                    claimed,
                    [.complete, .settle(subject.settlement(call, id)), .startStep("one")],
                    expecting: begun
                )
            }
            let job = try await subject.details(id).job
            try requireEqual(job.status, .processing, "status")
            try requireEqual(job.state.usage.inputTokens, 7, "tokens")
        },
        ContractClause("a repeated change is done once, whatever its writer knows") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let change = subject.change(claimed, [.checkpoint(subject.checkpoint("one"))], expecting: claimed.job)
            let first = try await subject.store.apply(change)
            try requireEqual(try await subject.store.apply(change), first, "the answer")
            try requireEqual(try await subject.kinds(id).count, 3, "events")
        },
        ContractClause("one mistaken writer does not hinder the others") { subject in
            for _ in 0..<8 { try await subject.insert() }
            let claimed = try await subject.claim(8).jobs
            try await subject.apply(claimed[3], [.startStep("earlier")])
            let jobs = try await withThrowingTaskGroup(of: Job.self) { group in
                for each in claimed {
                    group.addTask { try await subject.apply(each, [.startStep("one")], expecting: each.job) }
                }
                return try await group.reduce(into: [JobID: Job]()) { $0[$1.id] = $1 }
            }
            for each in claimed {
                let events = try await subject.kinds(each.job.id).count
                try requireEqual(events, each.job.id == claimed[3].job.id ? 4 : 3, "events")
                try requireEqual(
                    try await subject.details(each.job.id).job,
                    jobs[each.job.id],
                    "the job as it is stored"
                )
            }
        },
    ]
}
