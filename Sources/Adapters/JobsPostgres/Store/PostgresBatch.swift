import JobsApplication
import JobsDomain

/// Several commands that become one transaction: rows are read and locked in one round trip, the domain's rules
/// decide, and everything is written with multi-row statements and committed in a second one. A batch of inserts, and of
/// changes whose writers say what they know of their jobs, needs the second one only.
final class PostgresBatch {
    /// A job as it is in the database and as it is to become.
    struct Entry {
        let stored: Job
        var job: Job
        /// From now on until it may be claimed again; nil leaves that as it is.
        var delay: Duration?
    }

    /// A statement of the second round trip, and what its rows tell.
    struct Step {
        let query: PostgresQuery
        var rows = Rows.nothing

        enum Rows {
            case nothing
            case insertedJobs
            case keyHolders
            /// At least one row means that the value of the command at this place was replaced.
            case replacement(command: Int)
            /// As many rows as jobs that the command at this place has deleted.
            case deletedJobs(command: Int)
        }
    }

    let commands: [PostgresCommand]
    let clock: PostgresClock
    /// Whether the batch was sent before and its outcome was never heard of.
    let isReplay: Bool
    /// Whether writers are believed what they say of their jobs, which saves reading those; the transaction fails where
    /// one is mistaken.
    let isTrusting: Bool

    var entries: [JobID: Entry] = [:]
    var unsettled: Set<UUIDv7> = []
    var events: [(sequence: Int64, event: JobEvent)] = []
    var checkpoints: [(sequence: Int64, checkpoint: Checkpoint)] = []
    var intents: [CallIntent] = []
    var settlements: [CallSettlement] = []
    var renewals: [(sequence: Int64, duration: Duration)] = []
    /// The jobs that exist after the commit, by their own identifiers.
    var inserted: [JobID: Int64] = [:]
    /// Who holds the key of a submission, by the submission's identifier.
    var keyHolders: [JobID: KeyHolder] = [:]
    /// The places of the commands whose shared value was replaced.
    var replacements: Set<Int> = []
    var deletions: [Int: Int] = [:]
    var steps: [Step] = []
    /// Whether a change cannot follow from what its writer knows.
    private var isMistaken = false
    /// Sent once the commit is known.
    private var replies: [@Sendable () -> Void] = []

    init(_ commands: [PostgresCommand], clock: PostgresClock, isReplay: Bool = false, isTrusting: Bool = true) {
        self.commands = commands
        self.clock = clock
        self.isReplay = isReplay
        // Rows are locked in one order, so either all of a batch are read or none.
        self.isTrusting = isTrusting && !isReplay && commands.allSatisfy(\.canBeTrusted)
    }

    /// Why a batch failed, and whether it may have been committed all the same.
    struct Failure: Error {
        let cause: PostgresFailure
        let mayHaveCommitted: Bool
    }

    /// Commits the batch.
    ///
    /// - Parameter lanes: the queues and priorities that the database is known to have; grows.
    /// - Returns: the replies, to be sent in any order.
    func perform(
        on connection: PostgresConnection,
        lanes: inout Set<PostgresLane>,
        deadline: ContinuousClock.Instant
    ) throws(Failure) -> [@Sendable () -> Void] {
        var isCommitting = false
        var hasCommitted = false
        do throws(PostgresFailure) {
            if self.isTrusting { self.believe() }
            let readsRows = try self.isTrusting ? false : self.read(connection, deadline)
            let newLanes = self.decide(lanes: lanes)
            if self.isMistaken { throw .mistakenWriter }
            self.writeJobs()
            let queries = (readsRows ? [] : [PostgresStatement.begin()]) + self.steps.map(\.query)
            isCommitting = true
            let results = try connection.run(queries + [PostgresStatement.commit()], deadline: deadline)
            hasCommitted = true
            // From here on it is committed; an answer that cannot be read leaves the outcome to be read again.
            for (step, result) in zip(self.steps, results.dropFirst(readsRows ? 0 : 1)) {
                try self.read(step.rows, of: result)
            }
            try self.findOlderInsertions(connection)
            lanes.formUnion(newLanes)
            return try self.replies + self.insertionReplies() + self.valueReplies()
        } catch {
            throw Failure(cause: error, mayHaveCommitted: hasCommitted || isCommitting && error.endsConnection)
        }
    }

    // MARK: - Reading

    /// Takes what writers say of their jobs, and has the transaction fail where that is not so.
    private func believe() {
        let jobs = self.commands.compactMap(\.expectedJob)
        guard !jobs.isEmpty else { return }
        for job in jobs { self.entries[job.id] = Entry(stored: job, job: job) }
        self.steps.append(Step(query: self.requireUnchanged(jobs)))
    }

    /// Reads and locks the rows that the commands are about, in the order of their identifiers, so that two
    /// batches never wait for each other.
    ///
    /// - Returns: whether a transaction was begun.
    private func read(
        _ connection: PostgresConnection,
        _ deadline: ContinuousClock.Instant
    ) throws(PostgresFailure) -> Bool {
        let jobs = self.commands.flatMap(\.readJobs)
        guard !jobs.isEmpty else { return false }
        let calls = self.commands.flatMap(\.settlements).map(\.call)
        var queries = [PostgresStatement.begin(), Self.lockJobs(.uuids(jobs.map(\.uuid)))]
        if !calls.isEmpty { queries.append(Self.selectUnsettled(.uuids(calls))) }
        let results = try connection.run(queries, deadline: deadline)
        for row in results[1].rows {
            let job = try Job(row: row)
            self.entries[job.id] = Entry(stored: job, job: job)
        }
        if !calls.isEmpty { for row in results[2].rows { self.unsettled.insert(try row.uuid(0)) } }
        return true
    }

    private func read(_ rows: Step.Rows, of result: PostgresResult) throws(PostgresFailure) {
        switch rows {
        case .nothing: break
        case .insertedJobs: for row in result.rows { self.inserted[JobID(try row.uuid(0))] = try row.integer(1) }
        case .keyHolders: for row in result.rows { self.keyHolders[JobID(try row.uuid(0))] = try KeyHolder(row) }
        case .replacement(let command): if result.count > 0 { self.replacements.insert(command) }
        case .deletedJobs(let command): self.deletions[command] = result.count
        }
    }

    // MARK: - Deciding

    private func decide(lanes: Set<PostgresLane>) -> Set<PostgresLane> {
        for (place, command) in self.commands.enumerated() {
            switch command {
            case .insert: break
            case .change(let change, let reply): self.finish(reply, self.apply(change))
            case .cancel(let request, let reply):
                self.finish(
                    reply,
                    self.change(request) { job throws(IllegalTransition) in
                        try job.cancel(command: request.command, at: request.at)
                    }
                )
            case .retry(let request, let reply):
                self.finish(
                    reply,
                    self.change(request) { job throws(IllegalTransition) in
                        try job.retry(command: request.command, at: request.at)
                    }
                )
            case .settle(let settlements, let reply):
                self.settle(settlements)
                self.finish(reply, .success(()))
            case .renew(let renewal, let reply): self.finish(reply, .success(self.renew(renewal)))
            case .replace(let replacement, _): self.replace(replacement, place)
            case .deleteEnded(let moment, let limit, _): self.deleteEnded(before: moment, limit, place)
            }
        }
        return self.insertAll(lanes: lanes)
    }

    private func finish<Value: Sendable>(
        _ reply: @escaping PostgresCommand.Reply<Value>,
        _ result: Result<Value, JobStoreError>
    ) {
        self.replies.append { reply(result) }
    }

    private func apply(_ change: JobChange) -> Result<Job, JobStoreError> {
        guard var entry = self.entries[change.job] else {
            self.settle(change.settlements)
            return .failure(JobStoreError(.notFound, "there is no job \(change.job)"))
        }
        if entry.job.state.lastCommand == change.command { return .success(entry.job) }
        do throws(StaleFence) {
            let sequence = entry.job.facts.sequence
            self.events += try entry.job.apply(change).map { (sequence, $0) }
            self.checkpoints += change.checkpoints.map { (sequence, $0) }
        } catch {
            // Only what is stored may say so.
            self.isMistaken = self.isTrusting
            self.settle(change.settlements)
            return .failure(JobStoreError(.staleFence, "fence \(error.given) is stale, \(error.current) is current"))
        }
        entry.delay = change.requeueDelay
        self.entries[change.job] = entry
        self.intents += change.intents
        self.settlements += change.settlements
        return .success(entry.job)
    }

    private func change(
        _ request: JobRequest,
        _ body: (inout Job) throws(IllegalTransition) -> JobEvent?
    ) -> Result<Job, JobStoreError> {
        guard var entry = self.entries[request.job] else {
            return .failure(JobStoreError(.notFound, "there is no job \(request.job)"))
        }
        guard entry.job.state.lastCommand != request.command else { return .success(entry.job) }
        do throws(IllegalTransition) {
            guard let event = try body(&entry.job) else { return .success(entry.job) }
            self.events.append((entry.job.facts.sequence, event))
        } catch {
            let message = "a \(error.status.rawValue) job cannot \(error.transition.rawValue)"
            return .failure(JobStoreError(.conflict, message, status: error.status))
        }
        entry.delay = .zero
        self.entries[request.job] = entry
        return .success(entry.job)
    }

    /// Keeps settlements whose writer does not own the job any more, and counts what the calls used.
    private func settle(_ settlements: [CallSettlement]) {
        for settlement in settlements where self.unsettled.remove(settlement.call) != nil {
            self.settlements.append(settlement)
            self.entries[settlement.job]?.job.settle([settlement])
        }
    }

    private func renew(_ renewal: PostgresCommand.LeaseRenewal) -> Set<JobID> {
        var lost: Set<JobID> = []
        for lease in renewal.leases {
            guard let job = self.entries[lease.job]?.job, job.status == .processing,
                job.state.leaseOwner == renewal.owner, job.fence == lease.fence
            else {
                lost.insert(lease.job)
                continue
            }
            self.renewals.append((job.facts.sequence, renewal.duration))
        }
        return lost
    }

    private static let lockJobs = PostgresStatement(
        name: "avo_lock_jobs",
        sql: "SELECT \(Job.columns) FROM jobs j WHERE j.id = ANY($1) ORDER BY j.id FOR NO KEY UPDATE"
    )
    private static let selectUnsettled = PostgresStatement(
        name: "avo_select_unsettled",
        sql: "SELECT call FROM calls WHERE call = ANY($1) AND outcome IS NULL"
    )
}
