import JobsApplication
import JobsDomain

/// The query parameters of a list, checked.
struct ListParameters {
    static let names = ["status", "workflow", "created_after", "created_before", "title", "limit", "cursor"]
    static let defaultLimit = 20
    static let limits = 1...100
    /// Characters of a text that is searched for; titles are no longer.
    static let titleLimit = 300

    private(set) var status: JobStatus?
    private(set) var workflow: String?
    /// Inclusive.
    private(set) var createdSince: Timestamp?
    /// Exclusive: two ranges that meet have no job in common.
    private(set) var createdBefore: Timestamp?
    private(set) var title: String?
    private(set) var limit = Self.defaultLimit
    /// A place in the list of all jobs: whatever the filters are, jobs behind it follow.
    private(set) var cursor: ListCursor?

    /// - Throws: ``Problem`` `invalidParameter` with every mistake.
    init(_ query: String?) throws(Problem) {
        let values = try QueryParameters(query, known: Self.names)
        var problems = ParameterProblems()
        self.workflow = values["workflow"]
        if let text = values["status"] {
            self.status = JobStatus(rawValue: text)
            let names = JobStatus.allCases.map(\.rawValue).joined(separator: ", ")
            if self.status == nil { problems.add("status", "must be one of \(names)", "\(names) 중 하나여야 합니다") }
        }
        self.createdSince = Self.moment("created_after", values, &problems)
        self.createdBefore = Self.moment("created_before", values, &problems)
        if let text = values["title"] {
            self.title = text
            if text.unicodeScalars.count > Self.titleLimit {
                let limit = Self.titleLimit
                problems.add("title", "must have at most \(limit) characters", "최대 \(limit)자입니다")
            }
        }
        if let text = values["limit"] {
            if let limit = Int(text), Self.limits.contains(limit) {
                self.limit = limit
            } else {
                problems.add("limit", "must be an integer from 1 to 100", "1에서 100 사이의 정수여야 합니다")
            }
        }
        if let text = values["cursor"] {
            self.cursor = ListCursor(text: text)
            if self.cursor == nil {
                problems.add("cursor", "must be a next_cursor of this list", "이 목록의 next_cursor여야 합니다")
            }
        }
        try problems.throwIfAny()
    }

    private static func moment(
        _ name: String,
        _ values: QueryParameters,
        _ problems: inout ParameterProblems
    ) -> Timestamp? {
        guard let text = values[name] else { return nil }
        // The sign of an offset that nobody encoded has become a space; nothing else can be meant by one here.
        if let moment = Timestamp(rfc3339: String(text.map { $0 == " " ? "+" : $0 })) { return moment }
        problems.add(
            name,
            "must be a date and time such as 2025-06-12T18:25:36Z (RFC 3339)",
            "2025-06-12T18:25:36Z와 같은 RFC 3339 형식이어야 합니다"
        )
        return nil
    }

    /// What the store is asked.
    var query: JobListQuery {
        JobListQuery(
            status: self.status,
            workflow: self.workflow,
            createdSince: self.createdSince,
            createdBefore: self.createdBefore,
            title: self.title,
            before: self.cursor?.before,
            limit: self.limit
        )
    }

    /// The address of the next page, with the same filters.
    func address(of next: ListCursor) -> String {
        let values: [(String, String?)] = [
            ("status", self.status?.rawValue), ("workflow", self.workflow),
            ("created_after", self.createdSince?.description), ("created_before", self.createdBefore?.description),
            ("title", self.title), ("limit", self.limit == Self.defaultLimit ? nil : String(self.limit)),
            ("cursor", next.text),
        ]
        let pairs = values.compactMap { name, value in value.map { "\(name)=\(QueryParameters.encoded($0))" } }
        return "/api/jobs?" + pairs.joined(separator: "&")
    }
}
