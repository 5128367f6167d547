public import JobsDomain

/// One model of one provider.
public protocol LanguageModel: Sendable {
    /// Who answers.
    var provider: ModelProvider { get }

    /// The model that is asked for, as the provider names it.
    var model: String { get }

    /// Asks once: exactly one attempt, no retry, no fallback, no waiting for a limit to pass.
    ///
    /// The answer is what the model wrote, not yet trusted: at most 2 MiB, complete (the provider said
    /// that it stopped by itself), but neither parsed nor checked against the schema. Cancelling the
    /// calling task breaks the call off.
    ///
    /// - Throws: ``LanguageModelError``, classified by status and body; `cancelled` if the task was.
    func complete(_ request: ModelRequest) async throws(LanguageModelError) -> ModelReply
}

/// Who answers.
public struct ModelProvider: Sendable, Hashable {
    /// As in `LLM_PROVIDERS`, for example `openai-compatible`.
    public let name: String
    /// As in a result's `_source`, for example `openai_compatible`.
    public let source: String

    public init(name: String, source: String) {
        self.name = name
        self.source = source
    }
}

/// One question to a model.
public struct ModelRequest: Sendable, Equatable {
    /// Names the call in the ledger.
    public let call: UUIDv7
    public let prompt: ModelPrompt
    /// How long the call may take, from now to the last byte.
    public let timeout: Duration

    public init(call: UUIDv7, prompt: ModelPrompt, timeout: Duration) {
        self.call = call
        self.prompt = prompt
        self.timeout = timeout
    }
}

/// What a model is asked, and in which form it has to answer.
public struct ModelPrompt: Sendable, Equatable {
    /// Instructions; never text of a user.
    public let system: String
    /// The data to work on, fenced.
    public let user: String
    /// Letters, digits, `_` and `-`, at most 64.
    public let schemaName: String
    /// A JSON Schema of the portable subset: every object closed and all its members required; no unions,
    /// formats, patterns or limits.
    public let schema: JSONValue
    public let maximumOutputTokens: Int

    public init(system: String, user: String, schemaName: String, schema: JSONValue, maximumOutputTokens: Int) {
        self.system = system
        self.user = user
        self.schemaName = schemaName
        self.schema = schema
        self.maximumOutputTokens = maximumOutputTokens
    }
}

/// What a model answered.
public struct ModelReply: Sendable, Equatable {
    public let text: String
    /// Cached ones included; nil where the provider did not say.
    public let inputTokens: Int?
    /// Reasoning included; nil where the provider did not say.
    public let outputTokens: Int?
    /// The model that the provider says has answered.
    public let reportedModel: String?
    /// The provider's own name for the request.
    public let requestID: String?

    public init(
        text: String,
        inputTokens: Int? = nil,
        outputTokens: Int? = nil,
        reportedModel: String? = nil,
        requestID: String? = nil
    ) {
        self.text = text
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.reportedModel = reportedModel
        self.requestID = requestID
    }
}
