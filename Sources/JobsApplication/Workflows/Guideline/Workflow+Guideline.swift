import JobsDomain

extension Workflow {
    /// Turns a guideline document into a summary and a checklist; without input it works on the bundled sample.
    public static let guideline = Workflow.guideline(defaultDocument: DefaultGuideline.text, title: nil)

    /// The guideline workflow with another default document.
    ///
    /// - Parameters:
    ///   - defaultDocument: what a submission without `text` works on; taken as it is.
    ///   - title: the title of that document; a submission's own title replaces it.
    public static func guideline(defaultDocument: String, title: String?) -> Workflow {
        let standard = GuidelineInput(text: defaultDocument, title: title)
        let defaultInput = standard.encoded
        return Workflow(
            identity: WorkflowIdentity(name: "guideline", version: 1),
            queue: "guideline_queue",
            inputSchema: GuidelineInput.schema,
            steps: [SummaryStep(), ChecklistStep()],
            topLevelInputNames: ["text", "title"],
            documentInputName: "text",
            defaultInput: defaultInput,
            title: { GuidelineInput.title(inEncoded: $0) },
            encodeInput: { (input: JSONObject) throws(WorkflowInputError) -> [UInt8] in
                // Encoding the sample again for every empty body would only heat the machine.
                if input.members.isEmpty { return defaultInput }
                return try GuidelineInput(validating: input, standard: standard).encoded
            }
        )
    }
}
