import GRDB
import JobsApplication
import JobsDomain
import Synchronization

/// The one way into the database: gathers the commands that wait while the previous commit is on its way, and
/// commits them in one transaction.
///
/// An fsync costs about as much as a thousand inserts, so concurrent writers share one. There is no timer:
/// the next batch starts when the last one has returned, and every reply follows its commit. Writes and the
/// checkpoints that commits trigger exclude those of other processes by one file lock, because the SQLite
/// of Debian 12 (3.40.1) can corrupt a WAL database when a write and a checkpoint of two processes meet.
final class SQLiteWritePath: Sendable {
    /// One write that waits.
    struct Command: Sendable {
        /// At most one command of a job is in a batch, because each reads the row it changes.
        let job: JobID?
        /// The size of its payloads.
        let bytes: Int
        /// Renewals go first: a lease must not run out behind a queue of inserts.
        let isUrgent: Bool
        /// Performs the write and returns the reply to send once it is committed.
        let perform: @Sendable (SQLiteTransaction) throws -> @Sendable () -> Void
        let fail: @Sendable (JobStoreError) -> Void
    }

    private struct State {
        var waiting: [Command] = []
        var waitingBytes = 0
        var isFlushing = false
        /// How many commands the batch on its way has.
        var inFlight = 0
        var commits = 0
    }

    /// Bounds of one batch.
    private static let batchCommands = 128
    private static let batchBytes = 4 << 20
    /// Bounds of the waiting room; beyond them a command is refused at once.
    private static let mostWaitingCommands = 20_000
    private static let mostWaitingBytes = 256 << 20
    /// How long a batch waits for another process that writes.
    private static let lockTimeout = Duration.seconds(5)

    private let database: any DatabaseWriter
    private let lock: FileLock?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - database: the writer connection's owner.
    ///   - lock: excludes other processes; nil where there can be none.
    init(database: any DatabaseWriter, lock: FileLock?) {
        self.database = database
        self.lock = lock
    }

    /// How many commands have no reply yet.
    var unfinishedCommands: Int { self.state.withLock { $0.waiting.count + $0.inFlight } }

    /// How many transactions were committed.
    var commits: Int { self.state.withLock { $0.commits } }

    /// Performs a write and returns once it is committed.
    ///
    /// - Parameter body: gets a transaction that it may share with other commands. It refuses by returning
    ///   a failure, which undoes nothing; what it throws undoes its own writes alone.
    func write<Value: Sendable>(
        job: JobID? = nil,
        bytes: Int = 0,
        isUrgent: Bool = false,
        _ body: @escaping @Sendable (SQLiteTransaction) throws -> Result<Value, JobStoreError>
    ) async throws(JobStoreError) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, JobStoreError>, Never>) in
            self.enqueue(
                Command(
                    job: job,
                    bytes: bytes,
                    isUrgent: isUrgent,
                    perform: { transaction in
                        let result = try body(transaction)
                        return { continuation.resume(returning: result) }
                    },
                    fail: { continuation.resume(returning: .failure($0)) }
                )
            )
        }
        return try result.get()
    }

    private func enqueue(_ command: Command) {
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
        case .startsFlush: self.database.asyncWriteWithoutTransaction { db in self.flush(db) }
        }
    }

    private func flush(_ db: Database) {
        while let batch = self.nextBatch() { self.commit(batch, db) }
    }

    /// Takes the next batch; nil ends the flushing.
    private func nextBatch() -> [Command]? {
        self.state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isFlushing = false
                state.inFlight = 0
                return nil
            }
            var batch: [Command] = []
            var rest: [Command] = []
            var jobs: Set<JobID> = []
            var bytes = 0
            for command in state.waiting.filter(\.isUrgent) + state.waiting.filter({ !$0.isUrgent }) {
                let fits =
                    batch.isEmpty || (batch.count < Self.batchCommands && bytes + command.bytes <= Self.batchBytes)
                guard fits, command.job.map({ jobs.insert($0).inserted }) ?? true else {
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

    private func commit(_ batch: [Command], _ db: Database) {
        guard self.lock?.lock(within: Self.lockTimeout) ?? true else {
            let error = JobStoreError(.unavailable, "another process keeps the database locked")
            return batch.forEach { $0.fail(error) }
        }
        defer { self.lock?.unlock() }
        do {
            for reply in try self.perform(batch, db) { reply() }
        } catch let error as DatabaseError where Self.concernsEveryCommand(error) {
            for command in batch { command.fail(JobStoreError(sqlite: error)) }
        } catch {
            // One bad command must fail alone. Commands are idempotent, so replaying them also finds out
            // what an interrupted commit had done.
            for command in batch { self.commitAlone(command, db) }
        }
    }

    /// Whether an error lies in the file as a whole, so that replaying each command would only wait again.
    private static func concernsEveryCommand(_ error: DatabaseError) -> Bool {
        [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode)
    }

    private func commitAlone(_ command: Command, _ db: Database) {
        do {
            for reply in try self.perform([command], db) { reply() }
        } catch {
            command.fail(JobStoreError(sqlite: error))
        }
    }

    /// Performs commands in one transaction; their replies may be sent once it has returned.
    private func perform(_ commands: [Command], _ db: Database) throws -> [@Sendable () -> Void] {
        var replies: [@Sendable () -> Void] = []
        try db.inTransaction(.immediate) {
            let transaction = SQLiteTransaction(db)
            replies = try commands.map { try $0.perform(transaction) }
            try transaction.writeCounts()
            return .commit
        }
        self.state.withLock { $0.commits += 1 }
        return replies
    }
}
