/// Names one worker process for as long as it lives. Another start is another owner.
public struct LeaseOwner: Sendable, Hashable, CustomStringConvertible {
    /// Letters, digits, `.`, `_` and `-`: it is also the name of a lock file.
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    public var description: String { self.name }
}
