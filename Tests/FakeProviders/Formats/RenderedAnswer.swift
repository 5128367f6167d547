import JobsDomain

/// An answer whose text is known, before it takes a provider's form.
struct RenderedAnswer: Sendable {
    let request: GenerationRequest
    let answer: Answer
    let text: String
    /// Counts the requests of the server.
    let number: Int

    init(_ answer: Answer, to request: GenerationRequest, number: Int) {
        self.request = request
        self.answer = answer
        self.number = number
        self.text = Self.text(answer.text, request.schema)
    }

    var reportedModel: String { self.answer.reportedModel ?? self.request.model }

    /// The text in about as many pieces as a stream has, each of whole characters.
    var pieces: [String] {
        let scalars = Array(self.text.unicodeScalars)
        let count = min(StreamPlan.pieces, scalars.count)
        return (0..<count).map { index in
            let piece = scalars[(index * scalars.count / count)..<((index + 1) * scalars.count / count)]
            return String(String.UnicodeScalarView(piece))
        }
    }

    private static func text(_ text: Answer.Text, _ schema: JSONValue?) -> String {
        let value = schema.map(SmallestInstance.value) ?? .string(SmallestInstance.text)
        let whole = String(decoding: value.serialized, as: UTF8.self)
        switch text {
        case .smallestInstance: return whole
        case .fenced: return "요청하신 결과입니다.\n\n```json\n\(whole)\n```\n\n도움이 되었기를 바랍니다."
        case .trailingComma: return String(whole.dropLast()) + ",}"
        case .rawLineEnd:
            // After a syllable that occurs in every answer, so that the line end stands inside a string.
            return whole.split(separator: "항상 ").joined(separator: "항상\n")
        case .half: return String(String.UnicodeScalarView(whole.unicodeScalars.prefix(whole.unicodeScalars.count / 2)))
        case .wrongSchema: return #"{"answer":"\#(SmallestInstance.text)","confidence":"high"}"#
        case .exact(let text): return text
        }
    }
}
