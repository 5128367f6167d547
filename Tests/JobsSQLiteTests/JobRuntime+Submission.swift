import JobsApplication
import JobsDomain

extension JobRuntime {
    /// A submission of the workflow `w` to the queue `q`.
    func submission() -> JobSubmission {
        JobSubmission(
            id: JobID(self.makeID()),
            queue: "q",
            workflow: WorkflowIdentity(name: "w", version: 1),
            totalSteps: 1,
            language: "auto",
            input: Array("{}".utf8),
            metadata: Array("{}".utf8),
            createdAt: self.now()
        )
    }
}
