import HTTPTypes
import JobsDomain

extension HTTPField.Name {
    static let idempotencyKey = Self.constant("Idempotency-Key")
    static let idempotentReplayed = Self.constant("Idempotent-Replayed")
    static let requestID = Self.constant("X-Request-Id")
    static let traceparent = Self.constant("traceparent")
    static let rateLimit = Self.constant("RateLimit")
    static let rateLimitPolicy = Self.constant("RateLimit-Policy")
    static let link = Self.constant("Link")
    static let acceptPost = Self.constant("Accept-Post")

    /// The initializer fails only for names that are no token, which these are.
    static func constant(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .via }
}

/// Reads headers that we give a meaning to.
enum RequestHeaders {
    /// The idempotency key, bare or as a quoted string (RFC 8941); nil where there is none.
    ///
    /// - Throws: ``Problem`` `invalidHeader` unless it has 1 to 255 visible ASCII characters, none of them a quotation
    ///   mark.
    static func idempotencyKey(_ headers: HTTPFields) throws(Problem) -> String? {
        guard var key = headers[.idempotencyKey] else { return nil }
        if key.utf8.count >= 2, key.hasPrefix("\""), key.hasSuffix("\"") { key = String(key.dropFirst().dropLast()) }
        guard (1...255).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") })
        else {
            throw Problem(
                .invalidHeader,
                LocalizedText(
                    "Idempotency-Key must have 1 to 255 visible ASCII characters, without quotation marks inside.",
                    korean: "Idempotency-Key는 따옴표를 뺀 1자 이상 255자 이하의 ASCII 문자여야 합니다."
                )
            )
        }
        return key
    }

    /// The trace context of the caller; a malformed one is no error but none (W3C Trace Context section 3.2).
    static func trace(_ headers: HTTPFields) -> TraceContext? {
        headers[.traceparent].flatMap { TraceContext(traceparent: $0) }
    }

    /// A request id that the client or a proxy gave, if it is harmless.
    static func requestID(_ headers: HTTPFields) -> String? {
        guard let id = headers[.requestID], (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return id
    }
}
