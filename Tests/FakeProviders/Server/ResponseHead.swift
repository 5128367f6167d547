/// The head of an answer.
struct ResponseHead: Sendable {
    let status: Int
    var headers: [String: String]

    /// A head whose body has a length.
    func bytes(length: Int) -> [UInt8] { self.bytes(["Content-Length": "\(length)"]) }

    /// - Parameters:
    ///   - more: tells where the body ends.
    ///   - version: of HTTP.
    func bytes(_ more: [String: String], version: String = "1.1") -> [UInt8] {
        var text = "HTTP/\(version) \(self.status) \(Self.reasons[self.status] ?? "Unknown")\r\n"
        for (name, value) in self.headers.merging(more, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            text += "\(name): \(value)\r\n"
        }
        return Array((text + "\r\n").utf8)
    }

    private static let reasons = [
        200: "OK", 307: "Temporary Redirect", 400: "Bad Request", 401: "Unauthorized", 402: "Payment Required",
        403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict",
        413: "Payload Too Large", 422: "Unprocessable Entity", 429: "Too Many Requests",
        500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
        529: "Overloaded",
    ]
}
