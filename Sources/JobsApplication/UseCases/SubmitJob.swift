public import JobsDomain

/// Takes a submission, checks it, stores the job, and wakes a worker. Once it returns, the job is safe.
public struct SubmitJob: Sendable {
    /// How long an idempotency key is kept.
    public static let idempotencyLifetime = Duration.seconds(24 * 60 * 60)

    let store: any JobStore
    let tickets: TicketSender
    let signals: any JobSignals
    let workflows: WorkflowCatalog
    let runtime: JobRuntime

    public init(
        store: any JobStore,
        tickets: TicketSender,
        signals: any JobSignals,
        workflows: WorkflowCatalog,
        runtime: JobRuntime
    ) {
        self.store = store
        self.tickets = tickets
        self.signals = signals
        self.workflows = workflows
        self.runtime = runtime
    }

    /// Stores a job.
    ///
    /// - Parameters:
    ///   - fields: what the client sent; see ``SubmissionFields``.
    ///   - idempotencyKey: the client's own name for the request, unique for 24 hours.
    ///   - traceparent: the W3C trace context of the request.
    /// - Throws: ``SubmitJobError``.
    public func callAsFunction(
        _ fields: JSONObject,
        idempotencyKey: String? = nil,
        traceparent: String? = nil
    ) async throws(SubmitJobError) -> JobInsertion {
        let submission = try self.submission(fields, idempotencyKey: idempotencyKey, traceparent: traceparent)
        let insertion: JobInsertion
        do throws(JobStoreError) {
            insertion = try await self.store.insert(submission)
        } catch {
            throw .store(error)
        }
        if !insertion.isReplay {
            self.tickets.send(JobTicket(job: insertion.id, sequence: insertion.sequence, queue: submission.queue))
            self.signals.publish([.changed(insertion.id, event: 1)])
        }
        return insertion
    }

    private func submission(
        _ fields: JSONObject,
        idempotencyKey: String?,
        traceparent: String?
    ) throws(SubmitJobError) -> JobSubmission {
        let parsed = try SubmissionFields(fields, workflows: self.workflows)
        let metadata = parsed.metadata.serialized
        return JobSubmission(
            id: JobID(self.runtime.makeID()),
            queue: parsed.workflow.queue,
            workflow: parsed.workflow.identity,
            totalSteps: parsed.workflow.steps.count,
            language: parsed.language,
            traceparent: traceparent,
            input: parsed.input,
            metadata: metadata,
            title: parsed.workflow.title(parsed.input),
            idempotency: idempotencyKey.map { key in
                let fields = [
                    Array(parsed.workflow.identity.name.utf8), parsed.input, Array(parsed.language.utf8),
                    parsed.metadata.sorted.serialized,
                ]
                return IdempotencyKey(
                    key: key,
                    fingerprint: SHA256Digest(ofFields: fields),
                    lifetime: Self.idempotencyLifetime
                )
            },
            createdAt: self.runtime.now()
        )
    }
}

/// Why a submission was not taken.
public enum SubmitJobError: Error, Sendable {
    /// Members that are wrong, each with a JSON pointer into the submission.
    case invalid([InputProblem])
    /// There is no workflow of that name.
    case unknownWorkflow(String)
    case store(JobStoreError)
}

extension JSONObject {
    /// The members by the bytes of their names: two spellings of the same fields have one fingerprint.
    fileprivate var sorted: JSONObject {
        JSONObject(self.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }
}
