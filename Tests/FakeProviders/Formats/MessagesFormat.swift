import JobsDomain

/// Anthropic's messages.
struct MessagesFormat: ProviderFormat {
    func requestID(_ number: Int) -> String { "req_011C\(number)" }

    func headers(_ number: Int) -> [String: String] {
        [
            "request-id": self.requestID(number), "anthropic-organization-id": "00000000-fake",
            "anthropic-ratelimit-requests-limit": "1000", "anthropic-ratelimit-requests-remaining": "999",
            "anthropic-ratelimit-requests-reset": "2026-08-21T12:40:59Z",
            "anthropic-ratelimit-input-tokens-limit": "80000",
            "anthropic-ratelimit-input-tokens-remaining": "79000",
            "anthropic-ratelimit-output-tokens-limit": "16000",
        ]
    }

    // MARK: - Whole answers

    func body(_ answer: RenderedAnswer) -> JSONValue {
        var message = self.head(answer)
        message.append("content", .array(self.content(answer)))
        self.appendEnd(of: answer, to: &message)
        message.append("usage", self.usage(answer))
        return .object(message)
    }

    private func head(_ answer: RenderedAnswer) -> JSONObject {
        [
            "id": .string("msg_\(answer.number)"), "type": "message", "role": "assistant",
            "model": .string(answer.reportedModel),
        ]
    }

    private func content(_ answer: RenderedAnswer) -> [JSONValue] {
        guard answer.answer.form == .whole, answer.answer.ending != .refused else { return [] }
        guard let tool = answer.request.tool, let input = try? JSONValue(parsing: answer.text) else {
            return [.object(["type": "text", "text": .string(answer.text)])]
        }
        return [
            .object([
                "type": "tool_use", "id": .string("toolu_\(answer.number)"), "name": .string(tool), "input": input,
            ])
        ]
    }

    private func appendEnd(of answer: RenderedAnswer, to object: inout JSONObject) {
        object.append("stop_reason", .string(self.stopReason(answer)))
        object.append("stop_sequence", .null)
        guard answer.answer.ending == .refused || answer.answer.ending == .filtered else { return }
        object.append("stop_details", .object(["type": "refusal", "category": "cyber", "explanation": .null]))
    }

    private func stopReason(_ answer: RenderedAnswer) -> String {
        switch answer.answer.ending {
        case .complete, .failed: answer.request.tool == nil ? "end_turn" : "tool_use"
        case .length: "max_tokens"
        case .filtered, .refused: "refusal"
        }
    }

    /// Tokens from a cache are not among the tokens read here.
    private func usage(_ answer: RenderedAnswer) -> JSONValue? {
        switch answer.answer.usage {
        case .missing: return nil
        case .inOddForms:
            return .object([
                "input_tokens": .string("\(FakeUsage.input)"), "output_tokens": .number("\(FakeUsage.output).0"),
            ])
        case .told:
            return .object([
                "input_tokens": .integer(FakeUsage.input - FakeUsage.cached),
                "cache_creation_input_tokens": .integer(0),
                "cache_read_input_tokens": .integer(FakeUsage.cached),
                "output_tokens": .integer(FakeUsage.output),
                "output_tokens_details": .object(["thinking_tokens": .integer(FakeUsage.reasoning)]),
                "service_tier": "standard",
            ])
        }
    }

    // MARK: - Streams

    func events(_ answer: RenderedAnswer) -> [StreamEvent] {
        var message = self.head(answer)
        message.append("content", [])
        message.append("stop_reason", .null)
        message.append("stop_sequence", .null)
        message.append("usage", self.usage(answer))
        var events = [self.event(.opening, "message_start", ["message": .object(message)])]
        if answer.answer.form == .whole, answer.answer.ending != .refused { events += self.block(answer) }
        var delta = JSONObject()
        self.appendEnd(of: answer, to: &delta)
        var end: JSONObject = ["delta": .object(delta)]
        end.append("usage", self.usage(answer))
        if answer.answer.ending == .failed {
            events.append(self.errorEvent(self.error(.server(status: 500), answer.number), answer))
        } else {
            events.append(self.event(.closing, "message_delta", end))
        }
        return events + [self.event(.terminator, "message_stop", [:])]
    }

    private func block(_ answer: RenderedAnswer) -> [StreamEvent] {
        let tool = answer.request.tool
        var block: JSONObject = ["type": "text", "text": ""]
        if let tool { block = ["type": "tool_use", "id": "toolu_1", "name": .string(tool), "input": .object([:])] }
        var events = [
            self.event(.opening, "content_block_start", ["index": .integer(0), "content_block": .object(block)]),
            self.event(.opening, "ping", [:]),
        ]
        for piece in (tool == nil ? [] : [""]) + answer.pieces { events.append(self.piece(answer, piece)) }
        return events + [self.event(.closing, "content_block_stop", ["index": .integer(0)])]
    }

    private func piece(_ answer: RenderedAnswer, _ text: String) -> StreamEvent {
        let isTool = answer.request.tool != nil
        let delta: JSONObject = [
            "type": isTool ? "input_json_delta" : "text_delta", isTool ? "partial_json" : "text": .string(text),
        ]
        return self.event(.piece, "content_block_delta", ["index": .integer(0), "delta": .object(delta)])
    }

    func whiteSpace(_ answer: RenderedAnswer) -> StreamEvent { self.piece(answer, "  \n\t  ") }

    func errorEvent(_ error: ProviderError, _ answer: RenderedAnswer) -> StreamEvent {
        StreamEvent(.piece, name: "error", error.body)
    }

    private func event(_ role: StreamEvent.Role, _ name: String, _ members: JSONObject) -> StreamEvent {
        var object: JSONObject = ["type": .string(name)]
        object.members += members.members
        return StreamEvent(role, name: name, .object(object))
    }

    // MARK: - Errors

    func error(_ kind: ErrorKind, _ number: Int) -> ProviderError {
        switch kind {
        case .rateLimited(let hint):
            return self.make(
                429,
                "rate_limit_error",
                "Number of request tokens has exceeded your limit. \(hint)",
                number
            )
        case .perMinute, .bareRateLimit:
            return self.make(429, "rate_limit_error", "Number of requests has exceeded your per-minute limit", number)
        case .spendLimit, .perDay:
            let message =
                "You have reached your API usage limits: your organization has crossed its monthly API usage threshold."
            let details = JSONValue.object(["error_code": "enforced_spend_limit_reached"])
            return self.make(429, "rate_limit_error", message, number, details: details)
        case .server(let status): return self.make(status, "api_error", "Internal server error", number)
        case .unavailable: return self.make(503, "api_error", "Service unavailable", number)
        case .overloaded: return self.make(529, "overloaded_error", "Overloaded", number, details: .null)
        case .badKey: return self.make(401, "authentication_error", "invalid x-api-key", number)
        case .forbidden: return self.make(403, "permission_error", "Your API key may not use this resource.", number)
        case .notFound: return self.make(404, "not_found_error", "model: claude-x", number)
        case .tooLargeForLimit: return self.make(413, "request_too_large", "Request exceeds the maximum size", number)
        default: return self.make(400, "invalid_request_error", self.refusal(kind), number)
        }
    }

    private func refusal(_ kind: ErrorKind) -> String {
        switch kind {
        case .quota: "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing."
        case .contextOverflow, .localContextOverflow: "prompt is too long: 203284 tokens > 200000 maximum"
        case .filtered: "Output blocked by content filtering policy"
        case .unsupportedParameter(let name): "`\(name)` is not supported on this model."
        case .invalidSchema: "output_config.format.schema: the schema is not supported"
        default: "messages: at least one message is required"
        }
    }

    private func make(
        _ status: Int,
        _ type: String,
        _ message: String,
        _ number: Int,
        details: JSONValue? = nil
    ) -> ProviderError {
        var error = JSONObject()
        error.append("details", details)
        error.append("type", .string(type))
        error.append("message", .string(message))
        let body: JSONObject = [
            "type": "error", "error": .object(error), "request_id": .string(self.requestID(number)),
        ]
        return ProviderError(status: status, body: .object(body))
    }
}
