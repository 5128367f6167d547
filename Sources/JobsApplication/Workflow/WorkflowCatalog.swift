public import JobsDomain

/// The workflows a process knows, in the order in which they were registered.
public struct WorkflowCatalog: Sendable {
    public let workflows: [Workflow]

    public init(_ workflows: [Workflow]) {
        self.workflows = workflows
    }

    /// The identities a worker may claim.
    public var identities: Set<WorkflowIdentity> { Set(self.workflows.map(\.identity)) }

    /// The queues of all workflows.
    public var queues: Set<String> { Set(self.workflows.map(\.queue)) }

    /// The newest version of a workflow.
    public func newest(named name: String) -> Workflow? {
        self.workflows.filter { $0.identity.name.isSameUTF8(as: name) }.max {
            $0.identity.version < $1.identity.version
        }
    }

    /// The workflow of exactly that name and version.
    public func workflow(_ identity: WorkflowIdentity) -> Workflow? {
        self.workflows.first { $0.identity == identity }
    }
}
