import JobsDomain
import Testing

@Suite("The table of transitions")
struct JobTransitionTests {
    /// What is legal; everything else is not.
    static let legal: [JobTransition: [JobStatus: JobStatus]] = [
        .start: [.pending: .processing],
        .recover: [.processing: .pending],
        .requeue: [.processing: .pending],
        .complete: [.processing: .completed],
        .fail: [.pending: .failed, .processing: .failed],
        .cancel: [.pending: .cancelled, .processing: .cancelled],
        .retry: [.failed: .pending, .cancelled: .pending],
    ]

    @Test(
        "a transition leads where the table says, and nowhere else",
        arguments: JobTransition.allCases,
        JobStatus.allCases
    )
    func table(transition: JobTransition, status: JobStatus) {
        #expect(transition.target(from: status) == Self.legal[transition]?[status])
    }

    @Test("only a retry leaves an ended status", arguments: JobTransition.allCases.filter { $0 != .retry })
    func endedStaysEnded(_ transition: JobTransition) {
        for status in JobStatus.allCases where status.isEnded { #expect(transition.target(from: status) == nil) }
    }

    @Test("nothing leaves completed", arguments: JobTransition.allCases)
    func completedIsFinal(_ transition: JobTransition) {
        #expect(transition.target(from: .completed) == nil)
    }

    @Test("completed, failed and cancelled are the ends")
    func ends() {
        #expect(JobStatus.allCases.filter(\.isEnded) == [.completed, .failed, .cancelled])
        #expect(JobEvent.Kind.allCases.filter(\.isTerminal) == [.jobCompleted, .jobFailed, .jobCancelled])
    }

    @Test("statuses and events have the names that clients know")
    func names() {
        #expect(JobStatus.allCases.map(\.rawValue) == ["pending", "processing", "completed", "failed", "cancelled"])
        #expect(
            JobEvent.Kind.allCases.map(\.rawValue) == [
                "job.created", "job.started", "step.started", "step.completed", "step.retrying", "step.fell_back",
                "job.requeued", "job.recovered", "job.completed", "job.failed", "job.cancelled",
            ]
        )
        #expect(RequeueReason.allCases.map(\.rawValue) == ["retry", "released", "parked", "manual"])
    }
}
