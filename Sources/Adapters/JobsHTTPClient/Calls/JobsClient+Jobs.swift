import HTTPTransport
import JobsApplication
public import JobsDomain

extension JobsClient {
    /// Submits a job, and returns once the server has stored it.
    ///
    /// - Throws: ``JobsClientError``; its `idempotencyKey` is the one to repeat the submission under.
    public func submit(_ submission: JobSubmission) async throws(JobsClientError) -> SubmittedJob {
        let key = submission.idempotencyKey ?? self.runtime.makeID().description
        // A line end would begin another header.
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw JobsClientError(
                .invalidRequest,
                title: "The idempotency key cannot be sent.",
                detail: "It has to be 1 to 255 visible ASCII characters without spaces."
            )
        }
        var call = Call(.post, "/api/jobs")
        call.headers = [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Idempotency-Key", key)]
        call.body = submission.body
        do throws(JobsClientError) {
            let response = try await self.answer(call)
            let json = try JSONValue(answer: response.body)
            guard let id = json["event_id"]?.string.flatMap({ JobID(text: $0) }) else {
                throw JobsClientError.unexpected("It names no event_id.", status: response.status)
            }
            let isReplay = response.headers.first("idempotent-replayed")?.lowercased() == "true"
            return SubmittedJob(id: id, isReplay: isReplay, json: json)
        } catch {
            var error = error
            error.idempotencyKey = key
            throw error
        }
    }

    /// Reads a job.
    public func job(_ id: JobID) async throws(JobsClientError) -> RemoteJob {
        try await self.job(Call(.get, "/api/jobs/\(id)"))
    }

    /// Cancels a job; repeating it changes nothing.
    ///
    /// - Throws: ``JobsClientError`` with `refused` if it has already completed or failed.
    public func cancel(_ id: JobID) async throws(JobsClientError) -> RemoteJob {
        try await self.job(Call(.post, "/api/jobs/\(id)/cancel"))
    }

    /// Lets a failed or cancelled job go again; its finished steps are kept.
    ///
    /// - Throws: ``JobsClientError``: `refused` if the job's status does not allow it, `outcomeUnknown` if nobody
    ///   can say whether it goes again, since asking twice could open two runs.
    public func retry(_ id: JobID) async throws(JobsClientError) -> RemoteJob {
        var call = Call(.post, "/api/jobs/\(id)/retry")
        call.isRepeatable = false
        return try await self.job(call)
    }

    func job(_ call: Call, _ rules: RetryRules? = nil) async throws(JobsClientError) -> RemoteJob {
        try RemoteJob(try JSONValue(answer: try await self.answer(call, rules).body))
    }
}
