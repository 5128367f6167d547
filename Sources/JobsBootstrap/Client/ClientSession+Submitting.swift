import JobsHTTPClient

extension ClientSession {
    /// Submits a job, and follows it where that is wanted.
    func submit(_ submission: JobSubmission, _ following: Following?) async throws -> ClientExit {
        let job = try await self.client.submit(submission)
        if job.isReplay { try self.note("the key was used before: this is the job of then") }
        switch (following, self.isJSON) {
        case (nil, false): try StandardStream.output.write("\(job.id)\n")
        case (nil, true), (.watch, true): try StandardStream.output.write(JSONLine.text(job.json))
        case (_, false): try self.note("submitted \(job.id)")
        // The one object that is printed is the job at its end.
        case (.wait, true): break
        }
        switch following {
        case .wait: return try await self.wait(for: job.id)
        case .watch: return try await self.watch(job.id)
        case nil: return .success
        }
    }
}
