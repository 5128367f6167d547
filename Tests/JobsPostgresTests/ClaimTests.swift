import JobsApplication
import JobsDomain
import TestServices
import Testing

@testable import JobsPostgres
@testable import JobsTesting

@Suite("Claims of many processes", .timeLimit(.minutes(2)))
struct ClaimTests {
    @Test("a claim comes back empty only where nothing waits")
    func noEmptyClaims() async throws {
        try await withStore { store, subject, url in
            var stores: [PostgresJobStore] = []
            for _ in 0..<3 { stores.append(try await PostgresJobStore(PostgresAddress(url: url), logger: quiet)) }
            defer { for store in stores { store.close() } }
            for _ in 0..<10 {
                var ids: Set<JobID> = []
                for _ in 0..<6 { ids.insert(try await subject.insert()) }
                let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                    for store in stores {
                        let claimant = StoreUnderTest(store) { _ in }
                        group.addTask { try await claimant.claim(2).jobs.map(\.job.id) }
                    }
                    return try await group.reduce(into: [[JobID]]()) { $0.append($1) }
                }
                #expect(claimed.map(\.count) == [2, 2, 2])
                #expect(Set(claimed.joined()) == ids)
            }
        }
    }

    @Test("an insert that commits late is claimed before what came after it")
    func lateCommit() async throws {
        try await withStore { store, subject, url in
            try await subject.insert()
            _ = try await subject.claimOne()
            let late = try TestSession(url)
            let id = subject.makeID()
            try late.run("BEGIN")
            try late.run("SELECT pg_advisory_xact_lock_shared(\(PostgresLock.inserts), 0)")
            try late.run(
                """
                WITH new AS (
                    INSERT INTO jobs (id, queue, workflow, workflow_version, total_steps, language, created_at, updated_at)
                    VALUES ('\(id)', '\(StoreUnderTest.queue)', 'test', 1, 2, 'auto', 0, 0) RETURNING sequence
                ) INSERT INTO job_payloads (job, input, metadata) SELECT sequence, '{}', '{}' FROM new
                """
            )
            // Long enough for the marks to move past everything that has been settled, again and again.
            let begin = ContinuousClock.now
            try await waitUntil("the marks had time to move") {
                try await subject.insert()
                let claimed = try await subject.claim().jobs
                #expect(claimed.count == 1)
                return begin.duration(to: .now) > .milliseconds(2500)
            }
            let newer = try await subject.insert()
            try late.run("COMMIT")
            #expect(try await subject.claim(2).jobs.map(\.job.id) == [JobID(id), newer])
        }
    }

    /// How many sessions of this database wait for a lock; other tests have databases of their own.
    private static let waitingSessions = """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        """

    @Test("a claim that waits for the last change of a job's old owner misses no checkpoint of it")
    func lateCheckpoint() async throws {
        try await withStore { store, subject, url in
            let id = try await subject.insert()
            _ = try await subject.claimOne()
            subject.advance(by: .seconds(3100))
            let owner = try TestSession(url)
            try owner.run("BEGIN")
            try owner.run("UPDATE jobs SET last_command = gen_random_uuid(), completed_steps = 1 WHERE id = '\(id)'")
            try owner.run(
                """
                INSERT INTO checkpoints (job, path, input_hash, output, is_degraded)
                SELECT sequence, 'one', '\\x01', '{"a":1}', false FROM jobs WHERE id = '\(id)'
                """
            )
            async let waiting = subject.claim(owner: "worker-b")
            let observer = try TestSession(url)
            try await waitUntil("the claim waits") { try observer.integer(Self.waitingSessions) > 0 }
            try owner.run("COMMIT")
            // On a machine that is slow just now it may have given up, which misses nothing either.
            let first = (try? await waiting.jobs) ?? []
            let claimed = first.isEmpty ? try await subject.claim(owner: "worker-b").jobs : first
            #expect(claimed.map(\.checkpoints.count) == [1])
            #expect(claimed.map(\.job.state.completedSteps) == [1])
        }
    }

    @Test("a job that was cancelled while a claim waited for it costs the claim no place, and hides no other job")
    func lateCancellation() async throws {
        try await withStore { store, subject, url in
            var ids: [JobID] = []
            for _ in 0..<4 { ids.append(try await subject.insert()) }
            let user = try TestSession(url)
            try user.run("BEGIN")
            try user.run(
                "UPDATE jobs SET last_command = gen_random_uuid(), status = 4, finished_at = 0 WHERE id = '\(ids[0])'"
            )
            async let waiting = subject.claim(2)
            let observer = try TestSession(url)
            try await waitUntil("the claim waits") { try observer.integer(Self.waitingSessions) > 0 }
            try user.run("COMMIT")
            // On a machine that is slow just now it may have given up, and then the next one gets the same.
            let first = (try? await waiting.jobs) ?? []
            let claimed = first.isEmpty ? try await subject.claim(2).jobs : first
            #expect(claimed.map(\.job.id) == [ids[1], ids[2]])
            #expect(try await subject.claim(2).jobs.map(\.job.id) == [ids[3]])
        }
    }

    @Test("a claim that waits for its turn gives up in time")
    func lockedQueue() async throws {
        try await withStore { store, subject, url in
            try await subject.insert()
            let holder = try TestSession(url)
            try holder.run("BEGIN")
            try holder.run(
                "SELECT pg_advisory_xact_lock(\(PostgresLock.claims), hashtext('\(StoreUnderTest.queue)'))"
            )
            try await subject.requireError(.unavailable, "a claim behind a lock that is never released") {
                try await subject.claim()
            }
            try holder.run("ROLLBACK")
            #expect(try await subject.claim().jobs.count == 1)
        }
    }

    @Test("a job that cannot be read fails nobody else's read")
    func unreadableJob() async throws {
        try await withStore { store, subject, url in
            var ids: [JobID] = []
            for _ in 0..<30 { ids.append(try await subject.insert()) }
            let bad = ids[7]
            try TestSession(url).run("UPDATE jobs SET failure = 'no JSON' WHERE id = '\(bad)'")
            let results = await withTaskGroup(of: (JobID, JobStoreError.Code?).self) { group in
                for id in ids {
                    group.addTask {
                        do throws(JobStoreError) {
                            return (id, try await store.job(id)?.job.id == id ? nil : .notFound)
                        } catch {
                            return (id, error.code)
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = .some($1.1) }
            }
            #expect(results.filter { $0.value != nil } == [bad: .unusable])
        }
    }

    @Test("one bad command of a shared transaction fails alone")
    func badCommand() async throws {
        try await withStore { store, subject, _ in
            let results = await withTaskGroup(of: (Bool, JobStoreError.Code?).self) { group in
                for number in 0..<40 {
                    // A priority that the column has no room for.
                    let submission = subject.submission(priority: number == 17 ? 1 << 40 : 0)
                    group.addTask {
                        do throws(JobStoreError) {
                            _ = try await store.insert(submission)
                            return (number == 17, nil)
                        } catch {
                            return (number == 17, error.code)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.filter { !$0.0 }.allSatisfy { $0.1 == nil })
            #expect(results.filter { $0.0 }.map(\.1) == [.unusable])
            let counts = try await store.statistics().counts
            #expect(counts[StoreUnderTest.queue]?[.pending] == 39)
        }
    }

    @Test("concurrent writes share commits")
    func groupCommit() async throws {
        try await withStore { store, subject, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 { group.addTask { try await subject.insert() } }
                try await group.waitForAll()
            }
            #expect(store.commits < 100)
        }
    }
}
