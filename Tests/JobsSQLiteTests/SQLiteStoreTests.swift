import Dispatch
import Foundation
import GRDB
import JobsApplication
import JobsDomain
import JobsSystem
import Testing

@testable import JobsSQLite

@Suite("What is SQLite's own", .timeLimit(.minutes(2)))
struct SQLiteStoreTests {
    private let runtime = JobRuntime.system(heartbeatExecutor: nil)

    private func claim(_ store: SQLiteJobStore, owner: String) async throws -> ClaimedJob? {
        let start = JobStart(
            command: self.runtime.makeID(),
            owner: LeaseOwner(owner),
            attemptLimit: 5,
            at: self.runtime.now()
        )
        let claim = JobClaim(
            start: start,
            limit: 1,
            queues: nil,
            workflows: [WorkflowIdentity(name: "w", version: 1)],
            lease: .seconds(300)
        )
        return try await store.claim(claim).jobs.first
    }

    @Test("one bad command of a shared transaction fails alone")
    func isolatesErrors() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/jobs.sqlite"
            let store = try SQLiteJobStore(.file(path))
            _ = try await store.insert(self.runtime.submission())
            let claimed = try #require(try await self.claim(store, owner: "a"))
            let call = self.runtime.makeID()
            let intent = CallIntent(
                call: call,
                job: claimed.job.id,
                run: 1,
                step: StepPath(step: "one"),
                provider: "p",
                model: "m",
                promptVersion: "1",
                schemaVersion: "1",
                at: self.runtime.now()
            )
            // The same call twice breaks a constraint of the table, so this command is bad for sure.
            let bad = JobChange(
                command: self.runtime.makeID(),
                job: claimed.job.id,
                fence: claimed.job.fence,
                at: self.runtime.now(),
                actions: [.intend(intent), .intend(intent)]
            )
            // While the writer is busy all the commands gather: they become one batch.
            let gate = DispatchSemaphore(value: 0)
            store.database.asyncWriteWithoutTransaction { _ in gate.wait() }
            let results = await withTaskGroup(of: Result<Void, JobStoreError>.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        do throws(JobStoreError) {
                            if number == 20 {
                                _ = try await store.apply(bad)
                            } else {
                                _ = try await store.insert(self.runtime.submission())
                            }
                            return .success(())
                        } catch {
                            return .failure(error)
                        }
                    }
                }
                while store.writePath.unfinishedCommands < 40 { await Task.yield() }
                gate.signal()
                return await group.reduce(into: []) { $0.append($1) }
            }
            let failures = results.compactMap { if case .failure(let error) = $0 { error } else { nil } }
            #expect(failures.map(\.code) == [.unavailable])
            #expect(try await store.statistics().counts["q"]?[.pending] == 39)
            #expect(try await store.calls(of: claimed.job.id).isEmpty)
        }
    }

    @Test("writes that gather while another is on its way share one commit")
    func sharesCommits() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/jobs.sqlite"
            let store = try SQLiteJobStore(.file(path))
            let gate = DispatchSemaphore(value: 0)
            store.database.asyncWriteWithoutTransaction { _ in gate.wait() }
            let before = store.writePath.commits
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<128 { group.addTask { _ = try await store.insert(self.runtime.submission()) } }
                while store.writePath.unfinishedCommands < 128 { await Task.yield() }
                gate.signal()
                try await group.waitForAll()
            }
            #expect(store.writePath.commits - before == 1)
        }
    }

    @Test("a job of a process that is gone is claimed at once")
    func noticesDeath() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/jobs.sqlite"
            let dying = try SQLiteJobStore(.file(path))
            let id = try await dying.insert(self.runtime.submission()).id
            #expect(try await self.claim(dying, owner: "dying")?.job.id == id)
            let living = try SQLiteJobStore(.file(path))
            #expect(try await self.claim(living, owner: "living") == nil)
            // What the kernel does with a process's locks when it dies.
            dying.releaseOwnerLocks()
            #expect(try await self.claim(living, owner: "living")?.job.id == id)
            let events = try await living.events(of: id, after: 0, limit: 10)
            let recovered = try #require(events.first { $0.kind == .jobRecovered }?.data)
            #expect(String(decoding: recovered, as: UTF8.self) == #"{"reason":"owner_died"}"#)
        }
    }

    @Test("another boot of the machine voids every lease and every wait")
    func noticesReboot() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/jobs.sqlite"
            let store = try SQLiteJobStore(.file(path))
            let id = try await store.insert(self.runtime.submission()).id
            #expect(try await self.claim(store, owner: "a")?.job.id == id)
            try await store.database.write { try $0.execute(sql: "UPDATE jobs SET boot = boot + 1") }
            #expect(try await self.claim(store, owner: "b")?.job.id == id)
        }
    }

    @Test("what was acknowledged is there after a restart")
    func survives() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/jobs.sqlite"
            let store = try SQLiteJobStore(.file(path))
            let id = try await store.insert(self.runtime.submission()).id
            try store.close()
            #expect(try await SQLiteJobStore(.file(path)).job(id)?.job.status == .pending)
        }
    }

    @Test("commits are synced to disk and the journal is a write-ahead log")
    func isDurable() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteJobStore(.file(folder + "/jobs.sqlite"))
            let (mode, synchronous) = try await store.database.writeWithoutTransaction { db in
                (
                    try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                    try Int.fetchOne(db, sql: "PRAGMA synchronous")
                )
            }
            #expect(mode == "wal")
            #expect(synchronous == 2)
        }
    }

    @Test("a schema that only newer builds understand is refused, a readable one is not")
    func refusesNewerSchema() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/jobs.sqlite"
            try SQLiteJobStore(.file(path)).close()
            let queue = try DatabaseQueue(path: path)
            try await queue.write { db in
                try db.execute(sql: "INSERT INTO schema_info (version, name, min_reader) VALUES (5, 'later', 1)")
            }
            try SQLiteJobStore(.file(path)).close()
            try await queue.write { try $0.execute(sql: "UPDATE schema_info SET min_reader = 5 WHERE version = 5") }
            let error = #expect(throws: JobStoreError.self) { try SQLiteJobStore(.file(path)) }
            #expect(error?.code == .unusable)
            #expect(error?.message.contains("schema 5") == true)
        }
    }

    @Test("a database that another process keeps locked is reported, and nothing is lost")
    func reportsLock() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/jobs.sqlite"
            let store = try SQLiteJobStore(.file(path))
            let lock = try FileLock(path: path + "-lock")
            #expect(lock.tryLock())
            let error = await #expect(throws: JobStoreError.self) { try await store.insert(self.runtime.submission()) }
            #expect(error?.code == .unavailable)
            lock.unlock()
            _ = try await store.insert(self.runtime.submission())
            #expect(try await store.statistics().counts["q"]?[.pending] == 1)
        }
    }

    @Test("processes that write at the same time leave a sound database")
    func sharesWriting() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/jobs.sqlite"
            let stores = try (0..<3).map { _ in try SQLiteJobStore(.file(path)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for store in stores {
                    for _ in 0..<20 {
                        group.addTask { for _ in 0..<20 { _ = try await store.insert(self.runtime.submission()) } }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await stores[0].statistics().counts["q"]?[.pending] == 1200)
            let check = try await stores[1].database.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
            #expect(check == "ok")
        }
    }
}
