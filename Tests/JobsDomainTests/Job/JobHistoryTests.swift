import JobsDomain
import Testing

@Suite("A job's whole life")
struct JobHistoryTests {
    /// Everything that can happen to a job, in one life of two runs.
    private static let life: [@Sendable (inout Job) throws -> [JobEvent]] = [
        { try $0.start(JobSample.start(), recoveringFrom: nil) },
        { try $0.apply([.startStep("summary"), .retryStep("summary", reason: "network", delay: .seconds(1))]) },
        { try $0.apply([.requeue(.released, delay: .zero, cause: nil)]) },
        { try $0.start(JobSample.start(), recoveringFrom: nil) },
        { try $0.start(JobSample.start(), recoveringFrom: .ownerDied) },
        { try $0.apply([.checkpoint(JobSample.checkpoint(StepPath(step: "summary", part: 1)))]) },
        { try $0.apply([.checkpoint(JobSample.checkpoint(StepPath(step: "summary")))]) },
        { try $0.apply([.requeue(.parked, delay: .seconds(5), cause: JobSample.failure)]) },
        { try $0.start(JobSample.start(), recoveringFrom: nil) },
        { try [$0.cancel(command: JobSample.id(40), at: JobSample.moment(6))].compactMap(\.self) },
        { try [$0.cancel(command: JobSample.id(41), at: JobSample.moment(6))].compactMap(\.self) },
        { try [$0.retry(command: JobSample.id(42), at: JobSample.moment(7))] },
        { try $0.start(JobSample.start(), recoveringFrom: nil) },
        { try $0.apply([.startStep("checklist"), .fallBack("checklist", from: "a", to: "b", reason: "c")]) },
        { try $0.apply([.checkpoint(JobSample.checkpoint(StepPath(step: "checklist"))), .complete]) },
    ]

    @Test("events are numbered from one without gaps, and refused writes use up no number")
    func gapless() throws {
        var (job, first) = Job.created(JobSample.facts())
        var events = [first]
        for act in Self.life {
            events += try act(&job)
            #expect(job.state.lastEvent == events.count)
            let stale = job.change([.startStep("x"), .complete], fence: Fence(storedValue: job.fence.value + 1))
            #expect(throws: StaleFence.self) { _ = try job.apply(stale) }
        }
        #expect(events.map(\.number) == Array(1...events.count))
        #expect(events.allSatisfy { $0.job == job.id })
        #expect(job.status == .completed)
        #expect(job.state.completedSteps == 2)
        #expect(job.state.run == 2)
    }

    @Test("every claim, release, recovery, cancellation and retry makes all fences before it stale")
    func fencesRise() throws {
        let raising = [0, 2, 3, 4, 7, 8, 9, 11, 12]
        var job = JobSample.pending()
        for (index, act) in Self.life.enumerated() {
            let before = job.fence
            _ = try act(&job)
            if raising.contains(index) {
                #expect(job.fence > before, "action \(index)")
            } else {
                #expect(job.fence == before, "action \(index)")
            }
        }
    }

    @Test("only a processing job has an owner")
    func ownerOnlyWhileProcessing() throws {
        var job = JobSample.pending()
        for act in Self.life {
            _ = try act(&job)
            #expect((job.state.leaseOwner != nil) == (job.status == .processing))
        }
    }

    @Test("times never step back although a clock does")
    func timesNeverStepBack() throws {
        var job = try JobSample.processing()
        let first = try job.apply([.startStep("summary")], at: 100)
        let second = try job.apply([.startStep("summary")], at: 50)
        #expect(first.first?.at == JobSample.moment(100))
        #expect(second.first?.at == JobSample.moment(100))
        #expect(job.state.updatedAt == JobSample.moment(100))
    }

    @Test("a stored job goes on where it was")
    func storedJob() throws {
        let job = try JobSample.job(.failed)
        var restored = Job(facts: job.facts, storedState: job.state)
        #expect(restored == job)
        #expect(
            try restored.retry(command: JobSample.id(42), at: JobSample.moment(8)).number == job.state.lastEvent + 1
        )
    }

    @Test("a fence reads as its number")
    func fenceText() {
        #expect(Fence.initial.description == "0")
        #expect(Fence(storedValue: 7).description == "7")
        #expect(Fence(storedValue: 7) < Fence(storedValue: 8))
    }
}
