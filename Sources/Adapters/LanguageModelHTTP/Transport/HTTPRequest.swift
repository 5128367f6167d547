/// One POST.
struct HTTPRequest: Sendable {
    let url: String
    let headers: [HTTPHeader]
    let body: [UInt8]
    /// From now to the last byte of the answer.
    let timeout: Duration
    /// Whether the proxy of the environment is passed by, as it must be for a server on this machine.
    let bypassesProxy: Bool

    init(url: String, headers: [HTTPHeader], body: [UInt8], timeout: Duration, bypassesProxy: Bool = false) {
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.bypassesProxy = bypassesProxy
    }
}
