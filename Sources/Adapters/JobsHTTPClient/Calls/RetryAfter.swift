import HTTPTransport

/// How long a server asks to wait (RFC 9110 section 10.2.3).
enum RetryAfter {
    /// - Parameter now: Unix seconds, where the answer does not say what time it is for the server.
    /// - Returns: nil where it does not ask, or not in a form that can be understood.
    static func read(_ headers: [HTTPHeader], now: Int) -> Duration? {
        guard let value = headers.first("retry-after") else { return nil }
        if (1...9).contains(value.utf8.count), value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return Int(value).map { .seconds($0) }
        }
        let now = headers.first("date").flatMap(HTTPDate.unixSeconds) ?? now
        return HTTPDate.unixSeconds(value).map { .seconds(max(0, $0 - now)) }
    }
}
