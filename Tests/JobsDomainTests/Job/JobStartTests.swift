import JobsDomain
import Testing

@Suite("Starting a job")
struct JobStartTests {
    @Test("a new job waits, untouched, with one event")
    func created() {
        let (job, event) = Job.created(JobSample.facts())
        #expect(job.status == .pending)
        #expect(job.fence == .initial)
        #expect(job.state.run == 1)
        #expect(job.state.attempts == 0)
        #expect(job.state.completedSteps == 0)
        #expect(job.state.usage == .none)
        #expect(job.state.lastCommand == job.id.uuid)
        #expect(job.state.updatedAt == JobSample.created)
        #expect(event.kind == .jobCreated)
        #expect(event.number == 1)
        #expect(event.at == JobSample.created)
        #expect(event.text == #"{"workflow":"guideline","queue":"guideline_queue"}"#)
    }

    @Test("a claim makes the job its owner's")
    func start() throws {
        var job = JobSample.pending()
        let events = try job.start(JobSample.start(command: 10, at: 4), recoveringFrom: nil)
        #expect(job.status == .processing)
        #expect(job.state.leaseOwner == JobSample.owner)
        #expect(job.fence > .initial)
        #expect(job.state.attempts == 1)
        #expect(job.state.startsSinceCheckpoint == 1)
        #expect(job.state.lastCommand == JobSample.id(10))
        #expect(job.state.updatedAt == JobSample.moment(4))
        #expect(events.map(\.kind) == [.jobStarted])
        #expect(events.first?.text == #"{"run":1,"attempt":1}"#)
    }

    @Test("a void lease is taken over, and its fence is stale", arguments: LeaseLoss.allCases)
    func recovery(_ loss: LeaseLoss) throws {
        var job = try JobSample.processing()
        let before = job
        let events = try job.start(JobSample.start(by: LeaseOwner("worker-b"), command: 11), recoveringFrom: loss)
        #expect(events.map(\.kind) == [.jobRecovered, .jobStarted])
        #expect(events.first?.text == #"{"reason":"\#(loss.rawValue)"}"#)
        #expect(events.last?.text == #"{"run":1,"attempt":2}"#)
        #expect(job.state.leaseOwner == LeaseOwner("worker-b"))
        #expect(job.fence > before.fence)
        #expect(throws: StaleFence.self) { try job.apply(job.change([.complete], fence: before.fence)) }
    }

    @Test("a start clears what the job waited for")
    func startClearsCause() throws {
        var job = try JobSample.processing()
        try job.apply([.requeue(.parked, delay: .seconds(9), cause: JobSample.failure)])
        #expect(job.state.failure == JobSample.failure)
        _ = try job.start(JobSample.start(), recoveringFrom: nil)
        #expect(job.state.failure == nil)
    }

    @Test("a pending job needs no recovery, whatever the claim says")
    func pendingIsNotRecovered() throws {
        var job = JobSample.pending()
        #expect(try job.start(JobSample.start(), recoveringFrom: .expired).map(\.kind) == [.jobStarted])
    }

    @Test("a job whose lease holds is not started, and nothing changes", arguments: [5, 1])
    func leaseHolds(limit: Int) throws {
        var job = try JobSample.processing()
        let before = job
        let start = JobSample.start(by: LeaseOwner("worker-b"), limit: limit, command: 12)
        let error = #expect(throws: IllegalTransition.self) { _ = try job.start(start, recoveringFrom: nil) }
        #expect(error?.status == .processing)
        #expect(job == before)
    }

    @Test(
        "an ended job is not started, and nothing changes",
        arguments: JobStatus.allCases.filter(\.isEnded),
        [LeaseLoss?.none, .expired]
    )
    func endedIsNotStarted(status: JobStatus, loss: LeaseLoss?) throws {
        var job = try JobSample.job(status)
        let before = job
        let error = #expect(throws: IllegalTransition.self) {
            _ = try job.start(JobSample.start(command: 12), recoveringFrom: loss)
        }
        #expect(error?.status == status)
        #expect(job == before)
    }

    // MARK: - Too many starts

    @Test("a job that was started too often in vain fails instead", arguments: [1, 2, 5])
    func attemptsExhausted(limit: Int) throws {
        var job = JobSample.pending()
        for attempt in 1...limit {
            _ = try job.start(JobSample.start(limit: limit), recoveringFrom: attempt == 1 ? nil : .ownerDied)
            try job.apply([.startStep("summary")])
        }
        let fence = job.fence
        let events = try job.start(JobSample.start(limit: limit, command: 13, at: 9), recoveringFrom: .ownerDied)
        #expect(events.map(\.kind) == [.jobRecovered, .jobFailed])
        #expect(job.status == .failed)
        #expect(job.fence > fence)
        #expect(job.state.leaseOwner == nil)
        #expect(job.state.attempts == limit)
        #expect(job.state.finishedAt == JobSample.moment(9))
        #expect(job.state.lastCommand == JobSample.id(13))
        #expect(job.state.failure == .attemptsExhausted(limit: limit, step: "summary"))
        #expect(job.state.failure?.code == "attempts_exhausted")
        #expect(job.state.failure?.isRetryable == true)
        let data = try #require(events.last?.data)
        #expect(try JSONValue(parsing: data)["reason"]?.string == "attempts_exhausted")
    }

    @Test("a waiting job that was started too often in vain fails as well")
    func attemptsExhaustedWhilePending() throws {
        var job = try JobSample.processing()
        try job.apply([.requeue(.retry, delay: .zero, cause: nil)])
        #expect(try job.start(JobSample.start(limit: 1), recoveringFrom: nil).map(\.kind) == [.jobFailed])
        #expect(job.status == .failed)
    }

    @Test("a finished step or part gives the job all its starts again", arguments: [nil, 3])
    func checkpointResets(part: Int?) throws {
        let path = part.map { StepPath(step: "summary", part: $0) } ?? StepPath(step: "summary")
        var job = JobSample.pending()
        for attempt in 1...6 {
            _ = try job.start(JobSample.start(limit: 2), recoveringFrom: attempt == 1 ? nil : .expired)
            #expect(job.state.startsSinceCheckpoint == 1)
            try job.apply([.checkpoint(JobSample.checkpoint(path))])
            #expect(job.state.startsSinceCheckpoint == 0)
        }
        #expect(job.state.attempts == 6)
    }
}
