/// One POST.
struct HTTPRequest: Sendable {
    let url: String
    let headers: [HTTPHeader]
    let body: [UInt8]
    /// From now to the last byte of the answer.
    let timeout: Duration
    /// How long the parts of the call may take.
    let limits: CallTimeouts
    /// Whether the proxy of the environment is passed by, as it must be for a server on this machine.
    let bypassesProxy: Bool
    /// Takes the body of a successful answer as it comes; nil where the answer comes in one piece.
    let receiver: (any BodyReceiver)?

    init(
        url: String,
        headers: [HTTPHeader],
        body: [UInt8],
        timeout: Duration,
        limits: CallTimeouts = .hosted,
        bypassesProxy: Bool = false,
        receiver: (any BodyReceiver)? = nil
    ) {
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.limits = limits
        self.bypassesProxy = bypassesProxy
        self.receiver = receiver
    }
}
