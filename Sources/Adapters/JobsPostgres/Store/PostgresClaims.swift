import JobsApplication
import JobsDomain
import Logging
import Synchronization

/// Claims jobs, on a connection of its own, so that a claim which waits for its turn delays no write.
///
/// Claims of one queue are serialised by an advisory lock that lives as long as the transaction, and the whole
/// transaction is one pipeline: nothing that this process does between two statements, or is kept from doing,
/// can hold the lock. So the rule of ``Job/start(_:recoveringFrom:)`` stands in SQL once more; the contract
/// suite holds both against each other.
final class PostgresClaims: Sendable {
    private let session: PostgresSession
    private let clock: PostgresClock
    private let marks = Mutex(PostgresClaimMarks())

    init(_ address: PostgresAddress, clock: PostgresClock, logger: Logger) {
        self.session = PostgresSession(address, label: "claim", logger: logger)
        self.clock = clock
    }

    func close() { self.session.close() }

    func claim(_ claim: JobClaim) async throws(JobStoreError) -> ClaimedJobs {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<ClaimedJobs, JobStoreError>, Never>) in
            self.session.run { session in
                do throws(JobStoreError) {
                    continuation.resume(returning: .success(try self.claim(claim, session)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    // MARK: - On the session's thread

    private func claim(_ claim: JobClaim, _ session: PostgresSession) throws(JobStoreError) -> ClaimedJobs {
        var jobs: [ClaimedJob] = []
        var exhausted: [JobID] = []
        // Jobs that were started too often in vain, or changed while their rows were waited for, took places in the claim
        // that others can have.
        for _ in 0..<Self.mostRounds where jobs.count < claim.limit {
            let more: Round
            do throws(JobStoreError) {
                more = try self.claimOnce(claim, limit: claim.limit - jobs.count, session)
            } catch {
                // What an earlier round has claimed is this worker's already.
                guard jobs.isEmpty, exhausted.isEmpty else { break }
                throw error
            }
            let known = Set(jobs.map(\.job.id))
            jobs += more.claimed.jobs.filter { !known.contains($0.job.id) }
            exhausted += more.claimed.exhausted
            if !more.mayLeaveOthers { break }
        }
        return ClaimedJobs(jobs: jobs, exhausted: exhausted)
    }

    /// How often a claim goes on where others may have what it did not get.
    private static let mostRounds = 100

    /// What one transaction has claimed.
    private struct Round {
        let claimed: ClaimedJobs
        /// Whether it chose as many jobs as it could and did not get all of them to run.
        var mayLeaveOthers = false
    }

    private func claimOnce(
        _ claim: JobClaim,
        limit: Int,
        _ session: PostgresSession
    ) throws(JobStoreError) -> Round {
        var mayHaveCommitted = false
        do throws(PostgresFailure) {
            do throws(PostgresFailure) {
                return try session.withConnection { connection throws(PostgresFailure) in
                    mayHaveCommitted = true
                    return try self.attempt(claim, limit: limit, connection)
                }
            } catch {
                guard error.endsConnection else { throw error }
                return try session.withConnection { connection throws(PostgresFailure) in
                    // What the broken connection may have claimed is this claim's; under the lock nobody is on
                    // the way any more.
                    let found = mayHaveCommitted ? try self.findClaimed(claim, connection) : []
                    if !found.isEmpty { return Round(claimed: ClaimedJobs(jobs: found)) }
                    mayHaveCommitted = true
                    return try self.attempt(claim, limit: limit, connection)
                }
            }
        } catch {
            if !error.endsConnection { session.rollBack() }
            guard error.endsConnection, mayHaveCommitted else { throw JobStoreError(error) }
            throw JobStoreError(.outcomeUnknown, "the connection to PostgreSQL broke during a claim", cause: error)
        }
    }

    private func attempt(
        _ claim: JobClaim,
        limit: Int,
        _ connection: PostgresConnection
    ) throws(PostgresFailure) -> Round {
        var marks = self.marks.withLock { stored in
            var marks = stored
            marks.prepare(for: claim)
            // A look without marks that fails, because there is too much to pass, is not tried again at once.
            stored.notePreparation(of: marks)
            return marks
        }
        let reads = marks.needsReading
        let readings = reads ? [Self.selectDrawn(), Self.selectInserts(.integer(PostgresLock.inserts))] : []
        let deadline = self.clock.deadline(within: PostgresConnection.callTimeout)
        let queries =
            readings + [
                PostgresStatement.begin(), self.lock(claim), self.start(claim, limit: limit, marks, deadline: deadline),
                PostgresStatement.commit(),
            ]
        let results = try connection.run(queries)
        if reads {
            let drawn = try results[0].first?.integer(0) ?? 0
            var inserts: Set<String> = []
            for row in results[1].rows { inserts.insert(try row.text(0)) }
            marks.read(drawn: drawn, inserts: inserts)
        }
        let started = try Self.read(results[results.count - 2])
        if let now = started.now { self.clock.note(now) }
        // A server whose clock has jumped took the claim for a late one; its marks would mean nothing.
        let wasLate = deadline.map { $0 < started.now ?? .min } ?? false
        guard !wasLate else { return Round(claimed: ClaimedJobs(jobs: [])) }
        // By what was chosen: of that, jobs may have changed while their rows were waited for.
        let isExhaustive = started.chosen < limit
        marks.advance(past: started.jobs.map(\.job), isExhaustive: isExhaustive, in: claim.queues)
        if claim.queues == nil, let now = started.now, started.leftBehind == 0 { marks.advanceLeases(to: now) }
        self.marks.withLock { $0 = marks }
        return Round(
            claimed: ClaimedJobs(jobs: started.jobs, exhausted: started.exhausted),
            mayLeaveOthers: !isExhaustive && started.jobs.count < limit
        )
    }

    private func findClaimed(
        _ claim: JobClaim,
        _ connection: PostgresConnection
    ) throws(PostgresFailure) -> [ClaimedJob] {
        let results = try connection.run([
            PostgresStatement.begin(),
            self.lock(claim),
            Self.selectClaimed(.text(claim.start.owner.name), .uuid(claim.start.command)),
            PostgresStatement.commit(),
        ])
        return try Self.read(results[2]).jobs
    }

    /// What a claim's statement has told.
    private struct Started {
        var jobs: [ClaimedJob] = []
        var exhausted: [JobID] = []
        /// The server's clock.
        var now: Int64?
        /// How many jobs were chosen, those included that had changed when their turn came.
        var chosen: Int64 = 0
        /// How many jobs were found whose lease has run out and for which the claim had no place.
        var leftBehind: Int64?
    }

    private static func read(
        _ result: PostgresResult
    ) throws(PostgresFailure) -> Started {
        var started = Started()
        for row in result.rows {
            started.now = try row.optionalInteger(Job.columnCount + 5)
            started.leftBehind = try row.optionalInteger(Job.columnCount + 6)
            started.chosen = try row.optionalInteger(Job.columnCount + 7) ?? 0
            // A row without a job tells the time alone.
            guard row.optionalUUID(1) != nil else { continue }
            let job = try Job(row: row)
            guard job.status == .processing else {
                started.exhausted.append(job.id)
                continue
            }
            started.jobs.append(
                ClaimedJob(
                    job: job,
                    input: try row.bytes(Job.columnCount),
                    checkpoints: try Checkpoint.all(in: row, at: Job.columnCount + 1)
                )
            )
        }
        return started
    }

    private func lock(_ claim: JobClaim) -> PostgresQuery {
        Self.lockQueues(.integer(PostgresLock.claims), .optionalTexts(claim.queues.map { $0.sorted() }))
    }

    private func start(
        _ claim: JobClaim,
        limit: Int,
        _ marks: PostgresClaimMarks,
        deadline: Int64?
    ) -> PostgresQuery {
        let workflows = claim.workflows.sorted { ($0.name, $0.version) < ($1.name, $1.version) }
        let lanes = marks.lanes.sorted { ($0.key.queue, $0.key.priority) < ($1.key.queue, $1.key.priority) }
        let failure = JobFailure.attemptsExhausted(limit: claim.start.attemptLimit, step: nil)
        return Self.startJobs(
            self.clock.parameter,
            .optionalTexts(claim.queues.map { $0.sorted() }),
            .texts(workflows.map(\.name)),
            .integers(workflows.map { Int64($0.version) }),
            .integer(limit),
            .text(claim.start.owner.name),
            .uuid(claim.start.command),
            .integer(claim.start.at.millisecondsSinceEpoch),
            .integer(claim.start.attemptLimit),
            .integer(claim.lease.milliseconds),
            .texts(lanes.map(\.key.queue)),
            .integers(lanes.map { Int64($0.key.priority) }),
            .integers(lanes.map(\.value)),
            .integer(marks.leases),
            .text(failure.message),
            .integer(deadline)
        )
    }
}
