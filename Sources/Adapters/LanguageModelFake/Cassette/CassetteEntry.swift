import JobsApplication
import JobsDomain

/// One recorded exchange, as a line of a file holds it.
struct CassetteEntry: Sendable, Equatable {
    let provider: String
    let model: String
    /// The digest of the question.
    let question: String
    let result: Result<ModelReply, LanguageModelError>

    init(provider: String, model: String, question: String, result: Result<ModelReply, LanguageModelError>) {
        self.provider = provider
        self.model = model
        self.question = question
        self.result = result
    }

    /// Reads a line; nil where it is none.
    init?(line: [UInt8]) {
        guard let entry = try? JSONValue(parsing: line), let provider = entry["provider"]?.string,
            let model = entry["model"]?.string, let question = entry["question"]?.string
        else { return nil }
        self.provider = provider
        self.model = model
        self.question = question
        let usage = ModelUsage(entry["usage"])
        if let text = entry["reply"]?.string {
            let reported = entry["reported_model"]?.string
            self.result = .success(ModelReply(text: text, usage: usage, reportedModel: reported))
        } else if let error = entry["error"], let error = LanguageModelError(error, usage) {
            self.result = .failure(error)
        } else {
            return nil
        }
    }

    /// The exchange as JSON, with its line feed.
    var line: [UInt8] {
        var entry: JSONObject = [
            "provider": .string(self.provider), "model": .string(self.model), "question": .string(self.question),
        ]
        switch self.result {
        case .success(let reply):
            entry.append("reply", .string(reply.text))
            entry.append("reported_model", reply.reportedModel.map { .string($0) })
            entry.append("usage", reply.usage.recorded)
        case .failure(let error):
            entry.append("error", error.recorded)
            entry.append("usage", error.usage.recorded)
        }
        return entry.serialized + [0x0A]
    }
}

extension LanguageModelError {
    /// Its request's name is left out: it names nothing once it is played.
    fileprivate var recorded: JSONValue {
        var error: JSONObject = ["code": .string(self.code.rawValue), "message": .string(self.message)]
        error.append("status", self.status.map { .integer($0) })
        error.append("retry_after_ms", self.retryAfter.map { .integer($0.milliseconds) })
        error.append("token_limit", self.tokenLimit.map { .integer($0) })
        error.append("was_sent", .bool(self.wasSent))
        error.append("has_adapted", .bool(self.hasAdapted))
        return .object(error)
    }

    fileprivate init?(_ recorded: JSONValue, _ usage: ModelUsage) {
        guard let code = recorded["code"]?.string.flatMap(Code.init(rawValue:)),
            let message = recorded["message"]?.string
        else { return nil }
        self.init(
            code,
            message,
            status: recorded["status"]?.integer,
            retryAfter: recorded["retry_after_ms"]?.integer.map { .milliseconds($0) },
            wasSent: recorded["was_sent"]?.bool ?? true,
            usage: usage,
            tokenLimit: recorded["token_limit"]?.integer,
            hasAdapted: recorded["has_adapted"]?.bool ?? false
        )
    }
}

extension ModelUsage {
    /// Nil where nothing is known.
    fileprivate var recorded: JSONValue? {
        var usage = JSONObject()
        usage.append("input", self.inputTokens.map { .integer($0) })
        usage.append("cached_input", self.cachedInputTokens.map { .integer($0) })
        usage.append("cache_write", self.cacheWriteTokens.map { .integer($0) })
        usage.append("output", self.outputTokens.map { .integer($0) })
        usage.append("reasoning", self.reasoningTokens.map { .integer($0) })
        return usage.members.isEmpty ? nil : .object(usage)
    }

    fileprivate init(_ recorded: JSONValue?) {
        self.init(
            inputTokens: recorded?["input"]?.integer,
            cachedInputTokens: recorded?["cached_input"]?.integer,
            cacheWriteTokens: recorded?["cache_write"]?.integer,
            outputTokens: recorded?["output"]?.integer,
            reasoningTokens: recorded?["reasoning"]?.integer
        )
    }
}
