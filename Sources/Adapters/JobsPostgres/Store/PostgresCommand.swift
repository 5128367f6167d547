import JobsApplication
import JobsDomain

/// One write that waits for its batch.
enum PostgresCommand: Sendable {
    typealias Reply<Value> = @Sendable (Result<Value, JobStoreError>) -> Void

    case insert(JobSubmission, Reply<JobInsertion>)
    case change(JobChange, Reply<Job>)
    case cancel(JobRequest, Reply<Job>)
    case retry(JobRequest, Reply<Job>)
    case settle([CallSettlement], Reply<Void>)
    case renew(LeaseRenewal, Reply<Set<JobID>>)
    case replace(SharedReplacement, Reply<Bool>)
    case deleteEnded(before: Timestamp, limit: Int, Reply<Int>)

    /// The leases that one owner wants to keep.
    struct LeaseRenewal: Sendable {
        let leases: [HeldLease]
        let owner: LeaseOwner
        let duration: Duration
    }

    /// A compare-and-set of a shared value.
    struct SharedReplacement: Sendable {
        let key: String
        let bytes: [UInt8]?
        let version: Int64?
        let lifetime: Duration
    }

    /// What at most one command of a batch may touch: each reads what it changes.
    enum Subject: Hashable {
        case job(JobID)
        case idempotencyKey(owner: [UInt8], key: [UInt8])
        case sharedValue([UInt8])
        case endedJobs
    }

    var subjects: [Subject] {
        switch self {
        case .insert(let submission, _):
            [.job(submission.id)]
                + (submission.idempotency.map {
                    [.idempotencyKey(owner: Array(submission.owner.utf8), key: Array($0.key.utf8))]
                } ?? [])
        case .change(let change, _): [.job(change.job)]
        case .cancel(let request, _), .retry(let request, _): [.job(request.job)]
        case .settle(let settlements, _): settlements.map { .job($0.job) }
        case .renew(let renewal, _): renewal.leases.map { .job($0.job) }
        case .replace(let replacement, _): [.sharedValue(Array(replacement.key.utf8))]
        case .deleteEnded: [.endedJobs]
        }
    }

    /// The job as the command's writer knows it.
    var expectedJob: Job? {
        if case .change(let change, _) = self, let job = change.expected, job.id == change.job { job } else { nil }
    }

    /// Whether nothing has to be read for the command: it is about no job that is there already, or says what that is.
    var canBeTrusted: Bool { self.readJobs.isEmpty || self.expectedJob?.status == .processing }

    /// The jobs whose rows the command reads before it decides.
    var readJobs: [JobID] {
        switch self {
        case .change(let change, _): [change.job]
        case .cancel(let request, _), .retry(let request, _): [request.job]
        case .settle(let settlements, _): settlements.map(\.job)
        case .renew(let renewal, _): renewal.leases.map(\.job)
        case .insert, .replace, .deleteEnded: []
        }
    }

    var settlements: [CallSettlement] {
        switch self {
        case .change(let change, _): change.settlements
        case .settle(let settlements, _): settlements
        default: []
        }
    }

    /// The size of its payloads.
    var bytes: Int {
        switch self {
        case .insert(let submission, _): submission.input.count + submission.metadata.count
        case .change(let change, _): change.checkpoints.reduce(0) { $0 + $1.output.count * 2 }
        case .replace(let replacement, _): replacement.bytes?.count ?? 0
        default: 0
        }
    }

    /// Renewals go first: a lease must not run out behind a queue of inserts.
    var isUrgent: Bool { if case .renew = self { true } else { false } }

    func fail(_ error: JobStoreError) {
        switch self {
        case .insert(_, let reply): reply(.failure(error))
        case .change(_, let reply), .cancel(_, let reply), .retry(_, let reply): reply(.failure(error))
        case .settle(_, let reply): reply(.failure(error))
        case .renew(_, let reply): reply(.failure(error))
        case .replace(_, let reply): reply(.failure(error))
        case .deleteEnded(_, _, let reply): reply(.failure(error))
        }
    }
}
