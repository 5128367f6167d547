/// Where a job stands.
public enum JobStatus: String, Sendable, Hashable, CaseIterable {
    /// Waits for a worker, or for a later time.
    case pending
    /// A worker owns it by a lease.
    case processing
    case completed
    case failed
    case cancelled

    /// Whether the job's run is over. Only a manual retry leaves such a status, and `completed` never.
    public var isEnded: Bool {
        switch self {
        case .pending, .processing: false
        case .completed, .failed, .cancelled: true
        }
    }
}
