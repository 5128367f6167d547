import HTTPTypes
import JobsDomain

/// Everything the API answers to. The same table says which methods a path has, so that `405`, `Allow` and
/// `OPTIONS` never disagree with it.
enum Route: Equatable {
    case jobs
    case job(JobID)
    case cancel(JobID)
    case retry(JobID)
    case calls(JobID)
    case workflows
    case providers
    case statistics
    case live
    case ready
    case openAPI

    /// Finds the route of a path; a trailing slash makes no difference.
    init?(path: String) {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        if segments.last?.isEmpty ?? false { segments.removeLast() }
        switch Array(segments) {
        case ["api", "jobs"]: self = .jobs
        case ["api", "workflows"]: self = .workflows
        case ["api", "providers"]: self = .providers
        case ["api", "stats"]: self = .statistics
        case ["livez"]: self = .live
        case ["readyz"]: self = .ready
        case ["openapi.json"]: self = .openAPI
        case let job where job.count >= 3 && job[0] == "api" && job[1] == "jobs":
            guard let id = JobID(text: String(job[2])) else { return nil }
            switch job.dropFirst(3) {
            case []: self = .job(id)
            case ["cancel"]: self = .cancel(id)
            case ["retry"]: self = .retry(id)
            case ["calls"]: self = .calls(id)
            default: return nil
            }
        default: return nil
        }
    }

    /// The methods that the path has, `HEAD` and `OPTIONS` aside.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .jobs: [.get, .post]
        case .cancel, .retry: [.post]
        case .job, .calls, .workflows, .providers, .statistics, .live, .ready, .openAPI: [.get]
        }
    }

    /// The value of `Allow`.
    var allow: String {
        let methods = self.methods
        let all = methods + (methods.contains(.get) ? [.head] : []) + [.options]
        return all.map(\.rawValue).joined(separator: ", ")
    }

    /// The path with its variables by name, for logs.
    var template: String {
        switch self {
        case .jobs: "/api/jobs"
        case .job: "/api/jobs/{event_id}"
        case .cancel: "/api/jobs/{event_id}/cancel"
        case .retry: "/api/jobs/{event_id}/retry"
        case .calls: "/api/jobs/{event_id}/calls"
        case .workflows: "/api/workflows"
        case .providers: "/api/providers"
        case .statistics: "/api/stats"
        case .live: "/livez"
        case .ready: "/readyz"
        case .openAPI: "/openapi.json"
        }
    }
}
