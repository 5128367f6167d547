import JobsApplication
import JobsDomain
import TestServices
import Testing

@testable import JobsPostgres
@testable import JobsTesting

@Suite("Lists of jobs", .timeLimit(.minutes(2)))
struct ListTests {
    @Test("jobs of a time are found across blocks of sequences, and blocks of deleted jobs are forgotten")
    func blocks() async throws {
        try await withStore { store, subject, url in
            let server = try await PostgresServer.shared()
            var ids: [JobID] = []
            // Six blocks with every second one in the hour that is asked for: more stretches than a page looks into.
            for number in 0..<12 {
                let sequence = Int64(number + 100) * SequenceBlocks.size
                try await server.query("ALTER SEQUENCE job_sequence RESTART WITH \(sequence)", database: url)
                let createdAt = subject.now.advanced(by: .seconds(number % 2 == 0 ? 0 : 90_000))
                let id = try await store.insert(subject.submission(createdAt: createdAt)).id
                if number % 2 == 0 { ids.insert(id, at: 0) }
            }
            let end = subject.now.advanced(by: .seconds(1))
            let query = { JobListQuery(createdSince: subject.now, createdBefore: end, before: $0, limit: 20) }
            #expect(try await store.page(query(nil)).next != nil)
            #expect(try await subject.list(query) == ids)
            #expect(try await subject.list { JobListQuery(createdBefore: end, before: $0, limit: 4) } == ids)
            for id in ids.suffix(4) { _ = try await store.cancel(subject.request(id)) }
            #expect(try await store.deleteEnded(before: end, limit: 100) == 4)
            try await server.query("UPDATE jobs SET sequence = sequence + 100 * 4096", database: url)
            #expect(try await store.deleteEnded(before: end, limit: 100) == 0)
            #expect(try await server.query("SELECT count(*) FROM job_hours", database: url) == "0")
        }
    }

    @Test("a title is gone with its job, also when an older build deletes it")
    func deletedTitle() async throws {
        try await withStore { store, subject, url in
            let id = try await store.insert(subject.submission(title: "Title")).id
            let server = try await PostgresServer.shared()
            #expect(try await server.query("SELECT title FROM job_titles", database: url) == "title")
            try await server.query("DELETE FROM jobs WHERE id = '\(id)'", database: url)
            #expect(try await server.query("SELECT count(*) FROM job_titles", database: url) == "0")
        }
    }

    @Test("every page is read in the order of an index, whatever the filters", arguments: [0, 1, 2, 3])
    func plans(_ filters: Int) async throws {
        try await withStore { _, subject, url in
            let server = try await PostgresServer.shared()
            let rows = """
                INSERT INTO jobs (id, queue, workflow, workflow_version, total_steps, language, created_at, updated_at,
                    status, finished_at)
                SELECT gen_random_uuid(), 'q', 'w' || n % 3, 1, 2, 'auto', n * 1000, 0,
                    2 + n % 3, 0 FROM generate_series(1, 20000) n;
                INSERT INTO job_payloads SELECT sequence, '', '' FROM jobs;
                INSERT INTO job_titles SELECT '', sequence, 'title ' || sequence FROM jobs;
                """
            try await server.query(rows, database: url)
            try await server.query("ANALYZE", database: url)
            let status = filters & 1 == 0 ? "{0,1,2,3,4}" : "{3}"
            let workflow = filters & 2 == 0 ? "NULL" : "'w1'"
            for title in [nil, "title"] as [String?] {
                let query = JobListQuery(
                    status: filters & 1 == 0 ? nil : .failed,
                    workflow: filters & 2 == 0 ? nil : "w1",
                    title: title,
                    limit: 20
                )
                let connection = try PostgresConnection(PostgresAddress(url: url), within: .seconds(10))
                let walk = PostgresReader.walk(query, in: 0..<Int64.max, limit: 21)
                #expect(try connection.run([walk])[0].count == 21)
                let values = "'', 0, \(Int64.max), 21, 10000, '\(status)', \(workflow), NULL, NULL, 'title'"
                let explain = PostgresStatement(
                    name: "explain",
                    sql: "EXPLAIN (COSTS false) EXECUTE \(walk.statement.name)(\(values))"
                )
                let plan = try connection.run([explain()])[0].rows.map { try $0.text(0) }
                // Only the page itself is sorted, and nothing on the walk, which so reads no further than it must.
                #expect(plan.filter { $0.contains("Sort Key") && !$0.contains("-") } == ["  Sort Key: j.sequence DESC"])
                #expect(!plan.contains { $0.contains("Seq Scan") || $0.contains("Incremental Sort") })
                #expect(plan.contains { $0.contains(title == nil ? "using jobs_by_" : "using job_titles_pkey") })
                #expect(plan.count { $0.contains("Sort  ") || $0.hasSuffix("Sort") } == 1)
            }
        }
    }
}
