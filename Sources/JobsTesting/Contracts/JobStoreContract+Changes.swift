import JobsApplication
import JobsDomain

extension JobStoreContract {
    static let changes: [ContractClause<StoreUnderTest>] = [
        ContractClause("the actions of a change become true together, in order") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let call = subject.makeID()
            try await subject.apply(claimed, [.startStep("one"), .intend(subject.intent(call, id))])
            try requireEqual(try await subject.details(id).job.state.currentStep, "one", "step")
            let job = try await subject.apply(
                claimed,
                [.settle(subject.settlement(call, id)), .checkpoint(subject.checkpoint("one")), .startStep("two")]
            )
            try requireEqual(job.state.completedSteps, 1, "finished steps")
            try requireEqual(job.state.usage.calls, 1, "calls")
            let done = try await subject.apply(claimed, [.checkpoint(subject.checkpoint("two")), .complete])
            try requireEqual(done.status, .completed, "status")
            try requireEqual(
                try await subject.kinds(id),
                [
                    "job.created", "job.started", "step.started", "step.completed", "step.started",
                    "step.completed", "job.completed",
                ],
                "events"
            )
        },
        ContractClause("a repeated change is done once") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let change = subject.change(claimed, [.startStep("one"), .checkpoint(subject.checkpoint("one"))])
            let first = try await subject.store.apply(change)
            let second = try await subject.store.apply(change)
            try requireEqual(second, first, "the answer")
            try requireEqual(try await subject.kinds(id).count, 4, "events")
            try requireEqual(second.state.completedSteps, 1, "finished steps")
        },
        ContractClause("finished steps come back with the next claim, byte by byte") { subject in
            try await subject.insert()
            let claimed = try await subject.claimOne()
            let output = "{\"text\": \"e\u{301} \\u00e9\",  \"n\": 1.50}"
            let checkpoint = subject.checkpoint("one", output)
            try await subject.apply(claimed, [.checkpoint(checkpoint)])
            subject.advance(by: .seconds(3100))
            try requireEqual(try await subject.claimOne().checkpoints, [checkpoint], "checkpoints")
        },
        ContractClause("parts of a step are kept but not shown as steps") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let part = Checkpoint(
                path: StepPath(step: "one", part: 3),
                inputHash: SHA256Digest(of: []),
                output: Array("{}".utf8),
                isDegraded: false
            )
            try await subject.apply(claimed, [.checkpoint(part)])
            try requireEqual(try await subject.details(id).checkpoints, [], "shown steps")
            try requireEqual(try await subject.kinds(id).last, "job.started", "last event")
            subject.advance(by: .seconds(3100))
            try requireEqual(try await subject.claimOne().checkpoints, [part], "checkpoints")
        },
        ContractClause("an ended job takes no more writes and is not claimed") { subject in
            try await subject.insert()
            let claimed = try await subject.claimOne()
            try await subject.apply(claimed, [.complete])
            try await subject.requireError(.staleFence, "a write after the end") {
                try await subject.apply(claimed, [.fail(JobFailure(code: "x", message: "x", isRetryable: true))])
            }
            subject.advance(by: .seconds(360000))
            try requireEqual(try await subject.claim().jobs.count, 0, "claims")
        },
        ContractClause("a released job keeps its place, and its start is given back") { subject in
            let id = try await subject.insert()
            let other = try await subject.insert()
            let claimed = try await subject.claimOne()
            let released = try await subject.apply(claimed, [.requeue(.released, delay: .zero, cause: nil)])
            try requireEqual(released.state.attempts, 0, "attempts")
            try requireEqual(released.status, .pending, "status")
            try requireEqual(try await subject.claim(2).jobs.map(\.job.id), [id, other], "order")
            try await subject.requireError(.staleFence, "a write after the release") {
                try await subject.apply(claimed, [.complete])
            }
        },
        ContractClause("releases never use up the starts of a job") { subject in
            let id = try await subject.insert()
            for _ in 0..<5 {
                let claimed = try await subject.claimOne(attemptLimit: 1)
                try requireEqual(claimed.job.id, id, "the job")
                try await subject.apply(claimed, [.requeue(.released, delay: .zero, cause: nil)])
            }
        },
        ContractClause("a parked job waits, blocks nobody, and returns to its place") { subject in
            let parked = try await subject.insert()
            let second = try await subject.insert()
            let claimed = try await subject.claimOne()
            let cause = JobFailure(code: "network", message: "x", isRetryable: true)
            let job = try await subject.apply(claimed, [.requeue(.parked, delay: .seconds(6000), cause: cause)])
            try requireEqual(job.state.parked, .seconds(6000), "time parked")
            try requireEqual(job.state.attempts, 0, "attempts")
            try requireEqual(try await subject.claim(5).jobs.map(\.job.id), [second], "claims meanwhile")
            let third = try await subject.insert()
            subject.advance(by: .seconds(6100))
            // The second job's lease ran out meanwhile, so all three are there to take.
            try requireEqual(
                try await subject.claim(5).jobs.map(\.job.id),
                [parked, second, third],
                "claims afterwards"
            )
        },
        ContractClause("a job requeued to retry counts its start") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let job = try await subject.apply(claimed, [.requeue(.retry, delay: .seconds(500), cause: nil)])
            try requireEqual(job.state.attempts, 1, "attempts")
            try requireEqual(try await subject.claim().jobs.count, 0, "claims before it is due")
            subject.advance(by: .seconds(500))
            try requireEqual(try await subject.claimOne().job.id, id, "the job")
        },
        ContractClause("a write to a job that does not exist is refused") { subject in
            let submission = subject.submission()
            let job = Job.created(submission.facts(sequence: 1)).job
            let claimed = ClaimedJob(job: job, input: [], checkpoints: [])
            try await subject.requireError(.notFound, "the write") { try await subject.apply(claimed, [.complete]) }
        },
    ]
}
