/// A complete answer, of whatever status.
public struct HTTPResponse: Sendable, Equatable {
    public let status: Int
    public let headers: [HTTPHeader]
    /// Empty where the request's receiver took it.
    public let body: [UInt8]

    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Whether the status is one of 200 to 299.
    public var isSuccess: Bool { (200..<300).contains(self.status) }
}
