/// Why one connection of a watcher ended.
enum ConnectionEnd: Sendable, Equatable {
    /// The server has nothing more to tell: its last event ended the run, or it said so (204).
    case complete
    /// It is to be taken up again.
    case broken(reason: String, retryAfter: Duration?)
    /// It makes no sense to try again.
    case failed(JobsClientError)
}
