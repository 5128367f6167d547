/// Status, headers and body as they are sent, whatever the provider.
public struct PlainAnswer: Sendable {
    public let status: Int
    public let headers: [String: String]
    public let body: String

    public init(_ status: Int, _ body: String, headers: [String: String] = ["Content-Type": "application/json"]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
