import HTTPTypes
import JobsApplication
import JobsDomain

/// An error as RFC 9457 describes it.
struct Problem: Error, Sendable {
    /// What kind of error, with the status and title that belong to it.
    enum Kind: String, Sendable, CaseIterable {
        case invalidJSON = "invalid-json"
        case invalidText = "invalid-text"
        case invalidField = "invalid-field"
        case invalidHeader = "invalid-header"
        case invalidParameter = "invalid-parameter"
        case unknownWorkflow = "unknown-workflow"
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case timeout
        case conflict
        case tooLarge = "too-large"
        case unsupportedMediaType = "unsupported-media-type"
        case idempotencyConflict = "idempotency-conflict"
        case malformedRequest = "malformed-request"
        case invalidHost = "invalid-host"
        case wrongHost = "wrong-host"
        case forbiddenOrigin = "forbidden-origin"
        case notAcceptable = "not-acceptable"
        case uriTooLong = "uri-too-long"
        case headersTooLarge = "headers-too-large"
        case expectationFailed = "expectation-failed"
        case upgradeRequired = "upgrade-required"
        case quotaExceeded = "quota-exceeded"
        case queueFull = "queue-full"
        case tooManyConnections = "too-many-connections"
        case unknownMethod = "unknown-method"
        case unsupportedCoding = "unsupported-coding"
        case unsupportedVersion = "unsupported-version"
        case `internal`
        case unavailable

        var status: HTTPResponse.Status {
            switch self {
            case .invalidJSON, .invalidText, .invalidHeader, .invalidParameter, .malformedRequest, .invalidHost:
                .badRequest
            case .invalidField, .unknownWorkflow, .idempotencyConflict: .unprocessableContent
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .timeout: .requestTimeout
            case .conflict: .conflict
            case .tooLarge: .contentTooLarge
            case .unsupportedMediaType: .unsupportedMediaType
            case .wrongHost: .misdirectedRequest
            case .forbiddenOrigin: .forbidden
            case .notAcceptable: .notAcceptable
            case .uriTooLong: .uriTooLong
            case .headersTooLarge: .requestHeaderFieldsTooLarge
            case .expectationFailed: .expectationFailed
            case .upgradeRequired: .upgradeRequired
            case .quotaExceeded: .tooManyRequests
            case .unknownMethod, .unsupportedCoding: .notImplemented
            case .unsupportedVersion: HTTPResponse.Status(code: 505, reasonPhrase: "HTTP Version Not Supported")
            case .internal: .internalServerError
            case .unavailable, .queueFull, .tooManyConnections: .serviceUnavailable
            }
        }

        /// Constant per kind, as the RFC asks; only `detail` is translated.
        var title: String {
            switch self {
            case .invalidJSON: "The body is not valid JSON."
            case .invalidText: "The body is not valid text."
            case .invalidField: "A field of the request is invalid."
            case .invalidHeader: "A header of the request is invalid."
            case .invalidParameter: "A query parameter is invalid."
            case .unknownWorkflow: "There is no such workflow."
            case .notFound: "There is nothing here."
            case .methodNotAllowed: "The method is not allowed here."
            case .timeout: "The request took too long to arrive."
            case .conflict: "The job's status does not allow this."
            case .tooLarge: "The request is too large."
            case .unsupportedMediaType: "The media type is not supported."
            case .idempotencyConflict: "The idempotency key was used for another request."
            case .malformedRequest: "The request is not valid HTTP."
            case .invalidHost: "The Host header is missing, repeated or invalid."
            case .wrongHost: "This server does not answer for that host."
            case .forbiddenOrigin: "Pages of that origin may not connect here."
            case .notAcceptable: "None of the accepted media types is available."
            case .uriTooLong: "The address of the request is too long."
            case .headersTooLarge: "The headers of the request are too large."
            case .expectationFailed: "The expectation cannot be met."
            case .upgradeRequired: "This path speaks WebSocket only."
            case .quotaExceeded: "A quota is used up."
            case .queueFull: "Too many jobs wait already."
            case .tooManyConnections: "There are too many connections."
            case .unknownMethod: "There is no such method."
            case .unsupportedCoding: "The transfer coding is not supported."
            case .unsupportedVersion: "The version of HTTP is not supported."
            case .internal: "Something went wrong here."
            case .unavailable: "The service is not available right now."
            }
        }
    }

    let kind: Kind
    private(set) var detail: LocalizedText
    /// Members of the request that are wrong.
    var fields: [InputProblem] = []
    /// The quotas that are used up, by the names of the `RateLimit-Policy` header.
    var violatedPolicies: [String] = []
    /// More headers of the answer.
    var headers: HTTPFields = [:]

    /// How many wrong members a problem tells; a body may have thousands.
    static let fieldLimit = 32

    init(
        _ kind: Kind,
        _ detail: LocalizedText,
        fields: [InputProblem] = [],
        violatedPolicies: [String] = [],
        headers: HTTPFields = [:]
    ) {
        self.kind = kind
        self.detail = detail
        self.fields = fields
        self.violatedPolicies = violatedPolicies
        self.headers = headers
    }

    /// The same problem, with word of when it may be gone.
    func retrying(after seconds: Int64) -> Problem {
        var problem = self
        problem.headers[.retryAfter] = String(seconds)
        return problem
    }

    /// The `application/problem+json` document.
    func encoded(in language: Language, requestID: String, trace: TraceContext? = nil) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "/problems/\(self.kind.rawValue)")
            writer.member("title", self.kind.title)
            writer.member("status", self.kind.status.code)
            writer.member("detail", self.detail.text(in: language))
            if !self.fields.isEmpty {
                writer.name("errors")
                writer.array { writer in
                    for field in self.fields.prefix(Self.fieldLimit) {
                        writer.object { writer in
                            writer.member("pointer", field.pointer)
                            writer.member("detail", language == .korean ? field.koreanDetail : field.detail)
                        }
                    }
                }
            }
            if !self.violatedPolicies.isEmpty {
                writer.member("violated_policies", .array(self.violatedPolicies.map { .string($0) }))
            }
            writer.member("request_id", requestID)
            if let trace { writer.member("trace_id", trace.traceID) }
        }
        return writer.bytes
    }
}

extension Problem {
    /// What a client is told about an error of the store.
    init(_ error: JobStoreError) {
        switch error.code {
        case .notFound: self = .unknownJob
        case .conflict:
            let status = error.status?.rawValue ?? ""
            self.init(
                .conflict,
                LocalizedText(
                    "The job is \(status), which does not allow this.",
                    korean: "작업 상태가 \(status)이므로 이 요청을 처리할 수 없습니다."
                )
            )
        case .idempotencyConflict:
            self.init(
                .idempotencyConflict,
                LocalizedText(
                    "The key was used within the last 24 hours with other fields.",
                    korean: "같은 키가 최근 24시간 안에 다른 내용으로 사용되었습니다."
                )
            )
        default:
            self.init(
                .unavailable,
                LocalizedText(
                    "The store cannot be used right now: \(error.message).",
                    korean: "저장소를 사용할 수 없습니다(\(error.message))."
                ),
                headers: [.retryAfter: "1"]
            )
        }
    }

    /// What becomes of a submission that the store did not answer.
    init(submission error: JobStoreError) {
        self.init(error)
        guard self.kind == .unavailable else { return }
        self.detail = LocalizedText(
            "\(self.detail.english) After this answer the job may exist: "
                + "repeat the request with the same Idempotency-Key.",
            korean: "\(self.detail.korean) 작업이 접수되었을 수 있으니 같은 Idempotency-Key로 다시 요청하십시오."
        )
    }

    static let unknownJob = Problem(
        .notFound,
        LocalizedText("There is no job of this event_id.", korean: "해당 event_id의 작업이 없습니다.")
    )
}
