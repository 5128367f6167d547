/// Why a job, a step or a model call failed, in words for a client and a code for a program.
public struct JobFailure: Sendable, Equatable {
    /// Stable, lower-case, for example `attempts_exhausted`.
    public let code: String
    /// One English sentence without secrets and without text of the document.
    public let message: String
    /// The step it happened in, or nil where no step is to blame.
    public let step: String?
    /// Whether a manual retry may help.
    public let isRetryable: Bool

    public init(code: String, message: String, step: String? = nil, isRetryable: Bool) {
        self.code = code
        self.message = message
        self.step = step
        self.isRetryable = isRetryable
    }

    /// The job was started as often as allowed without finishing a step or part.
    public static func attemptsExhausted(limit: Int, step: String?) -> JobFailure {
        JobFailure(
            code: "attempts_exhausted",
            message: "The job was started \(limit) times without finishing a step.",
            step: step,
            isRetryable: true
        )
    }

    /// The failure as the `error` member of a job.
    public var json: JSONObject {
        [
            "code": .string(self.code),
            "message": .string(self.message),
            "step": self.step.map(JSONValue.string) ?? .null,
            "retryable": .bool(self.isRetryable),
        ]
    }
}
