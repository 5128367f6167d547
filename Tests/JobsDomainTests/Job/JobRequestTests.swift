import JobsDomain
import Testing

@Suite("What clients ask of a job")
struct JobRequestTests {
    @Test("an open job is cancelled, and its worker is shut out", arguments: [JobStatus.pending, .processing])
    func cancel(_ status: JobStatus) throws {
        var job = try JobSample.job(status)
        let before = job
        let event = try job.cancel(command: JobSample.id(40), at: JobSample.moment(6))
        #expect(event?.kind == .jobCancelled)
        #expect(event?.text == #"{"reason":"requested"}"#)
        #expect(job.status == .cancelled)
        #expect(job.fence > before.fence)
        #expect(job.state.leaseOwner == nil)
        #expect(job.state.failure == nil)
        #expect(job.state.finishedAt == JobSample.moment(6))
        #expect(job.state.lastCommand == JobSample.id(40))
        #expect(throws: StaleFence.self) { _ = try job.apply(job.change([.complete], fence: before.fence)) }
    }

    @Test("the event of a cancellation names the step that was under way")
    func cancelNamesStep() throws {
        var job = try JobSample.processing()
        try job.apply([.startStep("checklist")])
        #expect(try job.cancel(command: JobSample.id(40), at: JobSample.moment(6))?.step == "checklist")
    }

    @Test("cancelling again changes nothing")
    func cancelTwice() throws {
        var job = try JobSample.job(.cancelled)
        let before = job
        #expect(try job.cancel(command: JobSample.id(41), at: JobSample.moment(7)) == nil)
        #expect(job == before)
    }

    @Test("a completed or failed job is not cancelled", arguments: [JobStatus.completed, .failed])
    func cancelTooLate(_ status: JobStatus) throws {
        var job = try JobSample.job(status)
        let before = job
        let error = #expect(throws: IllegalTransition.self) {
            _ = try job.cancel(command: JobSample.id(40), at: JobSample.moment(6))
        }
        #expect(error?.transition == .cancel)
        #expect(error?.status == status)
        #expect(job == before)
    }

    @Test("a failed or cancelled job goes again with all its starts", arguments: [JobStatus.failed, .cancelled])
    func retry(_ status: JobStatus) throws {
        var job = try JobSample.job(status)
        let before = job
        let event = try job.retry(command: JobSample.id(42), at: JobSample.moment(8))
        #expect(event.kind == .jobRequeued)
        #expect(event.text == #"{"reason":"manual","run":2}"#)
        #expect(job.status == .pending)
        #expect(job.state.run == 2)
        #expect(job.fence > before.fence)
        #expect(job.state.attempts == before.state.attempts)
        #expect(job.state.startsSinceCheckpoint == 0)
        #expect(job.state.parked == .zero)
        #expect(job.state.currentStep == nil)
        #expect(job.state.failure == nil)
        #expect(job.state.finishedAt == nil)
        #expect(job.state.lastCommand == JobSample.id(42))
        let started = try job.start(JobSample.start(), recoveringFrom: nil)
        #expect(started.first?.text == #"{"run":2,"attempt":2}"#)
    }

    @Test("a retry keeps finished steps and what they cost")
    func retryKeepsSteps() throws {
        var job = try JobSample.processing()
        try job.apply([
            .intend(JobSample.intent), .settle(JobSample.settlement()),
            .checkpoint(JobSample.checkpoint(StepPath(step: "summary"), isDegraded: true)), .fail(JobSample.failure),
        ])
        let usage = job.state.usage
        _ = try job.retry(command: JobSample.id(42), at: JobSample.moment(8))
        #expect(job.state.completedSteps == 1)
        #expect(job.state.isDegraded)
        #expect(job.state.usage == usage)
    }

    @Test("a retry forgets how long the run before was parked")
    func retryForgetsParking() throws {
        var job = try JobSample.processing()
        try job.apply([.requeue(.parked, delay: .seconds(60), cause: nil)])
        _ = try job.cancel(command: JobSample.id(40), at: JobSample.moment(3))
        #expect(job.state.parked == .seconds(60))
        _ = try job.retry(command: JobSample.id(42), at: JobSample.moment(8))
        #expect(job.state.parked == .zero)
    }

    @Test(
        "a job that has not ended, or has completed, is not retried",
        arguments: [JobStatus.pending, .processing, .completed]
    )
    func retryRefused(_ status: JobStatus) throws {
        var job = try JobSample.job(status)
        let before = job
        let error = #expect(throws: IllegalTransition.self) {
            _ = try job.retry(command: JobSample.id(42), at: JobSample.moment(8))
        }
        #expect(error?.transition == .retry)
        #expect(error?.status == status)
        #expect(job == before)
    }
}
