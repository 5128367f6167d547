import HTTPTypes
public import Hummingbird
public import JobsApplication
import JobsDomain
import Logging
import NIOCore

/// The HTTP API over a ``JobService``: finds the route, calls the use case, and turns every error into
/// `application/problem+json`.
///
/// Routing is done here, by a table of eleven paths, because the framework's router answers an unknown method on
/// a known path with 404 and without `Allow`.
public struct HTTPAPI: HTTPResponder {
    public typealias Context = APIContext

    let service: JobService
    let defaultLanguage: Language
    let readiness: Readiness
    let runtime: JobRuntime
    let body: RequestBodyReader

    /// - Parameters:
    ///   - service: the use cases.
    ///   - defaultLanguage: of messages, where the client asks for none of ours.
    ///   - isDraining: whether the process is about to end.
    ///   - runtime: time and identifiers.
    public init(
        service: JobService,
        defaultLanguage: Language,
        isDraining: @escaping @Sendable () -> Bool,
        runtime: JobRuntime
    ) {
        self.service = service
        self.defaultLanguage = defaultLanguage
        self.readiness = Readiness(service: service, isDraining: isDraining, uptime: runtime.uptime)
        self.runtime = runtime
        self.body = RequestBodyReader(sleep: runtime.sleep)
    }

    public func respond(to request: Request, context: APIContext) async throws -> Response {
        let requestID = Self.requestID(of: request) ?? self.runtime.makeID().description
        let language = Language.negotiated(request.headers[.acceptLanguage], default: self.defaultLanguage)
        var response: Response
        do {
            response = try await self.answer(request, language)
        } catch let problem as Problem {
            response = Self.response(to: problem, language, requestID)
        } catch is CancellationError {
            response = Self.response(to: Problem(JobStoreError(.unavailable, "cancelled")), language, requestID)
        } catch {
            context.logger.error(
                "a request failed unexpectedly",
                metadata: ["error.message": "\(error)", "http.request.id": "\(requestID)"]
            )
            let detail = LocalizedText("An unexpected error occurred.", korean: "예기치 않은 오류가 발생했습니다.")
            response = Self.response(to: Problem(.internal, detail), language, requestID)
        }
        response.headers[.requestID] = requestID
        response.headers[.xContentTypeOptions] = "nosniff"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if response.headers[.connection] == "close" { response = context.closing(response) }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, _ language: Language) async throws -> Response {
        guard let route = Route(path: request.uri.path) else {
            let detail = LocalizedText("There is nothing at this path.", korean: "이 경로에는 아무것도 없습니다.")
            throw Problem(.notFound, detail)
        }
        let method = request.method == .head ? .get : request.method
        if method == .options { return Response(status: .noContent, headers: [.allow: route.allow]) }
        guard route.methods.contains(method) else {
            let detail = LocalizedText(
                "Allowed here: \(route.allow).",
                korean: "이 경로에서 허용되는 메서드: \(route.allow)."
            )
            throw Problem(.methodNotAllowed, detail, headers: [.allow: route.allow])
        }
        switch route {
        case .jobs where method == .post: return try await self.submit(request)
        case .jobs: return try await self.list(request, language)
        case .job(let id): return try await self.read(id, language)
        case .cancel(let id): return try await self.cancel(id, language)
        case .retry(let id): return try await self.retry(id, language)
        case .calls(let id): return try await self.calls(of: id)
        case .workflows: return self.workflows()
        case .providers: return try await self.providers()
        case .statistics: return try await self.statistics()
        case .live: return Self.json(.ok, Array(#"{"status":"ok"}"#.utf8))
        case .ready: return await self.ready()
        case .openAPI: return Self.json(.ok, OpenAPIDocument.json)
        }
    }

    /// A request id that the client or a proxy gave, if it is harmless.
    private static func requestID(of request: Request) -> String? {
        guard let id = request.headers[.requestID], (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return id
    }

    static func response(to problem: Problem, _ language: Language, _ requestID: String) -> Response {
        var headers = problem.headers
        headers[.contentType] = "application/problem+json"
        headers[.contentLanguage] = language.rawValue
        headers.append(HTTPField(name: .vary, value: "Accept-Language"))
        let bytes = problem.encoded(in: language, requestID: requestID)
        return Response(
            status: problem.kind.status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    static func json(_ status: HTTPResponse.Status, _ bytes: [UInt8], headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
