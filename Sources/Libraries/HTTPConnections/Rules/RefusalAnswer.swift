public import HTTPTypes

/// What a refused client reads. Status, `Content-Length` and `Connection: close` are added, and `Retry-After`
/// where a later try may succeed and none is given.
public struct RefusalAnswer: Sendable {
    public var headers: HTTPFields
    public var body: [UInt8]

    public init(headers: HTTPFields = [:], body: [UInt8] = []) {
        self.headers = headers
        self.body = body
    }
}
