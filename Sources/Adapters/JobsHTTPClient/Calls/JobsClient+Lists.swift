import HTTPTransport
import JobsDomain

extension JobsClient {
    /// As many as a page may hold.
    public static let largestPage = 100

    /// Reads one page of a list, newest first.
    ///
    /// - Parameters:
    ///   - cursor: the `next` of the page before; nil for the first.
    ///   - limit: of jobs, 1 to 100.
    public func page(
        _ filter: JobFilter = JobFilter(),
        cursor: String? = nil,
        limit: Int = Self.largestPage
    ) async throws(JobsClientError) -> JobPage {
        var call = Call(.get, "/api/jobs")
        call.parameters = filter.parameters + [("limit", String(limit))]
        if let cursor { call.parameters.append(("cursor", cursor)) }
        let json = try JSONValue(answer: try await self.answer(call).body)
        guard let items = json["items"]?.array else { throw .unexpected("It holds no list.") }
        var jobs: [RemoteJob] = []
        for item in items { jobs.append(try RemoteJob(item)) }
        return JobPage(jobs: jobs, next: json["next_cursor"]?.string)
    }

    /// Reads a list page by page.
    ///
    /// - Parameters:
    ///   - limit: of jobs in all; nil for every one there is.
    ///   - body: gets each job once, newest first, and says whether to go on.
    public func list(
        _ filter: JobFilter = JobFilter(),
        limit: Int? = nil,
        _ body: (RemoteJob) -> Bool
    ) async throws(JobsClientError) {
        var rest = limit ?? .max
        var cursor: String?
        while rest > 0 {
            let page = try await self.page(filter, cursor: cursor, limit: min(rest, Self.largestPage))
            guard page.jobs.prefix(rest).allSatisfy(body) else { return }
            rest -= page.jobs.count
            guard let next = page.next else { return }
            guard next != cursor else { throw .unexpected("A page of the list leads to itself.") }
            cursor = next
        }
    }
}
