import HTTPTypes
public import Hummingbird
public import JobsApplication
import JobsDomain
public import Logging
import NIOCore

/// The HTTP API over a ``JobService``: finds the route, calls the use case, and turns every error into
/// `application/problem+json`.
///
/// Routing is done here, by a table of paths, because the framework's router answers an unknown method on a known
/// path with 404 and without `Allow`.
public struct HTTPAPI: HTTPResponder {
    public typealias Context = APIContext

    let service: JobService
    let settings: APISettings
    let readiness: Readiness
    let runtime: JobRuntime
    let logger: Logger
    let gate: SubmissionGate
    let streams: StreamSlots
    let origins: CrossOriginRules
    private let accessLog: AccessLog

    /// - Parameters:
    ///   - service: the use cases.
    ///   - settings: limits, language, and who may read answers.
    ///   - isDraining: whether the process is about to end.
    ///   - runtime: time and identifiers.
    ///   - logger: for a line a request, and for what goes wrong.
    public init(
        service: JobService,
        settings: APISettings = APISettings(),
        isDraining: @escaping @Sendable () -> Bool,
        runtime: JobRuntime,
        logger: Logger
    ) {
        self.service = service
        self.settings = settings
        self.readiness = Readiness(service: service, isDraining: isDraining, uptime: runtime.uptime)
        self.runtime = runtime
        self.logger = logger
        self.gate = SubmissionGate(settings.quotas, service: service, uptime: runtime.uptime)
        self.streams = StreamSlots(limit: settings.maximumStreamsPerClient)
        self.origins = CrossOriginRules(origins: settings.allowedOrigins)
        self.accessLog = AccessLog(logger: logger, isOn: settings.logsRequests, uptime: runtime.uptime)
    }

    public func respond(to request: Request, context: APIContext) async throws -> Response {
        let inquiry = Inquiry(request, on: context.channel, settings: self.settings, runtime: self.runtime)
        var response: Response
        var cause: String?
        do {
            response = try await self.answer(inquiry)
        } catch {
            let problem = self.problem(error)
            cause = problem.kind == .internal ? "\(error)" : problem.detail.english
            response = self.response(to: problem, inquiry)
        }
        self.complete(&response, inquiry)
        self.accessLog.watch(&response, to: inquiry, cause: response.status.code >= 500 ? cause : nil)
        guard request.method == .head else { return response }
        var head = response.createHeadResponse()
        // That of what GET would answer, not of nothing.
        head.headers[.contentLength] = response.headers[.contentLength]
        return head
    }

    /// What every answer has, whatever it is.
    func complete(_ response: inout Response, _ inquiry: Inquiry) {
        response.headers[.requestID] = inquiry.requestID
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        self.origins.apply(to: &response, of: inquiry.request.head, methods: inquiry.route?.allow)
        SecurityHeaders.apply(to: &response)
        // These have no body, and a length of 0 would be one of the body that 304 stands for.
        if [.notModified, .noContent].contains(response.status) { response.headers[.contentLength] = nil }
    }

    private func answer(_ inquiry: Inquiry) async throws -> Response {
        if inquiry.method == .options, inquiry.request.head.path == "*" {
            return Response(status: .noContent, headers: [.allow: "GET, POST, HEAD, OPTIONS"])
        }
        guard let route = inquiry.route else {
            let detail = LocalizedText("There is nothing at this path.", korean: "이 경로에는 아무것도 없습니다.")
            throw Problem(.notFound, detail)
        }
        let method = inquiry.method
        if method == .options {
            var headers: HTTPFields = [.allow: route.allow]
            if route == .jobs { headers[.acceptPost] = SubmissionBody.mediaTypes }
            return Response(status: .noContent, headers: headers)
        }
        guard route.methods.contains(method) else {
            let detail = LocalizedText(
                "Allowed here: \(route.allow).",
                korean: "이 경로에서 허용되는 메서드: \(route.allow)."
            )
            throw Problem(.methodNotAllowed, detail, headers: [.allow: route.allow])
        }
        let mediaType = try inquiry.mediaType(of: route.mediaTypes)
        switch route {
        case .jobs where method == .post: return try await self.submit(inquiry)
        case .jobs: return try await self.aside { try await self.list(inquiry) }
        case .job(let id): return try await self.read(id, inquiry)
        case .cancel(let id): return try await self.cancel(id, inquiry.language)
        case .retry(let id): return try await self.retry(id, inquiry.language)
        case .calls(let id): return try await self.aside { try await self.calls(of: id) }
        case .workflows: return self.workflows(inquiry)
        case .providers: return try await self.providers()
        case .statistics: return try await self.statistics()
        case .live: return Self.json(.ok, Array(#"{"status":"ok"}"#.utf8))
        case .ready: return await self.ready()
        case .openAPI: return self.openAPI(inquiry.request)
        case .openAPIWithStreams: return self.openAPI(inquiry.request, withStreams: true)
        case .documentation: return self.documentation(inquiry.request)
        case .documentationFile(let name): return try self.documentationFile(name, inquiry.request)
        case .problem(let kind): return Self.page(about: kind, as: mediaType, inquiry)
        case .events(let id): return try await self.events(of: id, inquiry)
        case .socket(let id): return try await self.socket(of: id, inquiry)
        case .feed: return try await self.feed(inquiry)
        }
    }

    /// Does what may take long on the shared pool, not on the event loop that the connection has with others.
    func aside<Value, Failure: Error>(
        if isLong: Bool = true,
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        guard isLong else { return try await body() }
        return try await withTaskExecutorPreference(globalConcurrentExecutor, operation: body)
    }

    // MARK: - Errors

    private func problem(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case is CancellationError: Problem(JobStoreError(.unavailable, "cancelled"))
        default:
            Problem(
                .internal,
                LocalizedText("An unexpected error occurred.", korean: "예기치 않은 오류가 발생했습니다.")
            )
        }
    }

    func response(to problem: Problem, _ inquiry: Inquiry) -> Response {
        Self.response(to: problem, inquiry.language, inquiry.requestID, inquiry.trace)
    }

    static func response(
        to problem: Problem,
        _ language: Language,
        _ requestID: String,
        _ trace: TraceContext?
    ) -> Response {
        var headers = problem.headers
        headers[.contentType] = "application/problem+json"
        headers[.contentLanguage] = language.rawValue
        headers.append(HTTPField(name: .vary, value: "Accept-Language"))
        let bytes = problem.encoded(in: language, requestID: requestID, trace: trace)
        return Response(
            status: problem.kind.status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    // MARK: - Answers

    static func json(_ status: HTTPResponse.Status, _ bytes: [UInt8], headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The answer to a GET, in short where the client has these bytes already. A cache may keep it and has to ask
    /// every time whether it still holds.
    ///
    /// - Parameter type: of the content; nil for JSON.
    static func unchanged(
        _ bytes: [UInt8],
        _ tag: EntityTag,
        _ inquiry: Inquiry,
        _ headers: HTTPFields,
        type: String? = nil
    ) -> Response {
        var headers = headers
        headers[.eTag] = tag.text
        if headers[.cacheControl] == nil { headers[.cacheControl] = "private, no-cache" }
        if tag.isListed(in: inquiry.request.headers[.ifNoneMatch]) {
            return Response(status: .notModified, headers: headers)
        }
        var response = Self.json(.ok, bytes, headers: headers)
        if let type { response.headers[.contentType] = type }
        return response
    }
}
