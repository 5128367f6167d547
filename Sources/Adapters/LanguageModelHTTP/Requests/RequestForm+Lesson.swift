import JobsApplication

extension RequestForm.Lesson {
    /// What a refusal teaches about the form a question was put in; nil where it is about something else.
    ///
    /// - Parameters:
    ///   - error: what the body says.
    ///   - form: how the question was put. Only what it holds can have been refused.
    init?(_ error: ProviderError, form: RequestForm) {
        let refusal = Refusal(error)
        if let limit = error.largestOutput {
            self = .smallerOutput(limit)
        } else if form.isStreamed, form.asksForUsage, refusal.names("stream_options", "include_usage") {
            self = .noUsageOption
        } else if refusal.names(form.outputLimit.rawValue), refusal.speaksOfSupport {
            self = .otherOutputLimit
        } else if form.sendsTemperature, refusal.names("temperature") {
            self = .noTemperature
        } else if form.isStreamed, refusal.names("stream", "streaming"), refusal.speaksOfSupport {
            self = .noStream
        } else if form.schema != .prompt, refusal.speaksOfSchemas {
            self = .lowerSchema
        } else {
            return nil
        }
    }
}

/// The text of a refused request, searched for what it is about.
private struct Refusal {
    private let message: String
    private let words: Set<Substring>
    private let parameter: String

    init(_ error: ProviderError) {
        self.message = error.message.lowercased()
        self.words = Set(self.message.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) })
        self.parameter = error.parameter?.lowercased() ?? ""
    }

    /// Whether one of the members is what was refused, or is named in the text.
    func names(_ names: String...) -> Bool {
        names.contains { self.parameter == $0 || self.words.contains($0[...]) }
    }

    /// Whether the text is about what the server can do, rather than about a value that is out of range.
    var speaksOfSupport: Bool {
        let phrases = [
            "support", "unknown", "unrecognized", "not permitted", "not allowed", "unexpected", "deprecated",
            "not available", "not enabled", "extra inputs", "extra fields", "must be verified", "not implemented",
        ]
        return phrases.contains { self.message.contains($0) }
    }

    var speaksOfSchemas: Bool {
        let phrases = [
            "response_format", "response format", "json_schema", "json schema", "json_object", "json mode", "schema",
            "structured output", "output_config", "output_format", "output format", "grammar", "tool_choice", "tools",
            "response_mime_type", "responsemimetype", "too many states", "guided",
        ]
        return self.parameter.hasPrefix("response_format") || self.parameter.hasPrefix("output_config")
            || phrases.contains { self.message.contains($0) }
    }
}
