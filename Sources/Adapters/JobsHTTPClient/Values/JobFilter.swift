public import JobsDomain

/// Which jobs a list shows. What is nil does not matter.
public struct JobFilter: Sendable, Equatable {
    public var status: JobStatus?
    /// The name of a workflow.
    public var workflow: String?
    /// Text that the title has in it.
    public var title: String?
    /// RFC 3339: created at this moment or after it.
    public var since: String?
    /// RFC 3339: created before this moment.
    public var until: String?

    public init(
        status: JobStatus? = nil,
        workflow: String? = nil,
        title: String? = nil,
        since: String? = nil,
        until: String? = nil
    ) {
        self.status = status
        self.workflow = workflow
        self.title = title
        self.since = since
        self.until = until
    }

    /// As parameters of a query, by the API's names.
    var parameters: [(name: String, value: String)] {
        [
            ("status", self.status?.rawValue), ("workflow", self.workflow), ("title", self.title),
            ("created_after", self.since), ("created_before", self.until),
        ].compactMap { name, value in value.map { (name, $0) } }
    }
}
