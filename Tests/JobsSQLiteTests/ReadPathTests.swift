import JobsApplication
import JobsDomain
import JobsSystem
import Testing

@testable import JobsSQLite

@Suite("Reads that share a transaction", .timeLimit(.minutes(2)))
struct ReadPathTests {
    private let runtime = JobRuntime.system(heartbeatExecutor: nil)

    @Test("a read sees what was committed before it was asked for, however many share its transaction")
    func seesItsOwnWrites() async throws {
        try await withTemporaryFolder { folder in
            for location in [SQLiteLocation.file(folder + "/jobs.sqlite"), .memory] {
                let store = try SQLiteJobStore(location)
                let missing = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<32 {
                        group.addTask {
                            var missing = 0
                            for _ in 0..<40 {
                                let id = try await store.insert(self.runtime.submission()).id
                                if try await store.job(id) == nil { missing += 1 }
                                if try await store.events(of: id, after: 0, limit: 9).count != 1 { missing += 1 }
                            }
                            return missing
                        }
                    }
                    return try await group.reduce(0, +)
                }
                #expect(missing == 0)
                try store.close()
            }
        }
    }

    @Test("a read on a closed store fails, and so does every other that waits")
    func closed() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteJobStore(.file(folder + "/jobs.sqlite"))
            let id = try await store.insert(self.runtime.submission()).id
            try store.close()
            await withTaskGroup(of: JobStoreError.Code?.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        do throws(JobStoreError) {
                            _ = try await store.job(id)
                            return nil
                        } catch {
                            return error.code
                        }
                    }
                }
                for await code in group { #expect(code == .unavailable) }
            }
        }
    }
}
