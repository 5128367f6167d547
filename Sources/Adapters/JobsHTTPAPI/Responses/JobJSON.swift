import JobsApplication
import JobsDomain

/// A job as clients see it.
struct JobJSON {
    let details: JobDetails
    let result: [UInt8]?
    let language: Language

    /// Writes the job as the next value.
    func write(to writer: inout JSONWriter) {
        let job = self.details.job
        writer.object { writer in
            writer.member("event_id", job.id.description)
            writer.member("workflow", job.facts.workflow.name)
            writer.member("status", job.status.rawValue)
            writer.member("message", self.message.text(in: self.language))
            self.writeProgress(to: &writer)
            writer.name("result")
            if let result { writer.raw(result) } else { writer.null() }
            writer.name("error")
            if job.status == .failed, let failure = job.state.failure {
                writer.value(.object(failure.json))
            } else {
                writer.null()
            }
            writer.member("attempts", job.state.attempts)
            writer.name("metadata")
            writer.raw(self.details.metadata)
            writer.member("usage", .object(job.state.usage.json))
            writer.member("created_at", job.facts.createdAt.description)
            writer.member("updated_at", job.state.updatedAt.description)
        }
    }

    private func writeProgress(to writer: inout JSONWriter) {
        let job = self.details.job
        let total = job.facts.totalSteps
        let isDone = job.status == .completed
        writer.name("progress")
        writer.object { writer in
            writer.member("step", job.status.isEnded ? nil : job.state.currentStep)
            writer.member("completed_steps", job.state.completedSteps)
            writer.member("total_steps", total)
            writer.member("percent", isDone || total == 0 ? 100 : job.state.completedSteps * 100 / total)
        }
    }

    private var message: LocalizedText {
        let job = self.details.job
        switch job.status {
        case .pending: return LocalizedText("Waiting in queue.", korean: "대기 중입니다.")
        case .processing:
            guard let step = job.state.currentStep else { return LocalizedText("Processing.", korean: "처리 중입니다.") }
            return LocalizedText("Working on step \(step).", korean: "\(step) 단계를 처리하는 중입니다.")
        case .completed: return LocalizedText("Job completed.", korean: "작업이 완료되었습니다.")
        case .failed: return LocalizedText("Job failed.", korean: "작업에 실패했습니다.")
        case .cancelled: return LocalizedText("Job cancelled.", korean: "작업이 취소되었습니다.")
        }
    }
}
