import JobsApplication
import JobsDomain

extension JobStoreContract {
    /// A store may decide a claim in its own language, many jobs at a time; it has to come to what
    /// ``Job/start(_:recoveringFrom:)`` says, event by event.
    static let startRule: [ContractClause<StoreUnderTest>] = [
        ContractClause("a first start is what the domain's rule says") { subject in
            try await subject.verifyStart(of: try await subject.insert(), recoveringFrom: nil)
        },
        ContractClause("a start after a release, a park and a failed step is what the domain's rule says") { subject in
            let id = try await subject.insert()
            let cause = JobFailure(code: "rate_limited", message: "Later.", step: "one", isRetryable: true)
            for (reason, cause) in [(RequeueReason.released, nil), (.parked, cause), (.retry, cause)] {
                let claimed = try await subject.claimOne()
                try await subject.apply(claimed, [.startStep("one"), .requeue(reason, delay: .zero, cause: cause)])
                try await subject.verifyStart(of: id, recoveringFrom: nil)
                subject.advance(by: .seconds(3100))
            }
        },
        ContractClause("a start of a manual retry is what the domain's rule says") { subject in
            let id = try await subject.insert()
            _ = try await subject.store.cancel(subject.request(id))
            _ = try await subject.store.retry(subject.request(id))
            try await subject.verifyStart(of: id, recoveringFrom: nil)
        },
        ContractClause("a recovery is what the domain's rule says") { subject in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            try await subject.apply(claimed, [.startStep("one")])
            subject.advance(by: .seconds(3100))
            try await subject.verifyStart(of: id, recoveringFrom: .expired)
        },
        ContractClause("a job that is exhausted ends as the domain's rule says, waiting or abandoned") { subject in
            for abandons in [false, true] {
                let id = try await subject.insert()
                let claimed = try await subject.claimOne(attemptLimit: 1)
                var actions: [JobChange.Action] = [.startStep(#"a "step"\ 한글"#)]
                if !abandons { actions.append(.requeue(.retry, delay: .zero, cause: nil)) }
                try await subject.apply(claimed, actions)
                if abandons { subject.advance(by: .seconds(3100)) }
                try await subject.verifyStart(of: id, recoveringFrom: abandons ? .expired : nil, attemptLimit: 1)
            }
        },
    ]
}

extension StoreUnderTest {
    /// Claims, and holds what the store made of a job against what the rule makes of it.
    fileprivate func verifyStart(
        of id: JobID,
        recoveringFrom loss: LeaseLoss?,
        attemptLimit: Int = 5
    ) async throws {
        let before = try await self.details(id).job
        let start = JobStart(
            command: self.makeID(),
            owner: LeaseOwner("worker-b"),
            attemptLimit: attemptLimit,
            at: self.now.advanced(by: .seconds(5))
        )
        var expected = before
        let events = try expected.start(start, recoveringFrom: loss)
        let claimed = try await self.store.claim(
            JobClaim(start: start, limit: 1, queues: nil, workflows: [StoreUnderTest.workflow], lease: .seconds(3000))
        )
        try requireEqual(try await self.details(id).job, expected, "the job")
        let isStarted = expected.status == .processing
        try requireEqual(claimed.jobs.map(\.job), isStarted ? [expected] : [], "the claimed jobs")
        try requireEqual(claimed.exhausted, isStarted ? [] : [id], "the exhausted jobs")
        let stored = try await self.store.events(of: id, after: before.state.lastEvent, limit: 100)
        try requireEqual(stored.map(EventForm.init), events.map(EventForm.init), "events")
    }

    /// An event whose data is compared as JSON: spelling is the store's own.
    private struct EventForm: Equatable {
        let number: Int
        let kind: JobEvent.Kind
        let at: Timestamp
        let step: String?
        let data: JSONValue?

        init(_ event: JobEvent) {
            self.number = event.number
            self.kind = event.kind
            self.at = event.at
            self.step = event.step
            self.data = event.data.flatMap { try? JSONValue(parsing: $0) }
        }
    }
}
