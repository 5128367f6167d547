import JobsApplication
import JobsDomain

/// Watches every commit of a world's store and every answer to a client, and says what breaks a guarantee.
struct History {
    private(set) var jobs: [JobRecord] = []
    private(set) var requests: [RequestRecord] = []
    private(set) var calls: [UUIDv7: CallRecord] = [:]
    private var indexes: [JobID: Int] = [:]
    private var jobsByKey: [String: JobID] = [:]
    /// When a client first learnt that the job is stored.
    private var acknowledged: [JobID: Int] = [:]
    /// The request that inserted a job.
    private var requestsOfJobs: [JobID: Int] = [:]
    private(set) var openJobs = 0
    private(set) var violation: String?
    private var moments = 0

    /// The moment of what happens now: commits and answers have an order also where no time passes.
    mutating func nextMoment() -> Int {
        self.moments += 1
        return self.moments
    }

    mutating func fail(_ message: String) {
        if self.violation == nil { self.violation = message }
    }

    mutating func require(_ condition: Bool, _ message: @autoclosure () -> String) {
        if !condition { self.fail(message()) }
    }

    subscript(_ id: JobID) -> JobRecord? { self.indexes[id].map { self.jobs[$0] } }

    /// Changes what is known of a job that has to be known.
    mutating func withJob(_ id: JobID, _ body: (inout JobRecord, inout History) -> Void) {
        guard let index = self.indexes[id] else { return self.fail("job \(id) was never inserted") }
        var record = self.jobs[index]
        let wasEnded = record.status.isEnded
        body(&record, &self)
        self.openJobs += (wasEnded ? 1 : 0) - (record.status.isEnded ? 1 : 0)
        self.jobs[index] = record
    }

    mutating func withCall(_ id: UUIDv7, _ body: (inout CallRecord, inout History) -> Void) {
        guard var call = self.calls[id] else { return self.fail("a model was asked without an intent") }
        body(&call, &self)
        self.calls[id] = call
    }

    mutating func settled(_ settlements: [CallSettlement]) {
        for settlement in settlements { self.calls[settlement.call]?.isSettled = true }
    }

    mutating func add(_ call: CallRecord, _ id: UUIDv7) {
        self.require(self.calls[id] == nil, "call \(id) was intended twice")
        self.calls[id] = call
    }

    // MARK: - Clients

    /// A client sends a submission.
    ///
    /// - Returns: the request's number, which travels with it to the store.
    mutating func request(_ submission: Submission) -> Int {
        self.requests.append(RequestRecord(submission: submission, began: self.nextMoment()))
        return self.requests.count - 1
    }

    mutating func acknowledge(_ id: JobID, _ submission: Submission) {
        guard let record = self[id] else { return self.fail("an acknowledged job was never inserted") }
        self.require(record.submission.text == submission.text, "a client got the job of another submission")
        if self.acknowledged[id] == nil { self.acknowledged[id] = self.nextMoment() }
    }

    mutating func requestCancel(_ id: JobID) {
        self.withJob(id) { record, _ in record.wasCancelRequested = true }
    }

    // MARK: - Inserts

    mutating func inserted(_ submission: JobSubmission, _ insertion: JobInsertion) {
        if self.indexes[insertion.id] == nil {
            guard let number = submission.traceparent.flatMap({ Int($0) }), number < self.requests.count else {
                return self.fail("a job was inserted that nobody asked for")
            }
            self.require(!insertion.isReplay, "a replay made a job")
            self.indexes[insertion.id] = self.jobs.count
            self.jobs.append(
                JobRecord(
                    id: insertion.id,
                    sequence: insertion.sequence,
                    queue: submission.queue,
                    submission: self.requests[number].submission
                )
            )
            self.openJobs += 1
            self.requestsOfJobs[insertion.id] = number
        }
        guard let key = submission.idempotency?.key else { return }
        self.require(
            self.jobsByKey[key] ?? insertion.id == insertion.id,
            "the key \(key) names two jobs"
        )
        self.jobsByKey[key] = insertion.id
    }

    // MARK: - Order

    /// Whether jobs of a queue started in the order in which clients saw them submitted.
    mutating func checkStartOrder() {
        for first in self.jobs {
            guard let acknowledged = self.acknowledged[first.id] else { continue }
            for second in self.jobs where second.queue == first.queue && second.id != first.id {
                guard let request = self.requestsOfJobs[second.id], let started = second.firstStart,
                    acknowledged < self.requests[request].began
                else { continue }
                // A job that was cancelled before it started has no start to compare.
                if let cancelled = first.firstCancel, first.firstStart.map({ cancelled < $0 }) ?? true { continue }
                self.require(
                    first.firstStart.map { $0 <= started } ?? false,
                    "job \(second.id) started before job \(first.id), which was answered before it was posted"
                )
            }
        }
    }
}
