import JobsApplication
import JobsDomain

/// A step whose one right output follows from the job's input and every earlier output, so that an output of
/// another job, another step or another run is found out.
struct RelayStep: WorkflowStep {
    let name: String
    let hasLocalRules: Bool

    var completionLabel: String { "\(self.name)_done" }
    var promptVersion: String { "p1" }
    var schemaVersion: String { "s1" }

    func prompt(for context: StepContext) throws(StepFailure) -> ModelPrompt {
        try self.requireAcceptance(context)
        return ModelPrompt(
            system: "Repeat.",
            user: Self.baton(self.name, context.input["text"]?.string ?? "", after: context.outputs),
            schemaName: self.name,
            schema: .object(["type": "object"]),
            maximumOutputTokens: 16
        )
    }

    func output(from answer: JSONValue, in context: StepContext) throws(AnswerRejection) -> JSONObject {
        let expected = Self.baton(self.name, context.input["text"]?.string ?? "", after: context.outputs)
        guard answer["baton"]?.string == expected else { throw AnswerRejection(["/baton: is another"]) }
        return ["baton": .string(expected)]
    }

    func localOutput(for context: StepContext) throws(StepFailure) -> JSONObject? {
        try self.requireAcceptance(context)
        guard self.hasLocalRules else { return nil }
        return ["baton": .string(Self.baton(self.name, context.input["text"]?.string ?? "", after: context.outputs))]
    }

    private func requireAcceptance(_ context: StepContext) throws(StepFailure) {
        guard context.input["rejects"]?.string == self.name else { return }
        throw StepFailure(code: Self.rejection, message: "The input is not for this step.")
    }

    /// The code of a job whose input a step rejects.
    static let rejection = "input_rejected"

    /// What the step has to hand on.
    static func baton(_ step: String, _ text: String, after outputs: JSONObject) -> String {
        let earlier = outputs.members.last?.value["baton"]?.string ?? ""
        var hash: UInt64 = 14_695_981_039_346_656_037
        for field in [step, text, earlier] {
            for byte in field.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
            hash = hash &* 31 &+ 7
        }
        return String(hash, radix: 36)
    }
}
