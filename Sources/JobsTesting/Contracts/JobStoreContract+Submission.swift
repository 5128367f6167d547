import JobsApplication
import JobsDomain

extension JobStoreContract {
    static let submission: [ContractClause<StoreUnderTest>] = [
        ContractClause("a stored job comes back with its bytes as they were") { subject in
            // Composed and decomposed spellings stay apart, and white space stays.
            let input = "{ \"text\":\"caf\u{E9} cafe\u{301} \u{1F600}\" }"
            let metadata = "{\"\u{E9}\":\"1\",\"e\u{301}\":\"2\"}"
            let submission = subject.submission(input: input, metadata: metadata)
            let insertion = try await subject.store.insert(submission)
            try requireEqual(insertion.id, submission.id, "the job's name")
            let details = try await subject.details(submission.id)
            try requireEqual(details.metadata, Array(metadata.utf8), "metadata")
            try requireEqual(details.job.status, .pending, "status")
            try requireEqual(try await subject.claimOne().input, Array(input.utf8), "input")
        },
        ContractClause("inserting the same job again does not make another") { subject in
            let submission = subject.submission()
            let first = try await subject.store.insert(submission)
            let second = try await subject.store.insert(submission)
            try requireEqual(second, first, "the second answer")
            try requireEqual(try await subject.store.page(JobListQuery(limit: 10)).jobs.count, 1, "jobs")
            try requireEqual(try await subject.kinds(submission.id), ["job.created"], "events")
        },
        ContractClause("sequences follow the order of inserts") { subject in
            var last: Int64 = 0
            for _ in 0..<5 {
                let sequence = try await subject.store.insert(subject.submission()).sequence
                try require(sequence > last, "sequence \(sequence) after \(last)")
                last = sequence
            }
        },
        ContractClause("concurrent inserts are all stored, each with a sequence of its own") { subject in
            let sequences = try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in 0..<100 { group.addTask { try await subject.store.insert(subject.submission()).sequence } }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            try requireEqual(sequences.count, 100, "distinct sequences")
            try requireEqual(try await subject.store.page(JobListQuery(limit: 200)).jobs.count, 100, "jobs")
        },
        ContractClause("a repeated idempotency key answers the first job") { subject in
            let first = try await subject.store.insert(subject.submission(idempotency: subject.key("k")))
            let second = try await subject.store.insert(subject.submission(idempotency: subject.key("k")))
            try require(!first.isReplay && second.isReplay, "only the second is a replay")
            try requireEqual(second.id, first.id, "the job")
            try requireEqual(try await subject.store.page(JobListQuery(limit: 10)).jobs.count, 1, "jobs")
        },
        ContractClause("concurrent inserts with one idempotency key make one job") { subject in
            let ids = try await withThrowingTaskGroup(of: JobID.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try await subject.store.insert(subject.submission(idempotency: subject.key("k"))).id
                    }
                }
                return try await group.reduce(into: Set<JobID>()) { $0.insert($1) }
            }
            try requireEqual(ids.count, 1, "distinct jobs")
            try requireEqual(try await subject.store.page(JobListQuery(limit: 100)).jobs.count, 1, "stored jobs")
        },
        ContractClause("an idempotency key with other fields is a conflict and stores nothing") { subject in
            _ = try await subject.store.insert(subject.submission(idempotency: subject.key("k", fields: "a")))
            try await subject.requireError(.idempotencyConflict, "the second insert") {
                try await subject.store.insert(subject.submission(idempotency: subject.key("k", fields: "b")))
            }
            try requireEqual(try await subject.store.page(JobListQuery(limit: 10)).jobs.count, 1, "jobs")
        },
        ContractClause("idempotency keys of other owners, and in other bytes, are other keys") { subject in
            let key = subject.key("\u{E9}")
            let first = try await subject.store.insert(subject.submission(owner: "a", idempotency: key))
            let second = try await subject.store.insert(subject.submission(owner: "b", idempotency: key))
            let third = try await subject.store.insert(
                subject.submission(owner: "a", idempotency: subject.key("e\u{301}"))
            )
            try requireEqual(Set([first.id, second.id, third.id]).count, 3, "distinct jobs")
        },
        ContractClause("an idempotency key is free again after its lifetime") { subject in
            let key = subject.key("k", lifetime: .seconds(6000))
            let first = try await subject.store.insert(subject.submission(idempotency: key))
            subject.advance(by: .seconds(6100))
            let second = try await subject.store.insert(subject.submission(idempotency: key))
            try require(!second.isReplay && second.id != first.id, "a new job")
        },
    ]
}
