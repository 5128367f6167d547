import JobsDomain
import Testing

@Suite("What the owner of a job may write")
struct JobChangeTests {
    static let actions: [JobChange.Action] = [
        .startStep("summary"), .checkpoint(JobSample.checkpoint(StepPath(step: "summary"))),
        .retryStep("summary", reason: "network", delay: .seconds(1)),
        .fallBack("summary", from: "openai", to: "local", reason: "patience"), .intend(JobSample.intent),
        .settle(JobSample.settlement()), .complete, .fail(JobSample.failure),
        .requeue(.released, delay: .zero, cause: nil),
    ]

    // MARK: - Fences

    @Test("a stale fence changes nothing", arguments: actions)
    func staleFence(_ action: JobChange.Action) throws {
        var job = try JobSample.processing()
        let stale = job.fence
        _ = try job.start(JobSample.start(by: LeaseOwner("worker-b")), recoveringFrom: .expired)
        let before = job
        let error = #expect(throws: StaleFence.self) { _ = try job.apply(job.change([action], fence: stale)) }
        #expect(error?.given == stale)
        #expect(error?.current == before.fence)
        #expect(job == before)
    }

    @Test("a fence that was never given out changes nothing")
    func futureFence() throws {
        var job = try JobSample.processing()
        let before = job
        let fence = Fence(storedValue: job.fence.value + 1)
        #expect(throws: StaleFence.self) { _ = try job.apply(job.change([.complete], fence: fence)) }
        #expect(job == before)
    }

    @Test(
        "nobody writes to a job that is not processing, even with its fence",
        arguments: JobStatus.allCases.filter { $0 != .processing },
        actions
    )
    func notProcessing(status: JobStatus, action: JobChange.Action) throws {
        var job = try JobSample.job(status)
        let before = job
        #expect(throws: StaleFence.self) { _ = try job.apply(job.change([action])) }
        #expect(job == before)
    }

    static let ends: [JobChange.Action] = [
        .complete, .fail(JobSample.failure), .requeue(.released, delay: .zero, cause: nil),
    ]

    @Test("an action after the one that gave the job up refuses the whole change", arguments: ends, actions)
    func nothingAfterTheEnd(end: JobChange.Action, action: JobChange.Action) throws {
        var job = try JobSample.processing()
        let before = job
        #expect(throws: StaleFence.self) { _ = try job.apply(job.change([.startStep("summary"), end, action])) }
        #expect(job == before)
    }

    @Test("what a late call used is counted whoever owns the job")
    func lateSettlement() throws {
        var job = try JobSample.job(.cancelled)
        let before = job
        job.settle([JobSample.settlement(input: 7, output: 3, cost: 2)])
        #expect(job.state.usage.inputTokens == 7)
        #expect(job.state.usage.outputTokens == 3)
        #expect(job.state.usage.costNanoUSD == 2)
        #expect(job.status == before.status)
        #expect(job.fence == before.fence)
        #expect(job.state.lastEvent == before.state.lastEvent)
    }

    // MARK: - Ends

    @Test("completing ends the run")
    func complete() throws {
        var job = try JobSample.processing()
        let events = try job.apply([.complete], command: 21, at: 5)
        #expect(events.map(\.kind) == [.jobCompleted])
        #expect(job.status == .completed)
        #expect(job.state.leaseOwner == nil)
        #expect(job.state.finishedAt == JobSample.moment(5))
        #expect(job.state.lastCommand == JobSample.id(21))
        #expect(job.state.failure == nil)
    }

    @Test("failing ends the run and keeps the cause")
    func fail() throws {
        var job = try JobSample.processing()
        let events = try job.apply([.fail(JobSample.failure)], at: 5)
        #expect(job.status == .failed)
        #expect(job.state.leaseOwner == nil)
        #expect(job.state.failure == JobSample.failure)
        #expect(job.state.finishedAt == JobSample.moment(5))
        let event = try #require(events.first)
        #expect(event.kind == .jobFailed)
        #expect(event.step == "summary")
        let error = #"{"code":"refused","message":"The model refused.","step":"summary","retryable":true}"#
        #expect(event.text == #"{"reason":"refused","error":\#(error)}"#)
    }

    @Test("a failure that no step is to blame for says so")
    func failureWithoutStep() {
        let failure = JobFailure(code: "expired", message: "Too late.", isRetryable: false)
        let json = #"{"code":"expired","message":"Too late.","step":null,"retryable":false}"#
        #expect(failure.json.serialized == Array(json.utf8))
    }

    // MARK: - Requeue

    /// What a reason does to the counters of a job that was started twice.
    static let requeues: [(reason: RequeueReason, attempts: Int, starts: Int, parked: Duration)] = [
        (.retry, 2, 2, .zero), (.released, 1, 1, .zero), (.parked, 1, 1, .seconds(9)),
    ]

    @Test("a start is given back where it was not the job's fault", arguments: requeues)
    func requeue(reason: RequeueReason, attempts: Int, starts: Int, parked: Duration) throws {
        var job = try JobSample.processing()
        _ = try job.start(JobSample.start(), recoveringFrom: .ownerDied)
        let fence = job.fence
        let events = try job.apply([.requeue(reason, delay: .seconds(9), cause: JobSample.failure)])
        #expect(job.status == .pending)
        #expect(job.fence > fence)
        #expect(job.state.leaseOwner == nil)
        #expect(job.state.attempts == attempts)
        #expect(job.state.startsSinceCheckpoint == starts)
        #expect(job.state.parked == parked)
        #expect(job.state.failure == JobSample.failure)
        #expect(job.state.finishedAt == nil)
        #expect(events.map(\.kind) == [.jobRequeued])
        #expect(events.first?.step == "summary")
        #expect(events.first?.text == #"{"reason":"\#(reason.rawValue)","delay_ms":9000,"cause":"refused"}"#)
    }

    @Test("a job that goes back at once and without a cause names neither")
    func plainRelease() throws {
        var job = try JobSample.processing()
        let events = try job.apply([.requeue(.released, delay: .zero, cause: nil)])
        #expect(events.first?.text == #"{"reason":"released"}"#)
        #expect(job.state.attempts == 0)
    }

    @Test("a start that a finished step already cleared is given back only once")
    func releaseAfterCheckpoint() throws {
        var job = try JobSample.processing()
        try job.apply([
            .checkpoint(JobSample.checkpoint(StepPath(step: "summary"))), .requeue(.released, delay: .zero, cause: nil),
        ])
        #expect(job.state.attempts == 0)
        #expect(job.state.startsSinceCheckpoint == 0)
        #expect(job.state.completedSteps == 1)
    }

    @Test("the time a job was parked adds up")
    func parkedAddsUp() throws {
        var job = JobSample.pending()
        for _ in 1...3 {
            _ = try job.start(JobSample.start(), recoveringFrom: nil)
            try job.apply([.requeue(.parked, delay: .seconds(20), cause: nil)])
        }
        #expect(job.state.parked == .seconds(60))
        #expect(job.state.attempts == 0)
    }
}
