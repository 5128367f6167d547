/// A workflow's name and version. A worker claims only the identities it has registered.
public struct WorkflowIdentity: Sendable, Hashable, CustomStringConvertible {
    public let name: String
    /// Grows with every change that makes the steps of a running job mean something else.
    public let version: Int

    public init(name: String, version: Int) {
        self.name = name
        self.version = version
    }

    public var description: String { "\(self.name)@\(self.version)" }
}
