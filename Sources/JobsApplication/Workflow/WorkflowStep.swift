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

    /// The text that can be asked about part by part where a question about all of it is too long; nil
    /// where the step can be asked only as a whole.
    ///
    /// ``prompt(for:)`` and ``output(from:in:)`` are then called with contexts that have a
    /// ``StepContext/part``.
    func divisibleText(in context: StepContext) throws(StepFailure) -> String?

    /// Puts the outputs of all parts together, in the order of the parts.
    func merge(_ outputs: [JSONObject], in context: StepContext) throws(StepFailure) -> PartsMerge
}

extension WorkflowStep {
    public func divisibleText(in context: StepContext) throws(StepFailure) -> String? { nil }

    public func merge(_ outputs: [JSONObject], in context: StepContext) throws(StepFailure) -> PartsMerge {
        throw StepFailure(code: "not_divisible", message: "The step cannot be asked about in parts.")
    }
}

/// What the outputs of parts come to.
public enum PartsMerge: Sendable, Equatable {
    /// The output of the step.
    case output(JSONObject)
    /// A shorter text to ask about in its turn, as a part of the next level.
    case text(String)
}

/// A piece of a step's text that is asked about by itself.
public struct StepPart: Sendable, Equatable {
    /// 0 for pieces of the text itself, 1 for pieces of what their outputs came to, and so on.
    public let level: Int
    /// The piece's place, from 1, among those of its level.
    public let number: Int
    /// How many pieces there are on its level. The only piece of a level above 0 brings the step's output.
    public let count: Int
    /// The piece itself.
    public let text: String
    /// Where it begins in the text of its level, in Unicode scalars.
    public let offset: Int

    public init(level: Int, number: Int, count: Int, text: String, offset: Int) {
        self.level = level
        self.number = number
        self.count = count
        self.text = text
        self.offset = offset
    }
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
    /// The piece that is asked about; nil means all of it.
    public let part: StepPart?

    public init(
        input: JSONValue,
        language: String,
        outputs: JSONObject,
        fenceMarker: String,
        part: StepPart? = nil
    ) {
        self.input = input
        self.language = language
        self.outputs = outputs
        self.fenceMarker = fenceMarker
        self.part = part
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
