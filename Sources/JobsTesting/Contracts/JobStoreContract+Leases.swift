import JobsApplication
import JobsDomain

extension JobStoreContract {
    static let leases: [ContractClause<StoreUnderTest>] = [
        ContractClause("a job with a live lease is not claimed") { subject in
            try await subject.insert()
            _ = try await subject.claimOne(owner: "worker-a")
            subject.advance(by: .seconds(2900))
            try requireEqual(try await subject.claim(owner: "worker-b").jobs.count, 0, "claims")
        },
        ContractClause("a job whose lease ran out is claimed again, at its old place") { subject in
            let first = try await subject.insert()
            let second = try await subject.insert()
            let lost = try await subject.claimOne(owner: "worker-a")
            subject.advance(by: .seconds(3100))
            let claimed = try await subject.claim(2, owner: "worker-b").jobs
            try requireEqual(claimed.map(\.job.id), [first, second], "order")
            try require(claimed[0].job.fence > lost.job.fence, "the fence was raised")
            try requireEqual(claimed[0].job.state.attempts, 2, "attempts")
            try requireEqual(
                try await subject.kinds(first),
                ["job.created", "job.started", "job.recovered", "job.started"],
                "events"
            )
        },
        ContractClause("a renewed lease lasts from the renewal on") { subject in
            try await subject.insert()
            let claimed = try await subject.claimOne(owner: "worker-a")
            subject.advance(by: .seconds(2000))
            let lease = HeldLease(job: claimed.job.id, fence: claimed.job.fence)
            let lost = try await subject.store.renew([lease], owner: LeaseOwner("worker-a"), for: .seconds(3000))
            try requireEqual(lost, [], "lost leases")
            subject.advance(by: .seconds(2000))
            try requireEqual(try await subject.claim(owner: "worker-b").jobs.count, 0, "claims")
            subject.advance(by: .seconds(1100))
            try requireEqual(try await subject.claim(owner: "worker-b").jobs.count, 1, "claims after the lease")
        },
        ContractClause("a renewal tells which leases are lost, and keeps the others") { subject in
            try await subject.insert()
            let old = try await subject.claimOne(owner: "worker-a")
            subject.advance(by: .seconds(3100))
            _ = try await subject.claimOne(owner: "worker-b")
            try await subject.insert()
            let kept = try await subject.claimOne(owner: "worker-a")
            let leases = [old, kept].map { HeldLease(job: $0.job.id, fence: $0.job.fence) }
            let lost = try await subject.store.renew(leases, owner: LeaseOwner("worker-a"), for: .seconds(3000))
            try requireEqual(lost, [old.job.id], "lost leases")
        },
        ContractClause("a lease of an earlier claim by the same owner is lost") { subject in
            let id = try await subject.insert()
            let old = try await subject.claimOne(owner: "worker-a")
            subject.advance(by: .seconds(3100))
            let new = try await subject.claimOne(owner: "worker-a")
            let leases = [old, new].map { HeldLease(job: $0.job.id, fence: $0.job.fence) }
            for (lease, lost) in zip(leases, [[id], []] as [Set<JobID>]) {
                let answer = try await subject.store.renew([lease], owner: LeaseOwner("worker-a"), for: .seconds(3000))
                try requireEqual(answer, lost, "lost leases")
            }
        },
        ContractClause("a worker that lost its lease changes nothing") { subject in
            let id = try await subject.insert()
            let old = try await subject.claimOne(owner: "worker-a")
            subject.advance(by: .seconds(3100))
            let new = try await subject.claimOne(owner: "worker-b")
            let before = try await subject.details(id)
            let events = try await subject.kinds(id)
            for actions: [JobChange.Action] in [
                [.checkpoint(subject.checkpoint("one"))], [.startStep("one")], [.complete],
                [.intend(subject.intent(subject.makeID(), id))], [.requeue(.released, delay: .zero, cause: nil)],
                [.fail(JobFailure(code: "x", message: "x", isRetryable: false))],
            ] {
                try await subject.requireError(.staleFence, "a stale write of \(actions)") {
                    try await subject.apply(old, actions)
                }
            }
            try requireEqual(try await subject.details(id), before, "the job")
            try requireEqual(try await subject.kinds(id), events, "events")
            try requireEqual(try await subject.store.calls(of: id).count, 0, "calls")
            try await subject.apply(new, [.complete])
        },
        ContractClause("a settlement of a worker that lost its lease is kept and counted") { subject in
            let id = try await subject.insert()
            let old = try await subject.claimOne(owner: "worker-a")
            let call = subject.makeID()
            try await subject.apply(old, [.intend(subject.intent(call, id))])
            subject.advance(by: .seconds(3100))
            _ = try await subject.claimOne(owner: "worker-b")
            try await subject.requireError(.staleFence, "the stale write") {
                try await subject.apply(old, [.settle(subject.settlement(call, id)), .complete])
            }
            try requireEqual(
                try await subject.store.calls(of: id).first?.settlement?.usage.inputTokens,
                7,
                "tokens of the call"
            )
            try requireEqual(try await subject.details(id).job.state.usage.inputTokens, 7, "tokens of the job")
        },
    ]
}
