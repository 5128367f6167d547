import JobsApplication
import JobsDomain
import Logging
import Synchronization

/// The one way to write: gathers the commands that wait while the previous commit is on its way, and commits
/// them in one transaction.
///
/// An fsync costs about as much as a thousand inserts, so concurrent writers share one. There is no timer: the
/// next batch starts when the last one has returned, and every reply follows its commit. Where the connection
/// breaks during a commit, the batch is sent again on a new one: every command is idempotent by its own
/// identifier, so sending it again also finds out what had become of it.
final class PostgresWritePath: Sendable {
    private struct State {
        var waiting: [PostgresCommand] = []
        var waitingBytes = 0
        var isFlushing = false
        var inFlight = 0
        var commits = 0
    }

    /// Bounds of one batch.
    private static let batchCommands = 128
    private static let batchBytes = 4 << 20
    /// Bounds of the waiting room; beyond them a command is refused at once.
    private static let mostWaitingCommands = 20_000
    private static let mostWaitingBytes = 256 << 20
    /// How long the first sending of a batch may take, connecting included; a second one has only to connect
    /// to find that there is no server.
    private static let batchTimeout = Duration.milliseconds(3500)
    private static let replayTimeout = Duration.seconds(1)
    /// How often the changes of job counts are added up.
    private static let countInterval = Duration.seconds(30)

    private let session: PostgresSession
    private let clock: PostgresClock
    private let state = Mutex(State())
    /// What the session's thread remembers between batches.
    private let memory = Mutex((lanes: Set<PostgresLane>(), countsAddedUp: ContinuousClock.now))

    init(_ address: PostgresAddress, clock: PostgresClock, logger: Logger) {
        self.session = PostgresSession(address, label: "write", logger: logger)
        self.clock = clock
    }

    /// How many commands have no reply yet.
    var unfinishedCommands: Int { self.state.withLock { $0.waiting.count + $0.inFlight } }

    /// How many transactions were committed.
    var commits: Int { self.state.withLock { $0.commits } }

    func close() { self.session.close() }

    /// Performs a write and returns once it is committed.
    ///
    /// - Parameter command: makes the command with the reply that it is to give.
    func write<Value: Sendable>(
        _ command: (@escaping PostgresCommand.Reply<Value>) -> PostgresCommand
    ) async throws(JobStoreError) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, JobStoreError>, Never>) in
            self.enqueue(command { continuation.resume(returning: $0) })
        }
        return try result.get()
    }

    private func enqueue(_ command: PostgresCommand) {
        enum Admission { case full, queued, startsFlush }
        let admission = self.state.withLock { state -> Admission in
            guard state.waiting.count < Self.mostWaitingCommands, state.waitingBytes < Self.mostWaitingBytes else {
                return .full
            }
            state.waiting.append(command)
            state.waitingBytes += command.bytes
            guard !state.isFlushing else { return .queued }
            state.isFlushing = true
            return .startsFlush
        }
        switch admission {
        case .full: command.fail(JobStoreError(.overloaded, "too many writes wait"))
        case .queued: break
        case .startsFlush: self.session.run { self.flush($0) }
        }
    }

    private func flush(_ session: PostgresSession) {
        while let batch = self.nextBatch() { self.commit(batch, session) }
        self.addUpCounts(session)
    }

    /// Takes the next batch; nil ends the flushing.
    private func nextBatch() -> [PostgresCommand]? {
        self.state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isFlushing = false
                state.inFlight = 0
                return nil
            }
            var batch: [PostgresCommand] = []
            var rest: [PostgresCommand] = []
            var subjects: Set<PostgresCommand.Subject> = []
            var bytes = 0
            for command in state.waiting.filter(\.isUrgent) + state.waiting.filter({ !$0.isUrgent }) {
                let mine = command.subjects
                let fits =
                    batch.isEmpty || (batch.count < Self.batchCommands && bytes + command.bytes <= Self.batchBytes)
                // A command that has to wait keeps later ones about the same behind it.
                let isFree = subjects.isDisjoint(with: mine)
                subjects.formUnion(mine)
                guard fits, isFree else {
                    rest.append(command)
                    continue
                }
                batch.append(command)
                bytes += command.bytes
            }
            state.waiting = rest
            state.waitingBytes -= bytes
            state.inFlight = batch.count
            return batch
        }
    }

    // MARK: - On the session's thread

    private func commit(_ commands: [PostgresCommand], _ session: PostgresSession) {
        do throws(PostgresBatch.Failure) {
            try self.commitRepeating(commands, session)
        } catch {
            guard !error.mayHaveCommitted, !error.cause.concernsEveryCommand, commands.count > 1 else {
                return Self.fail(commands, error)
            }
            // One bad command must fail alone.
            for command in commands {
                do throws(PostgresBatch.Failure) {
                    try self.commitRepeating([command], session)
                } catch { Self.fail([command], error) }
            }
        }
    }

    private static func fail(_ commands: [PostgresCommand], _ failure: PostgresBatch.Failure) {
        let error =
            failure.mayHaveCommitted
            ? JobStoreError(.outcomeUnknown, "the connection to PostgreSQL broke during a commit", cause: failure.cause)
            : JobStoreError(failure.cause)
        for command in commands { command.fail(error) }
    }

    /// Commits, once more on a new connection if the first one breaks.
    private func commitRepeating(
        _ commands: [PostgresCommand],
        _ session: PostgresSession
    ) throws(PostgresBatch.Failure) {
        do throws(PostgresBatch.Failure) {
            try self.attempt(commands, session, isReplay: false, isSecond: false, deadline: .now + Self.batchTimeout)
        } catch {
            guard error.cause.endsConnection || error.mayHaveCommitted else { throw error }
            do throws(PostgresBatch.Failure) {
                try self.attempt(
                    commands,
                    session,
                    isReplay: error.mayHaveCommitted,
                    isSecond: true,
                    deadline: .now + Self.replayTimeout
                )
            } catch let second {
                throw PostgresBatch.Failure(
                    cause: second.cause,
                    mayHaveCommitted: error.mayHaveCommitted || second.mayHaveCommitted
                )
            }
        }
    }

    private func attempt(
        _ commands: [PostgresCommand],
        _ session: PostgresSession,
        isReplay: Bool,
        isSecond: Bool,
        isTrusting: Bool = true,
        deadline: ContinuousClock.Instant
    ) throws(PostgresBatch.Failure) {
        let batch = PostgresBatch(commands, clock: self.clock, isReplay: isReplay, isTrusting: isTrusting)
        var lanes = self.memory.withLock { $0.lanes }
        var failure: PostgresBatch.Failure?
        var replies: [@Sendable () -> Void] = []
        do throws(PostgresFailure) {
            replies = try session.withConnection(
                within: isSecond ? Self.replayTimeout : PostgresConnection.connectTimeout
            ) {
                connection throws(PostgresFailure) in
                do throws(PostgresBatch.Failure) {
                    return try batch.perform(on: connection, lanes: &lanes, deadline: deadline)
                } catch {
                    failure = error
                    throw error.cause
                }
            }
        } catch {
            if !error.endsConnection { session.rollBack() }
            if batch.isTrusting, error.isMistakenWriter {
                return try self.attempt(
                    commands,
                    session,
                    isReplay: isReplay,
                    isSecond: isSecond,
                    isTrusting: false,
                    deadline: deadline
                )
            }
            throw failure ?? PostgresBatch.Failure(cause: error, mayHaveCommitted: false)
        }
        self.memory.withLock { $0.lanes = lanes }
        self.state.withLock { $0.commits += 1 }
        for reply in replies { reply() }
    }

    /// Adds up the changes of job counts, so that counting stays cheap. Whoever comes first does it for all.
    private func addUpCounts(_ session: PostgresSession) {
        let isDue = self.memory.withLock { memory in
            guard memory.countsAddedUp.duration(to: .now) > Self.countInterval else { return false }
            memory.countsAddedUp = .now
            return true
        }
        guard isDue else { return }
        do throws(PostgresFailure) {
            _ = try session.withConnection { connection throws(PostgresFailure) in
                try connection.run([
                    PostgresStatement.begin(),
                    Self.addUpCounts(.integer(PostgresLock.counts)),
                    PostgresStatement.commit(),
                ])
            }
        } catch {
            // The changes stay where they are and are added up another time.
            session.rollBack()
        }
    }

    private static let addUpCounts = PostgresStatement(
        name: "avo_add_up_counts",
        sql: """
            WITH mine AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($1::bigint::integer, 0) AS is_mine),
            changes AS (
                DELETE FROM job_count_changes WHERE (SELECT is_mine FROM mine) RETURNING queue, status, change
            )
            INSERT INTO job_counts AS c (queue, status, jobs)
            SELECT queue, status, sum(change) FROM changes GROUP BY queue, status
            ON CONFLICT (queue, status) DO UPDATE SET jobs = c.jobs + excluded.jobs
            """
    )
}
