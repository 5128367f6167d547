import JobsApplication
import JobsDomain

/// The statement that walks along the index that fits a query best, newest job first: each row is a sequence and
/// whether its job is one of those wanted.
///
/// Every walk is along an index that begins with the owner and ends with the sequence, so it begins anywhere at once
/// and nothing is sorted. Where no index has all filters, rows are passed over; who walks bounds how many.
struct SQLiteWalk {
    private(set) var sql = ""
    private(set) var arguments: [any SQLiteBindable] = []

    init(_ query: JobListQuery, in stretch: Range<Int64>) {
        if let title = query.title {
            self.walkTitles(SearchText(title), query, stretch)
        } else if let workflow = query.workflow, query.status ?? .completed == .completed {
            // Most jobs are completed: then the workflow tells more.
            self.walkJobs("workflow = ?", workflow, query, stretch)
        } else if let status = query.status {
            self.walkJobs("status = ?", status.code, query, stretch)
        } else {
            for (place, status) in JobStatus.allCases.enumerated() {
                if place > 0 { self.sql += " UNION ALL " }
                self.walkJobs("status = ?", status.code, query, stretch)
            }
        }
        self.sql += " ORDER BY sequence DESC"
    }

    private mutating func walkJobs(
        _ condition: String,
        _ value: any SQLiteBindable,
        _ query: JobListQuery,
        _ stretch: Range<Int64>
    ) {
        self.sql += "SELECT sequence, "
        self.addFilters(query)
        self.sql += " FROM jobs WHERE owner = ? AND \(condition) AND sequence >= ? AND sequence < ?"
        self.arguments += [query.owner, value, stretch.lowerBound, stretch.upperBound]
    }

    private mutating func walkTitles(_ title: SearchText, _ query: JobListQuery, _ stretch: Range<Int64>) {
        self.sql += "SELECT job AS sequence, instr(title, ?) AND EXISTS (SELECT 1 FROM jobs WHERE sequence = job AND "
        self.arguments += [title.folded]
        self.addFilters(query)
        self.sql += ") FROM job_titles WHERE owner = ? AND job >= ? AND job < ?"
        self.arguments += [query.owner, stretch.lowerBound, stretch.upperBound]
    }

    private mutating func addFilters(_ query: JobListQuery) {
        self.sql += "true"
        if let status = query.status {
            self.sql += " AND status = ?"
            self.arguments += [status.code]
        }
        if let workflow = query.workflow {
            self.sql += " AND workflow = ?"
            self.arguments += [workflow]
        }
        if let start = query.createdSince {
            self.sql += " AND created_at >= ?"
            self.arguments += [start.millisecondsSinceEpoch]
        }
        if let end = query.createdBefore {
            self.sql += " AND created_at < ?"
            self.arguments += [end.millisecondsSinceEpoch]
        }
    }
}
