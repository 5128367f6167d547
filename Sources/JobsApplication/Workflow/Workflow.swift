public import JobsDomain

/// A chain that jobs can run: what it takes, and its steps in order.
///
/// Everything outside a workflow's own folder treats inputs and outputs as JSON bytes.
public struct Workflow: Sendable {
    public let identity: WorkflowIdentity
    /// FIFO holds per queue.
    public let queue: String
    /// What `input` of a submission has to be, as JSON Schema.
    public let inputSchema: JSONValue
    public let steps: [any WorkflowStep]
    /// Members of `input` that a submission may also put at the top level.
    public let topLevelInputNames: [String]
    /// The member of `input` that a `text/plain` or `text/markdown` body becomes.
    public let documentInputName: String?
    /// Checks the input of a submission and encodes it once, for good.
    public let encodeInput: @Sendable (JSONObject) throws(WorkflowInputError) -> [UInt8]
    /// The input of a submission that has none.
    public let defaultInput: [UInt8]
    /// What people call the document of an encoded input; nil where it has no name. Lists of jobs are searched by it.
    public let title: @Sendable (_ input: [UInt8]) -> String?

    public init(
        identity: WorkflowIdentity,
        queue: String,
        inputSchema: JSONValue,
        steps: [any WorkflowStep],
        topLevelInputNames: [String] = [],
        documentInputName: String? = nil,
        defaultInput: [UInt8],
        title: @escaping @Sendable (_ input: [UInt8]) -> String? = { _ in nil },
        encodeInput: @escaping @Sendable (JSONObject) throws(WorkflowInputError) -> [UInt8]
    ) {
        self.identity = identity
        self.queue = queue
        self.inputSchema = inputSchema
        self.steps = steps
        self.topLevelInputNames = topLevelInputNames
        self.documentInputName = documentInputName
        self.defaultInput = defaultInput
        self.title = title
        self.encodeInput = encodeInput
    }
}

/// What is wrong with the input of a submission, member by member.
public struct WorkflowInputError: Error, Sendable, Equatable {
    public let problems: [InputProblem]

    public init(_ problems: [InputProblem]) {
        self.problems = problems
    }
}

/// One thing that is wrong with a request.
public struct InputProblem: Sendable, Equatable {
    /// A JSON pointer (RFC 6901) into the object it is about, for example `/text`.
    public let pointer: String
    /// What is expected, in English.
    public let detail: String
    /// What is expected, in Korean.
    public let koreanDetail: String

    public init(pointer: String, detail: String, koreanDetail: String) {
        self.pointer = pointer
        self.detail = detail
        self.koreanDetail = koreanDetail
    }
}
