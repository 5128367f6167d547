import JobsDomain
import JobsHTTPClient

/// A job as a person reads it. It knows no workflow: whatever the steps made is shown as it is.
enum JobText {
    /// All that is known of a job, in lines.
    static func details(_ job: RemoteJob) -> String {
        var lines = ["\(job.id)  \(job.status.rawValue)  \(Self.percent(job))  \(TerminalText.safe(job.workflow))"]
        if !job.message.isEmpty { lines.append(TerminalText.safe(job.message)) }
        lines.append("created \(TerminalText.safe(job.createdAt)), updated \(TerminalText.safe(job.updatedAt))")
        if let failure = job.failure {
            let step = failure.step.map { " in step \($0)" } ?? ""
            let hint = failure.isRetryable ? " A retry may help." : ""
            lines.append(TerminalText.safe("error \(failure.code)\(step): \(failure.message)\(hint)"))
        }
        if let metadata = job.json["metadata"], metadata.object?.members.isEmpty == false {
            lines += ["metadata:"] + ReadableJSON.lines(metadata, indent: 2)
        }
        if let result = job.result { lines += ["result:"] + ReadableJSON.lines(result, indent: 2) }
        return lines.map { $0 + "\n" }.joined()
    }

    /// One line of a list.
    static func row(_ job: RemoteJob) -> String {
        let status = job.status.rawValue.padded(to: 10)
        let percent = Self.percent(job)
        let space = String(repeating: " ", count: max(0, 4 - percent.count))
        return "\(job.id)  \(status)  \(space)\(percent)  \(TerminalText.safe(job.createdAt))  "
            + TerminalText.safe(job.workflow) + "\n"
    }

    private static func percent(_ job: RemoteJob) -> String { "\(job.progress.percent)%" }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - self.count))
    }
}
