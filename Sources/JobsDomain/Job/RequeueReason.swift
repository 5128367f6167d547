/// Why a job that had started goes back to wait.
public enum RequeueReason: String, Sendable, Hashable, CaseIterable {
    /// Something failed that may pass; the start counts.
    case retry
    /// The worker drains; the start is given back.
    case released
    /// It waits for a provider; the start is given back.
    case parked
    /// A client asked for another run.
    case manual

    /// Whether the start is not counted in `attempts`.
    public var givesAttemptBack: Bool {
        switch self {
        case .released, .parked: true
        case .retry, .manual: false
        }
    }
}
