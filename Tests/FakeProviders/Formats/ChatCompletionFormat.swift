import JobsDomain

/// OpenAI's chat completions, and Groq's edition of them.
struct ChatCompletionFormat: ProviderFormat {
    let isGroq: Bool

    func requestID(_ number: Int) -> String { "req_\(self.isGroq ? "gq" : "oa")\(number)" }

    func headers(_ number: Int) -> [String: String] {
        let limits = [
            "x-ratelimit-limit-requests": "5000", "x-ratelimit-remaining-requests": "4999",
            "x-ratelimit-reset-requests": "12ms", "x-ratelimit-limit-tokens": "150000",
            "x-ratelimit-remaining-tokens": "149984", "x-ratelimit-reset-tokens": "6m0s",
        ]
        guard !self.isGroq else { return limits }
        let own = [
            "x-request-id": self.requestID(number), "openai-processing-ms": "7", "openai-version": "2020-10-01",
            "openai-organization": "org-fake",
        ]
        return limits.merging(own) { $1 }
    }

    // MARK: - Whole answers

    func body(_ answer: RenderedAnswer) -> JSONValue {
        var choice: JSONObject = ["index": .integer(0), "message": self.message(answer), "logprobs": .null]
        choice.append("finish_reason", .string(Self.finishReason(answer.answer.ending)))
        var document = self.head(answer, object: "chat.completion")
        let hasChoice = answer.answer.form == .whole || answer.answer.form == .noContent
        document.append("choices", .array(hasChoice ? [.object(choice)] : []))
        document.append("usage", self.usage(answer))
        if self.isGroq {
            document.append("x_groq", .object(["id": .string(self.requestID(answer.number))]))
        } else {
            document.append("service_tier", "default")
        }
        return .object(document)
    }

    private func head(_ answer: RenderedAnswer, object: String) -> JSONObject {
        [
            "id": .string("chatcmpl-\(answer.number)"), "object": .string(object), "created": .integer(1_788_000_000),
            "model": .string(answer.reportedModel), "system_fingerprint": "fp_fake",
        ]
    }

    private func message(_ answer: RenderedAnswer) -> JSONValue {
        var message: JSONObject = ["role": "assistant"]
        let isRefusal = answer.answer.ending == .refused
        message.append("content", isRefusal || answer.answer.form == .noContent ? .null : .string(answer.text))
        if !self.isGroq || isRefusal { message.append("refusal", isRefusal ? .string(Self.refusal) : .null) }
        return .object(message)
    }

    private static let refusal = "I'm sorry, I can't help with that."

    private static func finishReason(_ ending: Answer.Ending) -> String {
        switch ending {
        case .complete, .refused: "stop"
        case .length: "length"
        case .filtered: "content_filter"
        case .failed: "error"
        }
    }

    private func usage(_ answer: RenderedAnswer) -> JSONValue? {
        switch answer.answer.usage {
        case .missing: return nil
        case .inOddForms:
            return .object([
                "prompt_tokens": .string("\(FakeUsage.input)"), "completion_tokens": .number("\(FakeUsage.output).0"),
                "total_tokens": .null,
            ])
        case .told:
            var usage: JSONObject = [
                "prompt_tokens": .integer(FakeUsage.input), "completion_tokens": .integer(FakeUsage.output),
                "total_tokens": .integer(FakeUsage.input + FakeUsage.output),
                "prompt_tokens_details": .object(["cached_tokens": .integer(FakeUsage.cached)]),
                "completion_tokens_details": .object(["reasoning_tokens": .integer(FakeUsage.reasoning)]),
            ]
            if self.isGroq {
                usage.append("queue_time", .number("0.018"))
                usage.append("total_time", .number("0.21"))
            }
            return .object(usage)
        }
    }

    // MARK: - Streams

    func events(_ answer: RenderedAnswer) -> [StreamEvent] {
        guard answer.answer.form == .whole || answer.answer.form == .noContent else {
            return [StreamEvent(.terminator, text: "[DONE]")]
        }
        let isRefusal = answer.answer.ending == .refused
        let name = isRefusal ? "refusal" : "content"
        var events = [self.chunk(answer, .opening, ["role": "assistant", "content": ""])]
        if answer.answer.form == .whole {
            for piece in isRefusal ? [Self.refusal] : answer.pieces {
                events.append(self.chunk(answer, .piece, [name: .string(piece)]))
            }
        }
        events.append(self.chunk(answer, .closing, [:], finish: Self.finishReason(answer.answer.ending)))
        if answer.request.wantsUsage, let usage = self.usage(answer) {
            var document = self.head(answer, object: "chat.completion.chunk")
            document.append("choices", [])
            document.append("usage", usage)
            events.append(StreamEvent(.closing, .object(document)))
        }
        return events + [StreamEvent(.terminator, text: "[DONE]")]
    }

    private func chunk(
        _ answer: RenderedAnswer,
        _ role: StreamEvent.Role,
        _ delta: JSONObject,
        finish: String? = nil
    ) -> StreamEvent {
        var document = self.head(answer, object: "chat.completion.chunk")
        let reason = finish.map { JSONValue.string($0) } ?? .null
        document.append(
            "choices",
            [.object(["index": .integer(0), "delta": .object(delta), "logprobs": .null, "finish_reason": reason])]
        )
        if self.isGroq {
            if role != .piece { document.append("x_groq", self.groqPart(answer, isLast: finish != nil)) }
        } else {
            // Padding of a length that says nothing, as the real one sends.
            document.append("obfuscation", "x7Qk")
            if answer.request.wantsUsage { document.append("usage", .null) }
        }
        if finish == "error" { document.append("error", self.error(.server(status: 502), answer.number).body["error"]) }
        return StreamEvent(role, .object(document))
    }

    private func groqPart(_ answer: RenderedAnswer, isLast: Bool) -> JSONValue {
        var part: JSONObject = ["id": .string(self.requestID(answer.number))]
        if isLast { part.append("usage", self.usage(answer)) }
        return .object(part)
    }

    func whiteSpace(_ answer: RenderedAnswer) -> StreamEvent {
        self.chunk(answer, .piece, ["content": .string("  \n\t  ")])
    }

    func errorEvent(_ error: ProviderError, _ answer: RenderedAnswer) -> StreamEvent {
        guard self.isGroq else { return StreamEvent(.piece, error.body) }
        // Groq says in a word of its own that a stream has stopped early.
        var document = self.head(answer, object: "chat.completion.chunk")
        document.append("choices", [])
        let message = error.body["error"]?["message"]
        document.append(
            "x_groq",
            .object(["id": .string(self.requestID(answer.number)), "error": message ?? "failed"])
        )
        return StreamEvent(.piece, .object(document))
    }

    func error(_ kind: ErrorKind, _ number: Int) -> ProviderError {
        ChatCompletionErrors(isGroq: self.isGroq).error(kind)
    }
}
