public import JobsDomain

/// One model of one provider.
public protocol LanguageModel: Sendable {
    /// Who answers.
    var provider: ModelProvider { get }

    /// The model that is asked for, as the provider names it.
    var model: String { get }

    /// What is known about how much the model takes.
    var limits: ModelLimits { get }

    /// Another word for every other address or key, so that what is known against one of them is not held
    /// against the next: at most 16 letters and digits that tell neither.
    var configuration: String { get }

    /// Asks once: exactly one attempt, no retry, no fallback, no waiting for a limit to pass.
    ///
    /// The answer is what the model wrote, not yet trusted: at most 2 MiB, complete (the provider said
    /// that it stopped by itself), but neither parsed nor checked against the schema. Cancelling the
    /// calling task breaks the call off.
    ///
    /// - Parameters:
    ///   - request: the question.
    ///   - onText: takes the answer piece by piece as it arrives, from any thread; it must not wait. The
    ///     pieces are told before anybody knows whether the answer will be of use.
    /// - Throws: ``LanguageModelError``, classified by status and body; `cancelled` if the task was.
    func complete(
        _ request: ModelRequest,
        onText: @escaping @Sendable (String) -> Void
    ) async throws(LanguageModelError) -> ModelReply
}

extension LanguageModel {
    /// Nothing is known.
    public var limits: ModelLimits { ModelLimits() }

    /// Nothing but the model can be configured.
    public var configuration: String { "" }

    /// Asks once, and lets nobody watch.
    public func complete(_ request: ModelRequest) async throws(LanguageModelError) -> ModelReply {
        try await self.complete(request) { _ in }
    }
}

/// How much a model takes; nil where nobody knows, or where there is no limit.
public struct ModelLimits: Sendable, Hashable {
    /// Tokens of question and answer together.
    public var contextTokens: Int?
    /// Calls that may begin within any minute, all processes together.
    public var requestsPerMinute: Int?
    /// Tokens read and written within any minute, all processes together.
    public var tokensPerMinute: Int?

    public init(contextTokens: Int? = nil, requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil) {
        self.contextTokens = contextTokens
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
    }
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
    /// The trace that the call belongs to, with the call as its span; nil where nobody traces.
    public let trace: TraceContext?

    public init(call: UUIDv7, prompt: ModelPrompt, timeout: Duration, trace: TraceContext? = nil) {
        self.call = call
        self.prompt = prompt
        self.timeout = timeout
        self.trace = trace
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
    /// The unpredictable word in the lines around the data: all that differs between two calls with the
    /// same question.
    public let fenceMarker: String
    public var maximumOutputTokens: Int
    /// What was wrong with the last answer to this question, if this is the second attempt at one.
    public var correction: ModelCorrection?

    public init(
        system: String,
        user: String,
        schemaName: String,
        schema: JSONValue,
        fenceMarker: String = "",
        maximumOutputTokens: Int,
        correction: ModelCorrection? = nil
    ) {
        self.system = system
        self.user = user
        self.schemaName = schemaName
        self.schema = schema
        self.fenceMarker = fenceMarker
        self.maximumOutputTokens = maximumOutputTokens
        self.correction = correction
    }
}

/// The two turns that follow the question where the model answered it in vain.
public struct ModelCorrection: Sendable, Equatable {
    /// The model's turn: the answer that was of no use, shortened.
    public let answer: String
    /// The user's turn: what is wrong with it, and what to send instead.
    public let request: String

    public init(answer: String, request: String) {
        self.answer = answer
        self.request = request
    }
}

/// What a model answered.
public struct ModelReply: Sendable, Equatable {
    public let text: String
    public let usage: ModelUsage
    /// The model that the provider says has answered.
    public let reportedModel: String?
    /// The provider's own name for the request.
    public let requestID: String?

    public init(text: String, usage: ModelUsage, reportedModel: String? = nil, requestID: String? = nil) {
        self.text = text
        self.usage = usage
        self.reportedModel = reportedModel
        self.requestID = requestID
    }
}
