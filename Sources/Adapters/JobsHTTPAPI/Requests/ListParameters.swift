import Hummingbird
import JobsApplication
import JobsDomain

/// The query parameters of a list, checked.
struct ListParameters {
    static let defaultLimit = 20
    static let limits = 1...100

    let status: JobStatus?
    let workflow: String?
    let limit: Int
    let cursor: ListCursor?

    init(_ parameters: Parameters) throws(Problem) {
        let value = { (name: Substring) -> String? in
            parameters[name].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
        }
        self.workflow = value("workflow")
        self.status = try value("status").map { text throws(Problem) in
            guard let status = JobStatus(rawValue: text) else {
                let names = JobStatus.allCases.map(\.rawValue).joined(separator: ", ")
                throw Self.problem("status", "must be one of \(names)", "\(names) 중 하나여야 합니다")
            }
            return status
        }
        self.limit =
            try value("limit").map { text throws(Problem) in
                guard let limit = Int(text), Self.limits.contains(limit) else {
                    throw Self.problem("limit", "must be an integer from 1 to 100", "1에서 100 사이의 정수여야 합니다")
                }
                return limit
            } ?? Self.defaultLimit
        self.cursor = try value("cursor").map { text throws(Problem) in
            guard let cursor = ListCursor(text: text) else {
                throw Self.problem("cursor", "must be a next_cursor of this list", "이 목록의 next_cursor여야 합니다")
            }
            return cursor
        }
    }

    private static func problem(_ name: String, _ english: String, _ korean: String) -> Problem {
        Problem(.invalidParameter, LocalizedText("\(name) \(english).", korean: "\(name): \(korean)."))
    }
}
