public import JobsDomain

/// The truth about jobs: every job, its events, its checkpoints, and who may write to it.
///
/// What holds for every implementation (``JobsTesting`` has it as named clauses):
/// - Every write is one transaction and is on disk, as far as the store has a disk, before the call
///   returns. A write that throws anything but `outcomeUnknown` changed nothing.
/// - Every write is idempotent by its own identifier: sending it again does not do it again.
/// - A job and its events change together. Event numbers of a job count from 1 without gaps.
/// - Leases, waiting times and expiry are measured by the store's own clock; timestamps that callers
///   bring are told to people and decide nothing.
/// - Payloads (`input`, `metadata`, outputs, event data) are bytes: stored and returned, never parsed.
public protocol JobStore: Sendable {
    /// Stores a job, its first event and its idempotency key.
    ///
    /// Sequences follow commit order: if one insert returned before another began, its job comes first.
    ///
    /// - Returns: the job that now exists for this identifier or key.
    /// - Throws: ``JobStoreError`` with code `idempotencyConflict` if the key was used with another
    ///   fingerprint within its lifetime; `overloaded` if too many writes wait; `unavailable` if nothing
    ///   was written and the call may be repeated; `outcomeUnknown` if it may have been.
    func insert(_ submission: JobSubmission) async throws(JobStoreError) -> JobInsertion

    /// Hands the lowest eligible jobs to a worker: pending and due, or processing with a void lease.
    ///
    /// Per queue the order is priority, then sequence, and claims of one queue never overtake each other.
    /// A job that was started too often in vain fails here with `attempts_exhausted` and is passed over.
    /// Jobs of workflow versions that the claim does not name are left untouched. A claim that brings fewer than its
    /// limit, failed ones counted, has left no job that was eligible when it began, as long as the store answered in
    /// time; what was left all the same comes with a later claim.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable` or `outcomeUnknown`. After `outcomeUnknown`
    ///   the leases, if they were given, run out by themselves.
    func claim(_ claim: JobClaim) async throws(JobStoreError) -> ClaimedJobs

    /// Extends the leases of one owner from now on.
    ///
    /// - Returns: the jobs among `leases` that this owner no longer holds.
    /// - Throws: ``JobStoreError`` with code `unavailable` or `outcomeUnknown`; both may be repeated.
    func renew(_ leases: [HeldLease], owner: LeaseOwner, for duration: Duration) async throws(JobStoreError) -> Set<
        JobID
    >

    /// Applies a write of the worker that owns the job.
    ///
    /// - Returns: the job as it is after the write, also when the same command is repeated.
    /// - Throws: ``JobStoreError`` with code `staleFence` if the writer does not own the job any more;
    ///   then only the settlements among the actions were kept. `notFound` if there is no such job.
    func apply(_ change: JobChange) async throws(JobStoreError) -> Job

    /// Cancels a job. From the return on, nothing its worker writes takes effect.
    ///
    /// - Returns: the cancelled job, also when it was cancelled before.
    /// - Throws: ``JobStoreError`` with code `conflict` if it has completed or failed; `notFound`.
    func cancel(_ request: JobRequest) async throws(JobStoreError) -> Job

    /// Opens the next run of a failed or cancelled job, at its old place; finished steps are kept.
    ///
    /// - Returns: the job, pending.
    /// - Throws: ``JobStoreError`` with code `conflict` for any other status; `notFound`.
    func retry(_ request: JobRequest) async throws(JobStoreError) -> Job

    /// Reads a job with its metadata and outputs, or nil if there is none of that name.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    func job(_ id: JobID) async throws(JobStoreError) -> JobDetails?

    /// Reads a page of jobs, newest first. The cost is bounded whatever the filters are and however many jobs there
    /// are: a page that is searched for may be short although more follows.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    func page(_ query: JobListQuery) async throws(JobStoreError) -> JobListPage

    /// Reads the events of a job whose number is above `number`, in order, at most `limit`.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    func events(of id: JobID, after number: Int, limit: Int) async throws(JobStoreError) -> [JobEvent]

    /// Reads events of all jobs behind a place, in the order of their places, at most `limit`.
    ///
    /// An event appears once, however many transactions were open when it was committed, and never before a place
    /// that a reader has passed. Events of deleted jobs are gone. A page that is not full ends at the end of the log.
    ///
    /// - Throws: ``JobStoreError`` with code `notFound` where the place lies beyond the end of this log, so it must
    ///   come from another one; `unavailable`.
    func feed(after position: FeedPosition, limit: Int) async throws(JobStoreError) -> FeedPage

    /// The end of the log of all jobs' events: everything committed from now on comes behind it.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    func feedEnd() async throws(JobStoreError) -> FeedPosition

    /// The number of the last event of each of these jobs, without those that do not exist.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    func lastEvents(of ids: [JobID]) async throws(JobStoreError) -> [JobID: Int]

    /// Counts jobs by queue and status.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    func statistics() async throws(JobStoreError) -> JobStatistics

    /// Deletes jobs that ended before a moment, with their events, payloads and checkpoints; the rows of
    /// the ledger stay. Idempotency keys whose time is over go too.
    ///
    /// - Returns: how many jobs were deleted; fewer than `limit` means that none are left.
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    func deleteEnded(before moment: Timestamp, limit: Int) async throws(JobStoreError) -> Int
}
