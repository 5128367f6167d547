import JobsDomain

/// Puts the outputs of a job's finished steps together to what clients see as `result`.
public struct JobResult: Sendable {
    let workflows: WorkflowCatalog

    public init(workflows: WorkflowCatalog) {
        self.workflows = workflows
    }

    /// A JSON object in UTF-8 with one member a finished step, or nil before the first is finished.
    ///
    /// The outputs are copied byte by byte.
    public func encoded(_ details: JobDetails) -> [UInt8]? {
        let finished = details.checkpoints
        guard !finished.isEmpty else { return nil }
        let steps = self.workflows.workflow(details.job.facts.workflow)?.steps ?? []
        var writer = JSONWriter(reservingCapacity: finished.reduce(256) { $0 + $1.output.count + 64 })
        writer.object { writer in
            for checkpoint in finished {
                writer.name(checkpoint.path.step)
                writer.raw(checkpoint.output)
            }
            let processedAt = details.job.state.finishedAt ?? details.job.state.updatedAt
            writer.member("processed_at", processedAt.description)
            writer.name("steps_completed")
            writer.array { writer in
                for checkpoint in finished {
                    let name = checkpoint.path.step
                    writer.string(steps.first { $0.name == name }?.completionLabel ?? name)
                }
            }
            if details.job.state.isDegraded { writer.member("degraded", true) }
        }
        return writer.bytes
    }
}
