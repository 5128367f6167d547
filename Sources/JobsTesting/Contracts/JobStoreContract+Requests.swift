import JobsApplication
import JobsDomain

extension JobStoreContract {
    static let requests: [ContractClause<StoreUnderTest>] = [
        ContractClause("a waiting job can be cancelled and is not claimed") { subject in
            let id = try await subject.insert()
            try requireEqual(try await subject.store.cancel(subject.request(id)).status, .cancelled, "status")
            try requireEqual(try await subject.claim().jobs.count, 0, "claims")
            try requireEqual(try await subject.kinds(id), ["job.created", "job.cancelled"], "events")
        },
        ContractClause("a running job can be cancelled; what its worker writes then is refused") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            _ = try await subject.store.cancel(subject.request(id))
            try await subject.requireError(.staleFence, "the worker's write") {
                try await subject.apply(claimed, [.complete])
            }
            try requireEqual(try await subject.details(id).job.status, .cancelled, "status")
        },
        ContractClause("cancelling again changes nothing") { subject in
            let id = try await subject.insert()
            let first = try await subject.store.cancel(subject.request(id))
            let second = try await subject.store.cancel(subject.request(id))
            try requireEqual(second, first, "the job")
            try requireEqual(try await subject.kinds(id).count, 2, "events")
        },
        ContractClause("an ended job cannot be cancelled") { subject in
            let id = try await subject.insert()
            try await subject.apply(try await subject.claimOne(), [.complete])
            try await subject.requireError(.conflict, "the cancellation") {
                try await subject.store.cancel(subject.request(id))
            }
            try requireEqual(try await subject.details(id).job.status, .completed, "status")
        },
        ContractClause("a failed job goes again in a new run, at its place, with its finished steps") { subject in
            let id = try await subject.insert()
            let other = try await subject.insert()
            let claimed = try await subject.claimOne()
            let checkpoint = subject.checkpoint("one")
            let failure = JobFailure(code: "x", message: "x", isRetryable: true)
            try await subject.apply(claimed, [.checkpoint(checkpoint), .fail(failure)])
            let job = try await subject.store.retry(subject.request(id))
            try requireEqual(job.status, .pending, "status")
            try requireEqual(job.state.run, 2, "run")
            try requireEqual(job.state.failure, nil, "failure")
            let again = try await subject.claim(2).jobs
            try requireEqual(again.map(\.job.id), [id, other], "order")
            try requireEqual(again[0].checkpoints, [checkpoint], "finished steps")
        },
        ContractClause("a cancelled job can go again") { subject in
            let id = try await subject.insert()
            _ = try await subject.store.cancel(subject.request(id))
            _ = try await subject.store.retry(subject.request(id))
            try requireEqual(try await subject.claimOne().job.id, id, "the job")
            try requireEqual(
                try await subject.kinds(id),
                ["job.created", "job.cancelled", "job.requeued", "job.started"],
                "events"
            )
        },
        ContractClause("a waiting, running or completed job cannot go again") { subject in
            let id = try await subject.insert()
            let retry = { try await subject.store.retry(subject.request(id)) }
            try await subject.requireError(.conflict, "the retry of a waiting job", retry)
            let claimed = try await subject.claimOne()
            try await subject.requireError(.conflict, "the retry of a running job", retry)
            try await subject.apply(claimed, [.complete])
            try await subject.requireError(.conflict, "the retry of a completed job", retry)
        },
        ContractClause("a repeated request is done once") { subject in
            let id = try await subject.insert()
            _ = try await subject.store.cancel(subject.request(id))
            let request = subject.request(id)
            let first = try await subject.store.retry(request)
            try requireEqual(try await subject.store.retry(request), first, "the job")
            try requireEqual(try await subject.kinds(id).count, 3, "events")
        },
        ContractClause("requests for a job that does not exist are refused") { subject in
            let id = JobID(subject.makeID())
            try await subject.requireError(.notFound, "the cancellation") {
                try await subject.store.cancel(subject.request(id))
            }
            try await subject.requireError(.notFound, "the retry") {
                try await subject.store.retry(subject.request(id))
            }
            try requireEqual(try await subject.store.job(id), nil, "the job")
        },
        ContractClause("of a cancellation and a completion, whichever commits first wins") { subject in
            for _ in 0..<20 {
                let id = try await subject.insert()
                let claimed = try await subject.claimOne()
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try? await subject.store.cancel(subject.request(id)) }
                    group.addTask { _ = try? await subject.apply(claimed, [.complete]) }
                }
                let kinds = try await subject.kinds(id)
                let ends = kinds.filter { $0 == "job.completed" || $0 == "job.cancelled" }
                try requireEqual(ends.count, 1, "ends in \(kinds)")
                let status = try await subject.details(id).job.status
                try requireEqual("job.\(status.rawValue)", ends[0], "status and event")
            }
        },
    ]
}
