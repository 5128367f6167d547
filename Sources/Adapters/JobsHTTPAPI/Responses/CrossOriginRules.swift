import HTTPTypes
import Hummingbird

/// Which pages of other origins may read answers (the Fetch standard's CORS protocol). Without an allowed origin
/// nothing is said about it, and browsers let nobody read.
struct CrossOriginRules: Sendable {
    private static let exposedHeaders = [
        "Location", "ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotent-Replayed", "Link",
        "Preference-Applied", "X-Request-Id",
    ].joined(separator: ", ")
    private static let requestHeaders = [
        "Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Prefer", "Last-Event-ID",
        "Accept-Language", "traceparent", "tracestate", "X-Request-Id",
    ].joined(separator: ", ")
    /// Two hours, the longest that every browser keeps.
    private static let preflightLifetime = "7200"

    private let origins: Set<String>

    init(origins: Set<String>) {
        // Any sandboxed page and any file has the origin `null`.
        self.origins = origins.subtracting(["null", "*"])
    }

    /// Whether pages of this origin may read answers, and open WebSockets.
    func allows(_ origin: String) -> Bool { self.origins.contains { $0.isSameText(as: origin) } }

    /// Adds to an answer of any kind what the request's origin has to know.
    func apply(to response: inout Response, of request: HTTPRequest, methods: String?) {
        guard !self.origins.isEmpty else { return }
        response.addToVary("Origin")
        guard let origin = request.headerFields[.origin], self.allows(origin) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        guard request.method == .options, request.headerFields[.accessControlRequestMethod] != nil else {
            response.headers[.accessControlExposeHeaders] = Self.exposedHeaders
            return
        }
        response.addToVary("Access-Control-Request-Method, Access-Control-Request-Headers")
        response.headers[.accessControlAllowMethods] = methods
        response.headers[.accessControlAllowHeaders] = Self.requestHeaders
        response.headers[.accessControlMaxAge] = Self.preflightLifetime
    }
}

extension Response {
    /// Names another header of the request that the answer depends on.
    mutating func addToVary(_ name: String) {
        self.headers[.vary] = self.headers[.vary].map { "\($0), \(name)" } ?? name
    }
}

extension String {
    fileprivate func isSameText(as other: String) -> Bool { self.utf8.elementsEqual(other.utf8) }
}
