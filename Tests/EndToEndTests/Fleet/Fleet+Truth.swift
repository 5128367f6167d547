import Foundation
import GRDB
import TestServices

extension Fleet {
    /// Reads the database. Only after `endAll()` it is final.
    func truth() async throws -> Truth {
        switch self.database {
        case .sqlite(let path): try Self.truth(sqlite: path)
        case .postgres(let server, let url): try await Self.truth(server, url)
        }
    }

    /// Ends every member and returns what is wrong: by the database, and by what was acknowledged.
    func problems() async throws -> [String] {
        await self.endAll()
        let truth = try await self.truth()
        var problems = truth.problems(self.submissions)
        let calls = try self.model.entries.filter { $0.phase == "received" }.count
        if truth.intents < calls { problems.append("\(calls) calls to the model, but \(truth.intents) intents") }
        return problems
    }

    /// Calls of the model beyond the first for the same document and step.
    func repeatedCalls() throws -> Int {
        var seen: [String: Int] = [:]
        for entry in try self.model.entries where entry.phase == "received" {
            seen["\(entry.schema) \(entry.tag ?? "")", default: 0] += 1
        }
        return seen.values.reduce(0) { $0 + $1 - 1 }
    }

    // MARK: - PostgreSQL

    private static func truth(_ server: PostgresServer, _ url: String) async throws -> Truth {
        // Claims are serialised, and a transaction gets its number with its first write, behind the queue's lock:
        // so the numbers of the transactions that wrote `job.started` grow in the order of their commits.
        let rows = try await server.query(
            """
            SELECT j.sequence, j.id, j.status, j.run, j.attempts, e.numbers, e.kinds, coalesce(e.first_start, '')
            FROM jobs j CROSS JOIN LATERAL (
                SELECT string_agg(number::text, ',' ORDER BY number) AS numbers,
                    string_agg(kind || coalesce(':' || step, '') || CASE kind WHEN 'job.requeued'
                        THEN ':' || (convert_from(data, 'UTF8')::json ->> 'reason') ELSE '' END, ','
                        ORDER BY number) AS kinds,
                    (min(xmin::text::bigint) FILTER (WHERE kind = 'job.started'))::text AS first_start
                FROM events WHERE job = j.sequence
            ) e ORDER BY j.sequence
            """,
            database: url
        )
        let counts = try await server.query(
            """
            SELECT queue, status, sum(jobs) FROM (
                SELECT queue, status, jobs FROM job_counts
                UNION ALL SELECT queue, status, change FROM job_count_changes
                UNION ALL SELECT queue, status, -1 FROM jobs
            ) c GROUP BY queue, status HAVING sum(jobs) <> 0
            """,
            database: url
        )
        let intents = try await server.query("SELECT count(*) FROM calls", database: url)
        return Truth(
            records: try rows.split(separator: "\n").map { try Self.record(String($0)) },
            intents: Int(intents) ?? 0,
            damage: counts.isEmpty ? [] : ["the counts of jobs are off by \(counts)"]
        )
    }

    private static func record(_ line: String) throws -> JobRecord {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        let numbers = fields.prefix(5).map { Int($0) }
        guard fields.count == 8, let sequence = numbers[0], let status = numbers[2], let run = numbers[3],
            let attempts = numbers[4]
        else { throw ServiceFailure("no record of a job: \(line)") }
        return JobRecord(
            sequence: sequence,
            id: fields[1],
            status: status,
            run: run,
            attempts: attempts,
            numbers: fields[5].split(separator: ",").compactMap { Int($0) },
            kinds: Self.kinds(fields[6]),
            firstStart: Int(fields[7])
        )
    }

    /// A step's name is kept for the events of steps only; other events name it where it is no matter.
    private static func kinds(_ text: String) -> [String] {
        text.split(separator: ",").map { kind in
            let parts = kind.split(separator: ":")
            let isPlain = !kind.hasPrefix("step.") && !kind.hasPrefix("job.requeued")
            // A requeueing may name a step before its reason.
            return isPlain ? String(parts[0]) : "\(parts[0]):\(parts[parts.count - 1])"
        }
    }

    // MARK: - SQLite

    private static func truth(sqlite path: String) throws -> Truth {
        let check = try DatabaseCheck(path)
        let damage = try check.problems()
        return try check.queue.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT j.sequence, lower(hex(j.id)) AS id, j.status, j.run, j.attempts, e.numbers, e.kinds,
                        e.first_start
                    FROM jobs j JOIN (
                        SELECT job, group_concat(number) AS numbers, group_concat(name) AS kinds,
                            min(CASE WHEN kind = 'job.started' THEN position END) AS first_start
                        FROM (
                            SELECT job, number, kind, position,
                                kind || coalesce(':' || step, '') || CASE kind WHEN 'job.requeued'
                                    THEN ':' || (CAST(data AS TEXT) ->> '$.reason') ELSE '' END AS name
                            FROM events ORDER BY job, number
                        ) GROUP BY job
                    ) e ON e.job = j.sequence ORDER BY j.sequence
                    """
            )
            let intents = try Int.fetchOne(db, sql: "SELECT count(*) FROM calls") ?? 0
            return Truth(records: rows.map(Self.record), intents: intents, damage: damage)
        }
    }

    private static func record(_ row: Row) -> JobRecord {
        let hexadecimal = Array(row["id"] as String)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hexadecimal[$0]) }
        return JobRecord(
            sequence: row["sequence"],
            id: groups.joined(separator: "-"),
            status: row["status"],
            run: row["run"],
            attempts: row["attempts"],
            numbers: (row["numbers"] as String).split(separator: ",").compactMap { Int($0) },
            kinds: Self.kinds(row["kinds"]),
            firstStart: row["first_start"]
        )
    }
}
