import JobsApplication
import JobsDomain
import JobsTesting
import Testing

extension TestServer {
    static let failure = JobFailure(code: "refused", message: "The model refused.", step: "summary", isRetryable: true)
    static let unknownID = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

    /// Submits a job over HTTP.
    func submit(_ json: String = "{}") async throws -> JobID {
        let reply = try await self.post(json)
        try #require(reply.status == 201, "\(reply.text)")
        return try #require(try reply.json()["event_id"]?.string.flatMap { JobID(text: $0) })
    }

    /// Claims the oldest job as a worker would.
    func claim() async throws -> Job {
        let runtime = self.clock.runtime
        let start = JobStart(
            command: runtime.makeID(),
            owner: LeaseOwner("worker-a"),
            attemptLimit: 5,
            at: runtime.now()
        )
        let claim = JobClaim(
            start: start,
            limit: 1,
            queues: nil,
            workflows: self.service.workflows.identities,
            lease: .seconds(30)
        )
        return try #require(try await self.store.claim(claim).jobs.first).job
    }

    @discardableResult
    func apply(_ actions: [JobChange.Action], to job: Job) async throws -> Job {
        let runtime = self.clock.runtime
        return try await self.store.apply(
            JobChange(command: runtime.makeID(), job: job.id, fence: job.fence, at: runtime.now(), actions: actions)
        )
    }

    /// Submits a job and brings it to a status.
    func job(_ status: JobStatus) async throws -> JobID {
        let id = try await self.submit()
        switch status {
        case .pending: break
        case .processing: _ = try await self.claim()
        case .completed: try await self.apply([.complete], to: try await self.claim())
        case .failed: try await self.apply([.fail(Self.failure)], to: try await self.claim())
        case .cancelled: _ = try await self.service.cancelJob(id)
        }
        return id
    }

    /// A finished step with some output.
    static func checkpoint(_ step: String, _ output: String, isDegraded: Bool = false) -> JobChange.Action {
        .checkpoint(
            Checkpoint(
                path: StepPath(step: step),
                inputHash: SHA256Digest(of: []),
                output: Array(output.utf8),
                isDegraded: isDegraded
            )
        )
    }

    /// A model call that is about to be sent.
    func intent(of job: Job) -> CallIntent {
        CallIntent(
            call: self.clock.runtime.makeID(),
            job: job.id,
            run: 1,
            step: StepPath(step: "summary"),
            provider: "fake",
            model: "fake-1",
            promptVersion: "p1",
            schemaVersion: "s1",
            at: self.clock.runtime.now()
        )
    }

    /// A model call that was answered.
    func answeredCall(of job: Job, input: Int, output: Int, cost: Int64?) -> [JobChange.Action] {
        let intent = self.intent(of: job)
        let settlement = CallSettlement(
            call: intent.call,
            job: job.id,
            outcome: .answered,
            usage: ModelUsage(inputTokens: input, outputTokens: output),
            costNanoUSD: cost,
            at: self.clock.runtime.now()
        )
        return [.intend(intent), .settle(settlement)]
    }
}

extension Reply {
    /// The pointers of the fields that a problem complains about.
    func pointers() throws -> [String] {
        try self.json()["errors"]?.array?.compactMap { $0["pointer"]?.string } ?? []
    }

    /// The last part of a problem's type.
    func problem() throws -> String? {
        guard self["content-type"] == "application/problem+json" else { return nil }
        return try self.json()["type"]?.string.map { String($0.dropFirst("/problems/".count)) }
    }
}
