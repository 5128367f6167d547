import JobsDomain

/// The second step: what the guideline demands, as things to tick off.
struct ChecklistStep: WorkflowStep {
    let name = "checklist"
    let completionLabel = "checklist_generated"
    let promptVersion = ChecklistPrompt.version
    let schemaVersion = "guideline-checklist-schema-2"

    func prompt(for context: StepContext) throws(StepFailure) -> ModelPrompt {
        let input = try GuidelineInput(stored: context.input)
        guard let summary = context.outputs[SummaryStep.outputName]?.object else {
            throw StepFailure(code: "missing_output", message: "The summary that the checklist builds on is missing.")
        }
        return ChecklistPrompt.prompt(
            for: input,
            text: context.part?.text ?? input.text,
            scope: PromptScope(context.part),
            summary: summary,
            language: context.language,
            marker: context.fenceMarker
        )
    }

    func output(from answer: JSONValue, in context: StepContext) throws(AnswerRejection) -> JSONObject {
        let scope = PromptScope(context.part)
        let answer = try ChecklistAnswer(answer, canBeEmpty: scope.isPiece)
        let text = context.part?.text ?? context.input["text"]?.string ?? ""
        return answer.checklist(quoting: text, at: context.part?.offset ?? 0).object
    }

    func localOutput(for context: StepContext) throws(StepFailure) -> JSONObject? {
        let input = try GuidelineInput(stored: context.input)
        return LocalChecklist(of: input, language: context.language).checklist.object
    }

    func divisibleText(in context: StepContext) throws(StepFailure) -> String? {
        try GuidelineInput(stored: context.input).text
    }

    func merge(_ outputs: [JSONObject], in context: StepContext) throws(StepFailure) -> PartsMerge {
        let input = try GuidelineInput(stored: context.input)
        var parts: [Checklist] = []
        for output in outputs {
            guard let part = Checklist(stored: output) else { throw .unreadablePart }
            parts.append(part)
        }
        let merged = Checklist(merging: parts)
        guard merged.categories.isEmpty else { return .output(merged.object) }
        let language = DocumentLanguage(requested: context.language, document: input.text)
        return .output(Checklist.withoutDemands(in: language).object)
    }
}
