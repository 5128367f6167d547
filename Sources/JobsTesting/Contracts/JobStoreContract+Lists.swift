import JobsApplication
import JobsDomain

extension JobStoreContract {
    static let lists: [ContractClause<StoreUnderTest>] = [
        ContractClause("a list is newest first, in pages without gap or overlap") { subject in
            var ids: [JobID] = []
            for _ in 0..<7 { ids.insert(try await subject.insert(), at: 0) }
            let first = try await subject.store.page(JobListQuery(limit: 3))
            try requireEqual(first.jobs.map(\.job.id), Array(ids.prefix(3)), "the first page")
            try requireEqual(first.next, first.jobs.last?.job.facts.sequence, "where the next page begins")
            try requireEqual(try await subject.list { JobListQuery(before: $0, limit: 3) }, ids, "jobs")
            let exact = try await subject.store.page(JobListQuery(limit: 7))
            try requireEqual(exact.next, nil, "a page that is full and the last")
        },
        ContractClause("a list shows only what its filters allow") { subject in
            let waiting = try await subject.insert()
            let foreign = try await subject.store.insert(subject.submission(owner: "b")).id
            let other = WorkflowIdentity(name: "other", version: 1)
            let elsewhere = try await subject.store.insert(subject.submission(workflow: other)).id
            _ = try await subject.store.cancel(subject.request(elsewhere))
            let elsewhereWaiting = try await subject.store.insert(subject.submission(workflow: other)).id
            let list = { (query: JobListQuery) in try await subject.store.page(query).jobs.map(\.job.id) }
            try requireEqual(
                try await list(JobListQuery(limit: 9)),
                [elsewhereWaiting, elsewhere, waiting],
                "own jobs"
            )
            try requireEqual(try await list(JobListQuery(owner: "b", limit: 9)), [foreign], "the other owner's jobs")
            try requireEqual(try await list(JobListQuery(status: .cancelled, limit: 9)), [elsewhere], "by status")
            try requireEqual(try await list(JobListQuery(workflow: "test", limit: 9)), [waiting], "by workflow")
            for (status, id) in [(JobStatus.cancelled, elsewhere), (.pending, elsewhereWaiting)] {
                let both = try await list(JobListQuery(status: status, workflow: "other", limit: 9))
                try requireEqual(both, [id], "by both")
            }
            let none = try await subject.store.page(JobListQuery(status: .completed, workflow: "test", limit: 9))
            try requireEqual(none, JobListPage(jobs: [], next: nil), "by what no job is")
        },
        ContractClause("a list shows the jobs of a time, whatever order their times are in") { subject in
            // Hours apart, some long before their neighbours.
            let hours = [0, 1, 500, 2, 2, 400, 3, -90_000, 4, 300, 5, 90_000, 5, 6]
            var jobs: [(id: JobID, hour: Int)] = []
            for hour in hours {
                let createdAt = subject.now.advanced(by: .seconds(3600 * hour))
                jobs.insert((try await subject.store.insert(subject.submission(createdAt: createdAt)).id, hour), at: 0)
            }
            for (start, end) in [(2, 5), (0, 1), (5, 5), (3, 301), (-100_000, 1), (300, 100_000), (7, 299)] {
                let since = subject.now.advanced(by: .seconds(3600 * start))
                let before = subject.now.advanced(by: .seconds(3600 * end))
                let listed = try await subject.list {
                    JobListQuery(createdSince: since, createdBefore: before, before: $0, limit: 2)
                }
                let expected = jobs.filter { $0.hour >= start && $0.hour < end }.map(\.id)
                try requireEqual(listed, expected, "jobs of hours \(start) to \(end)")
                let later = try await subject.list { JobListQuery(createdSince: since, before: $0, limit: 2) }
                try requireEqual(later, jobs.filter { $0.hour >= start }.map(\.id), "jobs since hour \(start)")
                let earlier = try await subject.list { JobListQuery(createdBefore: before, before: $0, limit: 2) }
                try requireEqual(earlier, jobs.filter { $0.hour < end }.map(\.id), "jobs before hour \(end)")
            }
            let moment = subject.now.advanced(by: .milliseconds(1))
            let first = jobs.last?.id
            let exact = try await subject.store.page(
                JobListQuery(createdSince: subject.now, createdBefore: moment, limit: 9)
            )
            try requireEqual(exact.jobs.map(\.job.id), first.map { [$0] } ?? [], "to the millisecond")
            let sooner = try await subject.store.page(
                JobListQuery(createdSince: moment, createdBefore: moment.advanced(by: .seconds(60)), limit: 9)
            )
            try requireEqual(sooner.jobs.count, 0, "one millisecond later")
        },
        ContractClause("a list finds titles by a part, whatever the case, and takes signs literally") { subject in
            let titles: [String?] = [
                "개발 가이드라인 2025", "Ünïted GUIDE", "100% sure", "1000 sure", "a_b", "axb", #"back\slash"#, "", nil,
                "cafe\u{301}", "caf\u{E9}", "[x]*?'\"",
            ]
            var ids: [String: JobID] = [:]
            for title in titles {
                let id = try await subject.store.insert(subject.submission(title: title)).id
                if let title { ids[title.utf8.map { String($0) }.joined(separator: "-")] = id }
            }
            func search(_ text: String) async throws -> Set<JobID> {
                Set(try await subject.list { JobListQuery(title: text, before: $0, limit: 2) })
            }
            func expected(_ titles: String...) throws -> Set<JobID> {
                Set(titles.compactMap { ids[$0.utf8.map { String($0) }.joined(separator: "-")] })
            }
            try requireEqual(try await search("가이드"), try expected("개발 가이드라인 2025"), "Korean")
            try requireEqual(try await search("ünÏted gui"), try expected("Ünïted GUIDE"), "other case")
            try requireEqual(try await search("0%"), try expected("100% sure"), "a percent sign")
            try requireEqual(try await search("A_B"), try expected("a_b"), "an underscore")
            try requireEqual(try await search(#"K\S"#), try expected(#"back\slash"#), "a backslash")
            try requireEqual(try await search("[x]*?'\""), try expected("[x]*?'\""), "other signs")
            try requireEqual(try await search("É"), try expected("caf\u{E9}"), "as it is spelt")
            try requireEqual(try await search("missing"), [], "what no title has")
            try requireEqual(try await search("").count, titles.count - 1, "every title there is")
        },
        ContractClause("filters of a list go together") { subject in
            let other = WorkflowIdentity(name: "other", version: 1)
            var expected: [JobID] = []
            for number in 0..<24 {
                let submission = subject.submission(
                    workflow: number % 2 == 0 ? other : StoreUnderTest.workflow,
                    title: number % 3 == 0 ? "Report \(number)" : "letter",
                    createdAt: subject.now.advanced(by: .seconds(1800 * number))
                )
                let id = try await subject.store.insert(submission).id
                if number % 4 == 0 { _ = try await subject.store.cancel(subject.request(id)) }
                if number % 12 == 0, number > 0 { expected.insert(id, at: 0) }
            }
            let listed = try await subject.list {
                JobListQuery(
                    status: .cancelled,
                    workflow: "other",
                    createdSince: subject.now.advanced(by: .seconds(1)),
                    createdBefore: subject.now.advanced(by: .seconds(90_000)),
                    title: "report",
                    before: $0,
                    limit: 1
                )
            }
            try requireEqual(listed, expected, "jobs")
        },
        ContractClause("a page looks at a bounded number of jobs and says where to go on") { subject in
            let rare = try await subject.store.insert(subject.submission(title: "rare")).id
            _ = try await subject.store.cancel(subject.request(rare))
            for _ in 0..<9 { _ = try await subject.store.insert(subject.submission(title: "usual")) }
            let title = { JobListQuery(title: "rare", before: $0, limit: 5, examinationLimit: 4) }
            let first = try await subject.store.page(title(nil))
            try require(first.jobs.isEmpty && first.next != nil, "a page without a job that is not the last")
            try requireEqual(try await subject.list(title), [rare], "jobs in the end")
            for _ in 0..<9 {
                let other = WorkflowIdentity(name: "other", version: 1)
                let id = try await subject.store.insert(subject.submission(workflow: other)).id
                _ = try await subject.store.cancel(subject.request(id))
            }
            let both = {
                JobListQuery(status: .cancelled, workflow: "test", before: $0, limit: 5, examinationLimit: 4)
            }
            let page = try await subject.store.page(both(nil))
            try require(page.jobs.isEmpty && page.next != nil, "no index finds both")
            try requireEqual(try await subject.list(both), [rare], "jobs of both in the end")
        },
        ContractClause("whoever pages to the end while jobs come in meets each older job once") { subject in
            var older: [JobID] = []
            for _ in 0..<30 { older.insert(try await subject.store.insert(subject.submission(title: "t")).id, at: 0) }
            for title in [nil, "t"] as [String?] {
                let listed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                    group.addTask {
                        for number in 0..<40 {
                            let id = try await subject.store.insert(subject.submission(title: "t")).id
                            if number % 2 == 0 { _ = try await subject.store.cancel(subject.request(id)) }
                        }
                        return []
                    }
                    group.addTask { try await subject.list { JobListQuery(title: title, before: $0, limit: 3) } }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                try requireEqual(Set(listed).count, listed.count, "distinct jobs")
                try requireEqual(listed.filter { older.contains($0) }, older, "the older jobs")
            }
        },
    ]
}
