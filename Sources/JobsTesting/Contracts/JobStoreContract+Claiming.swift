import JobsApplication
import JobsDomain

extension JobStoreContract {
    static let claiming: [ContractClause<StoreUnderTest>] = [
        ContractClause("a claim takes the oldest jobs, in order, at most its limit") { subject in
            var ids: [JobID] = []
            for _ in 0..<5 { ids.append(try await subject.insert()) }
            try requireEqual(try await subject.claim(3).jobs.map(\.job.id), Array(ids[0..<3]), "first claim")
            try requireEqual(try await subject.claim(3).jobs.map(\.job.id), Array(ids[3...]), "second claim")
            try requireEqual(try await subject.claim(3).jobs.count, 0, "third claim")
        },
        ContractClause("smaller priorities go first, then older jobs") { subject in
            let low = try await subject.store.insert(subject.submission(priority: 5)).id
            let high = try await subject.store.insert(subject.submission(priority: -1)).id
            let usual = try await subject.insert()
            try requireEqual(try await subject.claim(3).jobs.map(\.job.id), [high, usual, low], "order")
        },
        ContractClause("concurrent claims share the jobs without overlap") { subject in
            for _ in 0..<40 { try await subject.insert() }
            let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        try await subject.claim(5, owner: "worker-\(worker)").jobs.map(\.job.id)
                    }
                }
                return try await group.reduce(into: [JobID]()) { $0 += $1 }
            }
            try requireEqual(claimed.count, 40, "claims")
            try requireEqual(Set(claimed).count, 40, "distinct jobs")
        },
        ContractClause("a claim marks the job as started by its owner") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne(owner: "worker-x")
            try requireEqual(claimed.job.status, .processing, "status")
            try requireEqual(claimed.job.state.leaseOwner, LeaseOwner("worker-x"), "owner")
            try requireEqual(claimed.job.state.attempts, 1, "attempts")
            try require(claimed.job.fence > .initial, "the fence was raised")
            try requireEqual(try await subject.details(id).job, claimed.job, "the stored job")
            try requireEqual(try await subject.kinds(id), ["job.created", "job.started"], "events")
        },
        ContractClause("a claim leaves other queues and workflow versions untouched") { subject in
            let other = WorkflowIdentity(name: "test", version: 2)
            let newer = try await subject.store.insert(subject.submission(workflow: other)).id
            let elsewhere = try await subject.store.insert(subject.submission(queue: "other")).id
            let claimed = try await subject.claim(5, queues: [StoreUnderTest.queue])
            try requireEqual(claimed.jobs.count, 0, "claims")
            try requireEqual(try await subject.details(newer).job.status, .pending, "the newer version's job")
            let both = try await subject.claim(5, workflows: [StoreUnderTest.workflow, other])
            try requireEqual(both.jobs.map(\.job.id), [newer, elsewhere], "claims of every queue")
        },
        ContractClause("a job started too often in vain fails with attempts_exhausted") { subject in
            let id = try await subject.insert()
            let next = try await subject.insert()
            for _ in 0..<3 {
                try requireEqual(try await subject.claimOne(attemptLimit: 3).job.id, id, "the job that starts")
                subject.advance(by: .seconds(3100))
            }
            let claimed = try await subject.claim(1, attemptLimit: 3)
            try requireEqual(claimed.exhausted, [id], "exhausted jobs")
            try requireEqual(claimed.jobs.map(\.job.id), [next], "the job that starts instead")
            let job = try await subject.details(id).job
            try requireEqual(job.status, .failed, "status")
            try requireEqual(job.state.failure?.code, "attempts_exhausted", "code")
            try requireEqual(try await subject.kinds(id).last, "job.failed", "last event")
        },
        ContractClause("a finished step gives the job its starts back") { subject in
            let id = try await subject.insert()
            for round in 0..<4 {
                let claimed = try await subject.claimOne(attemptLimit: 2)
                try requireEqual(claimed.job.id, id, "the job that starts in round \(round)")
                try await subject.apply(claimed, [.checkpoint(subject.checkpoint("step-\(round)"))])
                subject.advance(by: .seconds(3100))
            }
        },
    ]
}
