import JobsApplication
import JobsDomain

extension Workflow {
    /// One step that cannot be done without a model.
    static let modelOnly = Workflow(
        identity: WorkflowIdentity(name: "model_only", version: 1),
        queue: "model_queue",
        inputSchema: .object(["type": "object"]),
        steps: [ModelOnlyStep()],
        topLevelInputNames: ["text"],
        defaultInput: Array("{}".utf8)
    ) { input in input.serialized }
}

private struct ModelOnlyStep: WorkflowStep {
    let name = "ask"
    let completionLabel = "asked"
    let promptVersion = "p1"
    let schemaVersion = "s1"

    func prompt(for context: StepContext) throws(StepFailure) -> ModelPrompt {
        ModelPrompt(
            system: "Answer.",
            user: "",
            schemaName: "ask",
            schema: .object(["type": "object"]),
            maximumOutputTokens: 8
        )
    }

    func output(from answer: JSONValue, in context: StepContext) throws(AnswerRejection) -> JSONObject {
        ["answer": answer]
    }

    func localOutput(for context: StepContext) throws(StepFailure) -> JSONObject? { nil }
}
