import JobsDomain

/// The first step: what the guideline says, in a few sentences.
struct SummaryStep: WorkflowStep {
    static let outputName = "summary"

    let name = SummaryStep.outputName
    let completionLabel = "summary_generated"
    let promptVersion = SummaryPrompt.version
    let schemaVersion = "guideline-summary-schema-1"

    func prompt(for context: StepContext) throws(StepFailure) -> ModelPrompt {
        let input = try GuidelineInput(stored: context.input)
        return SummaryPrompt.prompt(
            for: input,
            text: context.part?.text ?? input.text,
            scope: PromptScope(context.part),
            language: context.language,
            marker: context.fenceMarker
        )
    }

    func output(from answer: JSONValue, in context: StepContext) throws(AnswerRejection) -> JSONObject {
        try Self.summary(from: answer).object
    }

    func localOutput(for context: StepContext) throws(StepFailure) -> JSONObject? {
        let input = try GuidelineInput(stored: context.input)
        return LocalSummary(of: input, language: context.language).summary.object
    }

    func divisibleText(in context: StepContext) throws(StepFailure) -> String? {
        try GuidelineInput(stored: context.input).text
    }

    func merge(_ outputs: [JSONObject], in context: StepContext) throws(StepFailure) -> PartsMerge {
        // One piece was the whole, and its summary is one already.
        if outputs.count == 1 { return .output(outputs[0]) }
        let input = try GuidelineInput(stored: context.input)
        let language = DocumentLanguage(requested: context.language, document: input.text)
        var parts: [Summary] = []
        for output in outputs {
            guard let part = Summary(stored: output) else { throw .unreadablePart }
            parts.append(part)
        }
        return .text(PartSummaries(parts, in: language).text)
    }

    private static func summary(from answer: JSONValue) throws(AnswerRejection) -> Summary {
        var reader = AnswerReader()
        guard let object = reader.object(answer, at: "") else { throw AnswerRejection(reader.problems) }
        let title = reader.text("title", of: object, at: "", atMost: 300)
        let content = reader.text("content", of: object, at: "", atMost: 20_000)
        var keyPoints: [String] = []
        if let elements = reader.elements("key_points", of: object, at: "", atMost: 50) {
            for (index, element) in elements.enumerated() {
                if let point = reader.text(element, at: "/key_points/\(index)") { keyPoints.append(point) }
            }
        }
        guard reader.problems.isEmpty, let title, let content else { throw AnswerRejection(reader.problems) }
        return Summary(title: title, content: content, keyPoints: keyPoints)
    }
}
