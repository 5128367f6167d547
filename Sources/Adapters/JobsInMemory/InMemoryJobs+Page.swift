import JobsApplication
import JobsDomain

extension InMemoryJobs {
    func page(_ query: JobListQuery) -> JobListPage {
        let title = query.title.map { SearchText($0) }
        var found: [JobDetails] = []
        var last: Int64?
        let candidates = self.bySequence[..<self.firstIndex(from: query.before ?? .max)].reversed()
        for (examined, id) in candidates.enumerated() {
            guard examined < query.examinationLimit else { return JobListPage(jobs: found, next: last) }
            guard let entry = self.jobs[id] else { continue }
            last = entry.job.facts.sequence
            guard entry.matches(query, title) else { continue }
            guard found.count < query.limit else {
                return JobListPage(jobs: found, next: found.last?.job.facts.sequence)
            }
            found.append(entry.details)
        }
        return JobListPage(jobs: found, next: nil)
    }

    /// The place of the oldest job whose sequence is not below a number.
    private func firstIndex(from sequence: Int64) -> Int {
        var (low, high) = (0, self.bySequence.count)
        while low < high {
            let middle = (low + high) / 2
            let other = self.jobs[self.bySequence[middle]]?.job.facts.sequence ?? .max
            if other < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension InMemoryJobs.Entry {
    fileprivate func matches(_ query: JobListQuery, _ title: SearchText?) -> Bool {
        let facts = self.job.facts
        guard facts.owner.isSameUTF8(as: query.owner), query.status ?? self.job.status == self.job.status,
            query.workflow?.isSameUTF8(as: facts.workflow.name) ?? true,
            facts.createdAt >= query.createdSince ?? facts.createdAt
        else { return false }
        if let end = query.createdBefore, facts.createdAt >= end { return false }
        guard let title else { return true }
        return self.title.map { title.occurs(in: $0) } ?? false
    }
}
