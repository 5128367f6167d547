public import JobsDomain

/// One step of a workflow: how to ask a model, how to judge its answer, and how to do without one.
public protocol WorkflowStep: Sendable {
    /// Lower-case letters, digits, `_` and `-`; the member of `result` that holds the output.
    var name: String { get }

    /// What `steps_completed` shows once it is done.
    var completionLabel: String { get }

    /// Grows when the prompt's wording changes; kept in the ledger.
    var promptVersion: String { get }

    /// Grows when the answer's schema changes; kept in the ledger.
    var schemaVersion: String { get }

    /// Builds the question.
    ///
    /// - Throws: ``StepFailure`` where the input cannot be asked about.
    func prompt(for context: StepContext) throws(StepFailure) -> ModelPrompt

    /// Turns a model's answer into the output, and computes what must not be believed, such as counts.
    ///
    /// - Returns: the output without provenance, which is added outside.
    /// - Throws: ``AnswerRejection`` with every problem found.
    func output(from answer: JSONValue, in context: StepContext) throws(AnswerRejection) -> JSONObject

    /// Produces the same kind of output by rules, without a model; nil where there are none.
    ///
    /// The same context gives the same bytes.
    func localOutput(for context: StepContext) throws(StepFailure) -> JSONObject?
}

/// What a step works on.
public struct StepContext: Sendable {
    /// The job's input, as ``Workflow/encodeInput`` made it.
    public let input: JSONValue
    /// `ko`, `en` or `auto`, as the client asked.
    public let language: String
    /// The outputs of earlier steps, by the steps' names.
    public let outputs: JSONObject
    /// Unpredictable letters and digits for the fence around the document; new for every call.
    public let fenceMarker: String

    public init(input: JSONValue, language: String, outputs: JSONObject, fenceMarker: String) {
        self.input = input
        self.language = language
        self.outputs = outputs
        self.fenceMarker = fenceMarker
    }
}

/// Why a step cannot be done at all, whoever tries.
public struct StepFailure: Error, Sendable, Equatable {
    /// Stable, lower-case; becomes the job's `error.code`.
    public let code: String
    /// One English sentence without text of the document.
    public let message: String

    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

/// Why a model's answer is of no use.
public struct AnswerRejection: Error, Sendable, Equatable {
    /// `pointer: problem`, without text of the answer.
    public let problems: [String]

    public init(_ problems: [String]) {
        self.problems = problems
    }
}
