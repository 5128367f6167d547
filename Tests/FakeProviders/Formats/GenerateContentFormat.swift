import JobsDomain

/// Gemini's generateContent.
struct GenerateContentFormat: ProviderFormat {
    func requestID(_ number: Int) -> String { "gm-\(number)" }

    func headers(_ number: Int) -> [String: String] { [:] }

    // MARK: - Answers

    func body(_ answer: RenderedAnswer) -> JSONValue {
        switch answer.answer.form {
        case .blockedPrompt: self.document(answer, candidate: nil, isBlocked: true)
        case .noChoices: self.document(answer, candidate: nil)
        case .noContent: self.document(answer, candidate: self.candidate(nil, Self.finishReason(answer)))
        case .whole:
            self.document(
                answer,
                candidate: self.candidate(
                    answer.answer.ending == .refused ? nil : answer.text,
                    Self.finishReason(answer)
                )
            )
        }
    }

    func events(_ answer: RenderedAnswer) -> [StreamEvent] {
        guard answer.answer.form == .whole, answer.answer.ending != .refused else {
            return [StreamEvent(.closing, self.body(answer))]
        }
        // A model that thinks shows that first; its thoughts are no part of the answer.
        let thought = JSONValue.object([
            "content": .object([
                "parts": [.object(["text": "**문서 검토**", "thought": .bool(true)])], "role": "model",
            ]), "index": .integer(0),
        ])
        var events = [StreamEvent(.opening, self.document(answer, candidate: thought))]
        let pieces = answer.pieces
        for (index, piece) in pieces.enumerated() {
            let isLast = index == pieces.count - 1
            let candidate = self.candidate(piece, isLast ? Self.finishReason(answer) : nil)
            events.append(StreamEvent(.piece, self.document(answer, candidate: candidate)))
        }
        return events
    }

    func whiteSpace(_ answer: RenderedAnswer) -> StreamEvent {
        StreamEvent(.piece, self.document(answer, candidate: self.candidate("  \n\t  ", nil)))
    }

    private func candidate(_ text: String?, _ finishReason: String?) -> JSONValue {
        var content = JSONObject()
        if let text { content.append("parts", [.object(["text": .string(text)])]) }
        content.append("role", "model")
        var candidate: JSONObject = ["content": .object(content)]
        candidate.append("finishReason", finishReason.map { .string($0) })
        candidate.append("index", .integer(0))
        return .object(candidate)
    }

    private func document(_ answer: RenderedAnswer, candidate: JSONValue?, isBlocked: Bool = false) -> JSONValue {
        var document = JSONObject()
        document.append("candidates", candidate.map { [$0] })
        if isBlocked {
            let rating: JSONObject = ["category": "HARM_CATEGORY_HARASSMENT", "probability": "MEDIUM"]
            document.append(
                "promptFeedback",
                .object(["blockReason": "SAFETY", "safetyRatings": [.object(rating)]])
            )
        }
        document.append("usageMetadata", self.usage(answer))
        document.append("modelVersion", .string(answer.reportedModel))
        document.append("responseId", .string(self.requestID(answer.number)))
        return .object(document)
    }

    private static func finishReason(_ answer: RenderedAnswer) -> String {
        switch answer.answer.ending {
        case .complete: "STOP"
        case .length: "MAX_TOKENS"
        case .filtered: "SAFETY"
        case .refused: "PROHIBITED_CONTENT"
        case .failed: "OTHER"
        }
    }

    /// Thoughts are not among the candidates' tokens here.
    private func usage(_ answer: RenderedAnswer) -> JSONValue? {
        switch answer.answer.usage {
        case .missing: nil
        case .inOddForms:
            .object([
                "promptTokenCount": .string("\(FakeUsage.input)"),
                "candidatesTokenCount": .number("\(FakeUsage.output).0"),
            ])
        case .told:
            .object([
                "promptTokenCount": .integer(FakeUsage.input), "cachedContentTokenCount": .integer(FakeUsage.cached),
                "candidatesTokenCount": .integer(FakeUsage.output - FakeUsage.reasoning),
                "thoughtsTokenCount": .integer(FakeUsage.reasoning),
                "totalTokenCount": .integer(FakeUsage.input + FakeUsage.output),
            ])
        }
    }

    // MARK: - Errors

    func errorEvent(_ error: ProviderError, _ answer: RenderedAnswer) -> StreamEvent { StreamEvent(.piece, error.body) }

    func error(_ kind: ErrorKind, _ number: Int) -> ProviderError { GenerateContentErrors().error(kind) }
}
