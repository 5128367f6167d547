/// Why a running job has to stop before it is done.
enum StopReason: Sendable, Equatable {
    /// A client cancelled it.
    case cancelled
    /// Its lease is not this worker's any more.
    case leaseLost
    /// The worker ends.
    case draining
}
