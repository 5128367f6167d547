import GRDB
import JobsDomain
import Testing

@testable import JobsSQLite

@Suite("Looking for void leases on SQLite", .timeLimit(.minutes(1)))
struct LeasePlanTests {
    typealias Transaction = SQLiteTransaction

    @Test(
        "reads no job whose lease holds",
        arguments: [
            Transaction.leaseOwners, Transaction.leases(where: Transaction.anyLease),
            Transaction.leases(where: Transaction.leasesOfEarlierBoots),
            Transaction.leases(where: Transaction.leasesOfLaterBoots),
            Transaction.leases(where: Transaction.endedLeases),
        ]
    )
    func plan(_ sql: String) async throws {
        let store = try SQLiteJobStore(.memory)
        let plan = try await store.database.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: StatementArguments(Self.values(of: sql)))
                .map { $0["detail"] as String }
        }
        let searches = plan.filter { $0.contains(" jobs ") }
        #expect(!searches.isEmpty, "\(plan)")
        #expect(searches.allSatisfy { $0.hasPrefix("SEARCH jobs USING") && $0.contains("jobs_leases (") }, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        if sql.contains("lease_ends <= ?\n") { #expect(plan.contains { $0.contains("lease_ends<?") }, "\(plan)") }
        try store.close()
    }

    private static func values(of sql: String) -> [(any DatabaseValueConvertible)?] {
        let count = sql.contains("?1") ? 1 : sql.utf8.count { $0 == UInt8(ascii: "?") }
        return Array(repeating: 0, count: count)
    }
}
