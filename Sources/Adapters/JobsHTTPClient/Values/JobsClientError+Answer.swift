import HTTPTransport
import JobsDomain

extension JobsClientError {
    /// Reads an answer that is no success: a problem as RFC 9457 describes it, or whatever else it is.
    init(_ response: HTTPResponse) {
        let problem = Self.problem(response)
        let fields = (problem?["errors"]?.array ?? []).map { error in
            FieldProblem(pointer: error["pointer"]?.string ?? "", detail: error["detail"]?.string ?? "")
        }
        self.init(
            Self.code(response.status, isProblem: problem != nil),
            title: problem?["title"]?.string ?? "The server answered with HTTP status \(response.status).",
            detail: problem?["detail"]?.string ?? "",
            status: response.status,
            fields: fields,
            requestID: problem?["request_id"]?.string ?? response.headers.first("x-request-id")
        )
    }

    /// What the transport says, for a request that will not be sent again.
    init(_ error: TransportError) {
        switch error.kind {
        case .cancelled: self = .cancelled
        case .misconfigured: self.init(address: error.message)
        case .replyTooLarge: self = .unexpected(error.message)
        case .network, .timeout:
            self.init(.unavailable, title: "The server cannot be reached.", detail: error.message)
        }
    }

    /// What may be different when it is asked again: overload, a restart, a proxy without a server behind it.
    var mayPass: Bool { self.code == .unavailable }

    private static func code(_ status: Int, isProblem: Bool) -> Code {
        switch status {
        // A web server that knows nothing of jobs answers 404 too.
        case 404: isProblem ? .notFound : .unexpectedAnswer
        case 408, 429, 500...: .unavailable
        case 400..<500: .refused
        default: .unexpectedAnswer
        }
    }

    private static func problem(_ response: HTTPResponse) -> JSONValue? {
        let type = response.headers.first("content-type")?.lowercased() ?? ""
        guard type.hasPrefix("application/problem+json") else { return nil }
        // A problem that cannot be read leaves its status, which says the rest.
        do throws(JSONSyntaxError) { return try JSONValue(parsing: response.body) } catch { return nil }
    }
}
