/// Why a request to a server brought nothing.
public struct JobsClientError: Error, Sendable, Equatable {
    /// What kind of failure it is.
    public enum Code: Sendable, Hashable {
        /// The caller's arguments cannot be sent.
        case invalidRequest
        /// The server understood and refused (another 4xx): asking again does not help.
        case refused
        /// There is no such job (404).
        case notFound
        /// The server could not be reached, or cannot serve at the moment, however often it was asked.
        case unavailable
        /// The connection broke after the request was sent, or the server failed over it, and it must not be sent twice.
        case outcomeUnknown
        /// The answer is none that an AVO server gives.
        case unexpectedAnswer
        case cancelled
    }

    /// One member of the request that is wrong.
    public struct FieldProblem: Sendable, Hashable {
        /// A JSON pointer into the body, or a slash and the name of a parameter or header.
        public let pointer: String
        public let detail: String

        public init(pointer: String, detail: String) {
            self.pointer = pointer
            self.detail = detail
        }
    }

    public let code: Code
    /// The kind of problem in words.
    public let title: String
    /// What is wrong this time; may be empty. It follows the client's language where the server wrote it.
    public let detail: String
    /// The HTTP status; nil where there was no answer.
    public let status: Int?
    public let fields: [FieldProblem]
    /// The server's name for the request, as it stands in its logs.
    public let requestID: String?
    /// Under which a submission may be sent again without making a second job of it; nil for other requests.
    public var idempotencyKey: String?

    public init(
        _ code: Code,
        title: String,
        detail: String = "",
        status: Int? = nil,
        fields: [FieldProblem] = [],
        requestID: String? = nil
    ) {
        self.code = code
        self.title = title
        self.detail = detail
        self.status = status
        self.fields = fields
        self.requestID = requestID
    }
}

extension JobsClientError: CustomStringConvertible {
    public var description: String {
        let text = self.detail.isEmpty ? self.title : "\(self.title) \(self.detail)"
        return self.status.map { "\(text) (HTTP \($0))" } ?? text
    }

    /// The same for a request that may have been carried out all the same.
    var withUnknownOutcome: JobsClientError {
        JobsClientError(
            .outcomeUnknown,
            title: self.title,
            detail: self.detail,
            status: self.status,
            fields: self.fields,
            requestID: self.requestID
        )
    }

    static let cancelled = JobsClientError(.cancelled, title: "The request was cancelled.")

    /// - Parameter message: what is wrong with the address.
    init(address message: String) {
        self.init(.invalidRequest, title: "The server's address cannot be used:", detail: message)
    }

    static func unexpected(_ detail: String, status: Int? = nil) -> JobsClientError {
        JobsClientError(
            .unexpectedAnswer,
            title: "The answer is none of an AVO server.",
            detail: detail,
            status: status
        )
    }
}
