import JobsApplication
import JobsDomain

extension Workflow {
    /// Two steps, both of which local rules can do.
    static let relay = Workflow.relay("relay", queue: "relay_queue", [("first", true), ("second", true)])

    /// Three steps in a queue of their own; local rules cannot do the last.
    static let longRelay = Workflow.relay(
        "long_relay",
        queue: "long_queue",
        [("first", true), ("second", true), ("third", false)]
    )

    /// Shares its queue with ``relay``.
    static let shortRelay = Workflow.relay("short_relay", queue: "relay_queue", [("only", true)])

    private static func relay(
        _ name: String,
        queue: String,
        _ steps: [(name: String, hasLocalRules: Bool)]
    ) -> Workflow {
        Workflow(
            identity: WorkflowIdentity(name: name, version: 1),
            queue: queue,
            inputSchema: .object(["type": "object"]),
            steps: steps.map { RelayStep(name: $0.name, hasLocalRules: $0.hasLocalRules) },
            topLevelInputNames: ["text", "rejects"],
            defaultInput: Array(#"{"text":""}"#.utf8)
        ) { input in input.serialized }
    }
}
