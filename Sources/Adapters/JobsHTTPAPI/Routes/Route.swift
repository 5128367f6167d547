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
    /// The events of a job: server-sent, or over WebSocket where the client asks for an upgrade.
    case events(JobID)
    /// The events of a job over WebSocket.
    case socket(JobID)
    /// The events of all jobs: server-sent, or over WebSocket where the client asks for an upgrade.
    case feed
    case workflows
    case providers
    case statistics
    case live
    case ready
    case openAPI
    /// The description in OpenAPI 3.2, which can describe the events of a stream.
    case openAPIWithStreams
    /// A page where the API can be read and tried out.
    case documentation
    /// A file that the page needs.
    case documentationFile(String)
    /// What a kind of problem means.
    case problem(Problem.Kind)

    /// Finds the route of a path; a trailing slash makes no difference.
    init?(path: String) {
        // By bytes: every request comes through here, and no part of a route is more than ASCII.
        let path = path.utf8.last == UInt8(ascii: "/") ? path.utf8.dropLast() : path.utf8[...]
        if let route = Self.withoutVariables[Substring(path)] {
            self = route
            return
        }
        let segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
            .map { String(Substring($0)) }
        switch (segments.count, segments.first) {
        case (2, "docs"): self = .documentationFile(segments[1])
        case (2, "problems"):
            guard let kind = Problem.Kind(rawValue: segments[1]) else { return nil }
            self = .problem(kind)
        case (3...4, "api") where segments[1] == "jobs":
            guard let id = JobID(text: segments[2]) else { return nil }
            switch segments.dropFirst(3).first {
            case nil: self = .job(id)
            case "cancel": self = .cancel(id)
            case "retry": self = .retry(id)
            case "calls": self = .calls(id)
            case "events": self = .events(id)
            case "ws": self = .socket(id)
            default: return nil
            }
        default: return nil
        }
    }

    private static let withoutVariables: [Substring: Self] = [
        "/api/jobs": .jobs, "/api/workflows": .workflows, "/api/providers": .providers, "/api/stats": .statistics,
        "/api/events": .feed, "/livez": .live, "/readyz": .ready, "/openapi.json": .openAPI,
        "/openapi-3.2.json": .openAPIWithStreams, "/docs": .documentation,
    ]

    /// The methods that the path has, `HEAD` and `OPTIONS` aside.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .jobs: [.get, .post]
        case .cancel, .retry: [.post]
        case .job, .calls, .events, .socket, .feed, .workflows, .providers, .statistics, .live, .ready, .openAPI,
            .openAPIWithStreams, .documentation, .documentationFile, .problem:
            [.get]
        }
    }

    /// The media types of the answers, the first being the one that is sent to who takes any. Empty where the
    /// route itself sees to what the client takes.
    var mediaTypes: [String] {
        switch self {
        case .events, .socket, .feed, .documentationFile: []
        case .documentation: ["text/html"]
        // A shell is more often the reader than a browser, and a browser says that it likes HTML.
        case .problem: ["text/plain", "text/html", "application/json"]
        case .jobs, .job, .cancel, .retry, .calls, .workflows, .providers, .statistics, .live, .ready, .openAPI,
            .openAPIWithStreams:
            ["application/json"]
        }
    }

    /// Whether only machines ask this, again and again.
    var isProbe: Bool { self == .live || self == .ready }

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
        case .events: "/api/jobs/{event_id}/events"
        case .socket: "/api/jobs/{event_id}/ws"
        case .feed: "/api/events"
        case .workflows: "/api/workflows"
        case .providers: "/api/providers"
        case .statistics: "/api/stats"
        case .live: "/livez"
        case .ready: "/readyz"
        case .openAPI: "/openapi.json"
        case .openAPIWithStreams: "/openapi-3.2.json"
        case .documentation: "/docs"
        case .documentationFile: "/docs/{file}"
        case .problem: "/problems/{type}"
        }
    }
}
