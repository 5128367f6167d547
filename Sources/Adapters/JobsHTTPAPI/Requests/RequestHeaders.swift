import HTTPTypes
import JobsDomain

extension HTTPField.Name {
    static let idempotencyKey = Self.constant("Idempotency-Key")
    static let idempotentReplayed = Self.constant("Idempotent-Replayed")
    static let requestID = Self.constant("X-Request-Id")
    static let traceparent = Self.constant("traceparent")

    /// The initializer fails only for names that are no token, which these are.
    private static func constant(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .via }
}

/// Reads headers that we give a meaning to.
enum RequestHeaders {
    /// The idempotency key, bare or as a quoted string (RFC 8941); nil where there is none.
    ///
    /// - Throws: ``Problem`` `invalidHeader` unless it has 1 to 255 visible ASCII characters.
    static func idempotencyKey(_ headers: HTTPFields) throws(Problem) -> String? {
        guard var key = headers[.idempotencyKey] else { return nil }
        if key.utf8.count >= 2, key.hasPrefix("\""), key.hasSuffix("\"") { key = String(key.dropFirst().dropLast()) }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(
                .invalidHeader,
                LocalizedText(
                    "Idempotency-Key must have 1 to 255 visible ASCII characters.",
                    korean: "Idempotency-Key는 1자 이상 255자 이하의 ASCII 문자여야 합니다."
                )
            )
        }
        return key
    }

    /// The trace context of the caller; a malformed one is no error but none (W3C Trace Context section 3.2).
    static func traceparent(_ headers: HTTPFields) -> String? {
        guard let value = headers[.traceparent] else { return nil }
        let parts = value.split(separator: "-", omittingEmptySubsequences: false)
        let isHexadecimal = parts.allSatisfy { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        }
        guard parts.map(\.count) == [2, 32, 16, 2], isHexadecimal, parts[0] != "ff",
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        return value
    }
}
