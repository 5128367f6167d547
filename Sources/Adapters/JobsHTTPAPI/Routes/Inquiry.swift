import HTTPTypes
import Hummingbird
import JobsApplication
import JobsDomain
import NIOCore

/// A request with what the API knows of it before it answers.
struct Inquiry: Sendable {
    let request: Request
    /// Nil where there is nothing at the path.
    let route: Route?
    /// `GET` also for `HEAD`, whose answer is made in the same way.
    let method: HTTPRequest.Method
    /// Of messages.
    let language: Language
    let requestID: String
    let trace: TraceContext?
    let client: Client
    /// What the request came by.
    let channel: any Channel
    /// In uptime.
    let startedAt: Duration

    init(_ request: Request, on channel: any Channel, settings: APISettings, runtime: JobRuntime) {
        self.startedAt = runtime.uptime()
        self.request = request
        self.channel = channel
        self.route = Route(path: request.uri.path)
        self.method = request.method == .head ? .get : request.method
        self.language = Language.negotiated(request.headers[.acceptLanguage], default: settings.defaultLanguage)
        self.requestID = RequestHeaders.requestID(request.headers) ?? runtime.makeID().description
        self.trace = RequestHeaders.trace(request.headers)
        self.client = Client(request.headers, trusted: settings.trustedProxies)
    }

    /// The media type to answer with.
    ///
    /// - Throws: ``Problem`` `notAcceptable` where the client takes none that there is.
    func mediaType(of types: [String]) throws(Problem) -> String {
        guard let accept = AcceptHeader(self.request.headers[.accept]), !types.isEmpty else { return types.first ?? "" }
        if let best = accept.best(of: types) { return best }
        let names = types.joined(separator: ", ")
        throw Problem(
            .notAcceptable,
            LocalizedText("Available here: \(names).", korean: "이 경로에서 제공하는 형식: \(names).")
        )
    }
}
