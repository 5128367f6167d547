public import JobsDomain

/// A job as the server last told it.
public struct RemoteJob: Sendable, Equatable {
    /// How far a job has come.
    public struct Progress: Sendable, Equatable {
        /// The step that runs, if one does.
        public let step: String?
        public let completedSteps: Int
        public let totalSteps: Int
        public let percent: Int
    }

    public let id: JobID
    public let workflow: String
    public let status: JobStatus
    /// For people, in the client's language.
    public let message: String
    public let progress: Progress
    /// Why it failed; nil where it did not.
    public let failure: JobFailure?
    /// RFC 3339 in UTC.
    public let createdAt: String
    /// RFC 3339 in UTC.
    public let updatedAt: String
    /// What the steps that are finished have made; nil before the first is.
    public let result: JSONValue?
    /// All of it, as the server sent it.
    public let json: JSONValue
}

extension RemoteJob {
    /// Reads a job.
    ///
    /// - Throws: ``JobsClientError`` with `unexpectedAnswer` if it is none.
    init(_ json: JSONValue) throws(JobsClientError) {
        guard let id = json["event_id"]?.string.flatMap({ JobID(text: $0) }),
            let status = json["status"]?.string.flatMap(JobStatus.init(rawValue:))
        else { throw .unexpected("It describes no job.") }
        self.id = id
        self.status = status
        self.workflow = json["workflow"]?.string ?? ""
        self.message = json["message"]?.string ?? ""
        self.createdAt = json["created_at"]?.string ?? ""
        self.updatedAt = json["updated_at"]?.string ?? ""
        let progress = json["progress"]
        self.progress = Progress(
            step: progress?["step"]?.string,
            completedSteps: progress?["completed_steps"]?.integer ?? 0,
            totalSteps: progress?["total_steps"]?.integer ?? 0,
            percent: progress?["percent"]?.integer ?? 0
        )
        self.failure = json["error"]?["code"]?.string.map { code in
            JobFailure(
                code: code,
                message: json["error"]?["message"]?.string ?? "",
                step: json["error"]?["step"]?.string,
                isRetryable: json["error"]?["retryable"]?.bool ?? false
            )
        }
        self.result = json["result"].flatMap { $0 == .null ? nil : $0 }
        self.json = json
    }
}
