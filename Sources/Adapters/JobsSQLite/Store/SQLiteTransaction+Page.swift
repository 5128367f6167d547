import JobsApplication
import JobsDomain

extension SQLiteTransaction {
    /// What was found in a stretch of sequences.
    private struct Look {
        var found: [Int64] = []
        /// The last sequence that was looked at, where the look broke off before the end of the stretch.
        var stopped: Int64?
    }

    func page(_ query: JobListQuery) throws -> JobListPage {
        let (stretches, isComplete) = try self.stretches(query)
        var found: [Int64] = []
        for stretch in stretches.prefix(SequenceBlocks.stretchLimit) {
            let look = try self.look(query, in: stretch, limit: query.limit + 1 - found.count)
            found += look.found
            if found.count > query.limit {
                found.removeLast()
                return JobListPage(jobs: try self.details(found), next: found.last)
            }
            if let stopped = look.stopped { return JobListPage(jobs: try self.details(found), next: stopped) }
        }
        let isEnd = isComplete && stretches.count <= SequenceBlocks.stretchLimit
        let next = stretches.prefix(SequenceBlocks.stretchLimit).last?.lowerBound
        return JobListPage(jobs: try self.details(found), next: isEnd ? nil : next)
    }

    /// Where jobs of the query can be, newest first, and whether there is nowhere else.
    private func stretches(_ query: JobListQuery) throws -> ([Range<Int64>], isComplete: Bool) {
        let end = max(0, query.before ?? .max)
        guard query.createdSince != nil || query.createdBefore != nil else { return ([0..<end], true) }
        let blocks = try self.rows(
            """
            SELECT DISTINCT block FROM job_hours WHERE block <= ? AND hour >= ? AND hour <= ?
            ORDER BY block DESC LIMIT ?
            """,
            [
                SequenceBlocks.block(of: end), query.createdSince.map { SequenceBlocks.hour(of: $0) } ?? .min,
                query.createdBefore.map { SequenceBlocks.hour(of: $0) } ?? .max, SequenceBlocks.limit,
            ]
        ) { row -> Int64 in row[0] }
        return (SequenceBlocks.stretches(blocks, below: end), blocks.count < SequenceBlocks.limit)
    }

    /// Walks from the newest job of a stretch to older ones, until enough are found or enough were looked at.
    private func look(_ query: JobListQuery, in stretch: Range<Int64>, limit: Int) throws -> Look {
        let walk = SQLiteWalk(query, in: stretch)
        var look = Look()
        guard limit > 0 else { return look }
        var examined = 0
        try self.visit(walk.sql, walk.arguments) { row in
            examined += 1
            let sequence = row[0] as Int64
            if row[1] as Bool { look.found.append(sequence) }
            if examined == query.examinationLimit, look.found.count < limit { look.stopped = sequence }
            return look.found.count < limit && examined < query.examinationLimit
        }
        return look
    }

    private func details(_ sequences: [Int64]) throws -> [JobDetails] {
        try sequences.compactMap { sequence in
            try self.row("SELECT \(Job.columns) FROM jobs WHERE sequence = ?", [sequence]) { try Job(row: $0) }
                .map { try self.details(of: $0) }
        }
    }
}
