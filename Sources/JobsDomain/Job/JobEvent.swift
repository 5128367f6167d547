/// One change of a job, as its durable log tells it.
public struct JobEvent: Sendable, Equatable {
    public let job: JobID
    /// Counts the events of one job from 1, without gaps.
    public let number: Int
    public let kind: Kind
    public let at: Timestamp
    /// The top-level step it is about, if any.
    public let step: String?
    /// A JSON object in UTF-8, or nil. Events that have a cause carry it as `reason`.
    public let data: [UInt8]?

    public init(job: JobID, number: Int, kind: Kind, at: Timestamp, step: String?, data: [UInt8]?) {
        self.job = job
        self.number = number
        self.kind = kind
        self.at = at
        self.step = step
        self.data = data
    }

    /// What happened. The raw value is what clients see.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case jobCreated = "job.created"
        case jobStarted = "job.started"
        case stepStarted = "step.started"
        case stepCompleted = "step.completed"
        case stepRetrying = "step.retrying"
        case stepFellBack = "step.fell_back"
        case jobRequeued = "job.requeued"
        case jobRecovered = "job.recovered"
        case jobCompleted = "job.completed"
        case jobFailed = "job.failed"
        case jobCancelled = "job.cancelled"

        /// Whether it ends a run.
        public var isTerminal: Bool {
            switch self {
            case .jobCompleted, .jobFailed, .jobCancelled: true
            default: false
            }
        }
    }
}
