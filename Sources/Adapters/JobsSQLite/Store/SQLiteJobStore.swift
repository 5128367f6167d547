import Foundation
import GRDB
public import JobsApplication
public import JobsDomain

/// A store in one SQLite file, which any number of processes of one machine may share.
///
/// WAL mode with `synchronous=FULL`: what was acknowledged survives the process and the machine. Beside the
/// file stand its lock (`-lock`) and a folder with one lock per living process (`-owners`).
public final class SQLiteJobStore: Sendable {
    let database: any DatabaseWriter
    let writePath: SQLiteWritePath
    private let readPath: SQLiteReadPath
    let clock: SQLiteClock
    private let owners: OwnerLocks?
    private let boot: Int64

    /// Opens, and creates or migrates if need be, a database.
    ///
    /// - Throws: ``JobStoreError`` with code `unusable` if the file is no database, cannot be written, or
    ///   needs a newer build; `unavailable` if another process keeps it locked.
    public init(_ location: SQLiteLocation) throws(JobStoreError) {
        do {
            let clock = SQLiteClock()
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.label = "avo.sqlite"
            let lock: FileLock?
            switch location {
            case .file(let path):
                self.owners = try OwnerLocks(folder: path + "-owners")
                lock = try FileLock(path: path + "-lock")
                // Opening may recover or truncate the log, so it excludes other processes too.
                guard lock?.lock(within: .seconds(5)) ?? true else {
                    throw JobStoreError(.unavailable, "another process keeps the database locked")
                }
                self.database = try DatabasePool(path: path, configuration: configuration)
            case .memory:
                self.owners = nil
                lock = nil
                self.database = try DatabaseQueue(configuration: configuration)
            }
            defer { lock?.unlock() }
            try Self.prepare(self.database)
            self.boot = try Self.registerBoot(clock.bootID, self.database)
            self.clock = clock
            self.writePath = SQLiteWritePath(database: self.database, lock: lock)
            self.readPath = SQLiteReadPath(database: self.database)
        } catch {
            throw Self.openingError(error)
        }
    }

    /// Closes every connection. Calls after it fail with `unavailable`.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable` if a connection cannot be closed.
    public func close() throws(JobStoreError) {
        do { try self.database.close() } catch { throw JobStoreError(sqlite: error) }
    }

    /// Lets the store's clock run ahead. Only for tests of what time does.
    public func advanceClock(by duration: Duration) {
        self.clock.advance(by: duration)
    }

    /// Lets go of the owners' locks, as the kernel does when a process dies.
    func releaseOwnerLocks() {
        self.owners?.releaseAll()
    }

    private static func prepare(_ database: any DatabaseWriter) throws {
        try database.writeWithoutTransaction { db in
            // The driver's default, NORMAL, may lose the last commits when the machine loses power.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try SQLiteSchema.check(db)
        }
        try SQLiteSchema.migrator().migrate(database)
    }

    private static func registerBoot(_ id: String, _ database: any DatabaseWriter) throws -> Int64 {
        try database.write { db in
            try db.execute(sql: "INSERT OR IGNORE INTO boots (boot_id) VALUES (?)", arguments: [id])
            return try Int64.fetchOne(db, sql: "SELECT number FROM boots WHERE boot_id = ?", arguments: [id]) ?? 0
        }
    }

    /// While opening, a file that cannot be used is a mistake of configuration, not a passing trouble.
    private static func openingError(_ error: any Error) -> JobStoreError {
        if let error = error as? FileLock.Failure { return JobStoreError(.unusable, error.description) }
        let storeError = JobStoreError(sqlite: error)
        guard let databaseError = error as? DatabaseError, storeError.code == .unavailable,
            databaseError.resultCode != .SQLITE_BUSY, databaseError.resultCode != .SQLITE_LOCKED
        else { return storeError }
        return JobStoreError(.unusable, storeError.message, cause: error)
    }

    private var moment: SQLiteMoment {
        SQLiteMoment(boot: self.boot, now: self.clock.now, wallNow: self.clock.wallNow)
    }

    /// Reads a little, with others who do.
    private func glance<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteTransaction) throws -> Value
    ) async throws(JobStoreError) -> Value {
        do { return try await self.readPath.read(body) } catch { throw JobStoreError(sqlite: error) }
    }

    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteTransaction) throws -> Value
    ) async throws(JobStoreError) -> Value {
        do {
            return try await self.database.read { db in try body(SQLiteTransaction(db)) }
        } catch {
            let isCancelled = error is CancellationError || (error as? DatabaseError)?.resultCode == .SQLITE_INTERRUPT
            throw isCancelled ? JobStoreError(.unavailable, "the read was cancelled") : JobStoreError(sqlite: error)
        }
    }
}

extension SQLiteJobStore: JobStore {
    public func insert(_ submission: JobSubmission) async throws(JobStoreError) -> JobInsertion {
        try await self.writePath.write(bytes: submission.input.count + submission.metadata.count) { transaction in
            try transaction.insert(submission, at: self.moment)
        }
    }

    public func claim(_ claim: JobClaim) async throws(JobStoreError) -> ClaimedJobs {
        do {
            try self.owners?.hold(claim.start.owner)
        } catch {
            throw JobStoreError(.unavailable, error.description)
        }
        return try await self.writePath.write { transaction in
            .success(
                try transaction.claim(claim, at: self.moment) { owners in self.owners?.dead(among: owners) ?? [] }
            )
        }
    }

    public func renew(
        _ leases: [HeldLease],
        owner: LeaseOwner,
        for duration: Duration
    ) async throws(JobStoreError) -> Set<JobID> {
        try await self.writePath.write(isUrgent: true) { transaction in
            .success(try transaction.renew(leases, owner: owner, for: duration, at: self.moment))
        }
    }

    public func apply(_ change: JobChange) async throws(JobStoreError) -> Job {
        let bytes = change.checkpoints.reduce(0) { $0 + $1.output.count * 2 }
        return try await self.writePath.write(job: change.job, bytes: bytes) { transaction in
            try transaction.apply(change, at: self.moment)
        }
    }

    public func cancel(_ request: JobRequest) async throws(JobStoreError) -> Job {
        try await self.writePath.write(job: request.job) { transaction in
            try transaction.change(request, at: self.moment) { job throws(IllegalTransition) in
                try job.cancel(command: request.command, at: request.at)
            }
        }
    }

    public func retry(_ request: JobRequest) async throws(JobStoreError) -> Job {
        try await self.writePath.write(job: request.job) { transaction in
            try transaction.change(request, at: self.moment) { job throws(IllegalTransition) in
                try job.retry(command: request.command, at: request.at)
            }
        }
    }

    public func job(_ id: JobID) async throws(JobStoreError) -> JobDetails? {
        try await self.glance { transaction in
            try transaction.job(id).map { try transaction.details(of: $0) }
        }
    }

    public func page(_ query: JobListQuery) async throws(JobStoreError) -> JobListPage {
        try await self.read { try $0.page(query) }
    }

    public func events(of id: JobID, after number: Int, limit: Int) async throws(JobStoreError) -> [JobEvent] {
        try await self.glance { try $0.events(of: id, after: number, limit: limit) }
    }

    public func feed(after position: FeedPosition, limit: Int) async throws(JobStoreError) -> FeedPage {
        try await self.read { try $0.feed(after: position, limit: limit) }
    }

    public func feedEnd() async throws(JobStoreError) -> FeedPosition {
        try await self.read { try $0.feedEnd() }
    }

    public func lastEvents(of ids: [JobID]) async throws(JobStoreError) -> [JobID: Int] {
        try await self.glance { try $0.lastEvents(of: ids) }
    }

    public func statistics() async throws(JobStoreError) -> JobStatistics {
        try await self.read { try $0.statistics() }
    }

    public func deleteEnded(before moment: Timestamp, limit: Int) async throws(JobStoreError) -> Int {
        try await self.writePath.write { transaction in
            .success(try transaction.deleteEnded(before: moment, limit: limit, wallNow: self.clock.wallNow))
        }
    }
}

extension SQLiteJobStore: CallLedger {
    public func settle(_ settlements: [CallSettlement]) async throws(JobStoreError) {
        try await self.writePath.write { transaction in .success(try transaction.settle(settlements)) }
    }

    public func calls(of job: JobID) async throws(JobStoreError) -> [ModelCall] {
        try await self.read { try $0.calls(of: job) }
    }

    public func totals(since moment: Timestamp) async throws(JobStoreError) -> [RouteTotals] {
        try await self.read { try $0.totals(since: moment) }
    }
}

extension SQLiteJobStore: SharedState {
    public func value(for key: String) async throws(JobStoreError) -> SharedValue? {
        try await self.read { try $0.value(for: key, wallNow: self.clock.wallNow) }
    }

    public func replace(
        _ key: String,
        with bytes: [UInt8]?,
        ifVersionIs version: Int64?,
        lifetime: Duration
    ) async throws(JobStoreError) -> Bool {
        try await self.writePath.write { transaction in
            .success(
                try transaction.replace(
                    key,
                    with: bytes,
                    ifVersionIs: version,
                    lifetime: lifetime,
                    wallNow: self.clock.wallNow
                )
            )
        }
    }

    public func values(withPrefix prefix: String) async throws(JobStoreError) -> [SharedValue] {
        try await self.read { try $0.values(withPrefix: prefix, wallNow: self.clock.wallNow) }
    }
}
