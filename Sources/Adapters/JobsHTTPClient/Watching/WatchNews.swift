/// What a watcher of a job is told.
public enum WatchNews: Sendable, Equatable {
    /// Something happened to the job. Numbered events come in order, each once.
    case event(RemoteEvent)
    /// The stream broke; it is taken up again after a pause, where it was.
    case reconnecting(after: Duration, reason: String)
}
