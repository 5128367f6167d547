import JobsDomain

/// The second step: what the guideline demands, as things to tick off.
struct ChecklistStep: WorkflowStep {
    private static let maximumItems = 500

    let name = "checklist"
    let completionLabel = "checklist_generated"
    let promptVersion = ChecklistPrompt.version
    let schemaVersion = "guideline-checklist-schema-1"

    func prompt(for context: StepContext) throws(StepFailure) -> ModelPrompt {
        let input = try GuidelineInput(stored: context.input)
        guard let summary = context.outputs[SummaryStep.outputName]?.object else {
            throw StepFailure(code: "missing_output", message: "The summary that the checklist builds on is missing.")
        }
        return ChecklistPrompt.prompt(
            for: input,
            summary: summary,
            language: context.language,
            marker: context.fenceMarker
        )
    }

    func output(from answer: JSONValue, in context: StepContext) throws(AnswerRejection) -> JSONObject {
        try Self.checklist(from: answer).object
    }

    func localOutput(for context: StepContext) throws(StepFailure) -> JSONObject? {
        let input = try GuidelineInput(stored: context.input)
        return LocalChecklist(of: input, language: context.language).checklist.object
    }

    private static func checklist(from answer: JSONValue) throws(AnswerRejection) -> Checklist {
        var reader = AnswerReader()
        guard let object = reader.object(answer, at: "") else { throw AnswerRejection(reader.problems) }
        var categories: [Checklist.Category] = []
        var itemCount = 0
        for (index, element) in (reader.elements("categories", of: object, at: "", atMost: 100) ?? []).enumerated() {
            let pointer = "/categories/\(index)"
            guard let category = reader.object(element, at: pointer) else { continue }
            let name = reader.text("name", of: category, at: pointer)
            let elements = reader.elements("items", of: category, at: pointer, atMost: Self.maximumItems) ?? []
            itemCount += elements.count
            var items: [Checklist.Item] = []
            for (index, element) in elements.enumerated() {
                if let item = Self.item(element, at: "\(pointer)/items/\(index)", &reader) { items.append(item) }
            }
            if let name { categories.append(Checklist.Category(name: name, items: items)) }
        }
        if itemCount > Self.maximumItems {
            reader.report("/categories", "must have at most \(Self.maximumItems) items in all")
        }
        guard reader.problems.isEmpty else { throw AnswerRejection(reader.problems) }
        return Checklist(categories: categories)
    }

    private static func item(
        _ value: JSONValue,
        at pointer: String,
        _ reader: inout AnswerReader
    ) -> Checklist.Item? {
        guard let object = reader.object(value, at: pointer) else { return nil }
        let text = reader.text("text", of: object, at: pointer)
        let isRequired = reader.bool("required", of: object, at: pointer)
        guard let text, let isRequired else { return nil }
        return Checklist.Item(text: text, isRequired: isRequired)
    }
}
