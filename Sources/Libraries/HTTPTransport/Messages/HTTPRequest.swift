/// One request.
public struct HTTPRequest: Sendable {
    public let method: HTTPMethod
    public let url: String
    public let headers: [HTTPHeader]
    public let body: [UInt8]
    /// From now to the last byte of the answer; nil for a stream that lasts as long as it lasts.
    public let timeout: Duration?
    /// How long the parts of the call may take.
    public let limits: CallTimeouts
    /// How large the answer may be.
    public let sizes: AnswerSizes
    /// Whether the proxy of the environment is passed by, as it must be for a server on this machine.
    public let bypassesProxy: Bool
    /// Takes the body of a successful answer as it comes; nil where the answer comes in one piece.
    public let receiver: (any BodyReceiver)?

    public init(
        _ method: HTTPMethod = .post,
        url: String,
        headers: [HTTPHeader],
        body: [UInt8] = [],
        timeout: Duration?,
        limits: CallTimeouts = CallTimeouts(firstByte: .seconds(30)),
        sizes: AnswerSizes = .standard,
        bypassesProxy: Bool = false,
        receiver: (any BodyReceiver)? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.limits = limits
        self.sizes = sizes
        self.bypassesProxy = bypassesProxy
        self.receiver = receiver
    }
}
