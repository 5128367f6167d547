/// Some jobs of a list, newest first.
public struct JobPage: Sendable, Equatable {
    public let jobs: [RemoteJob]
    /// Where the next page begins; nil on the last one.
    public let next: String?
}
