/// A complete answer, of whatever status.
struct HTTPResponse: Sendable, Equatable {
    let status: Int
    let headers: [HTTPHeader]
    /// Empty where the request's receiver took it.
    let body: [UInt8]

    init(status: Int, headers: [HTTPHeader] = [], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The provider's own name for the request, if it is a plain word.
    var requestID: String? {
        let value = self.headers.first("x-request-id") ?? self.headers.first("request-id")
        return value.flatMap(PlainWord.init)?.text
    }

    var isSuccess: Bool { (200..<300).contains(self.status) }
}
