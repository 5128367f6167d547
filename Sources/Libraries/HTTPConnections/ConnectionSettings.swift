/// Every limit that a server sets on its connections. The defaults suit a small JSON service.
public struct ConnectionSettings: Sendable {
    /// Connections open at the same time; one more is answered 503 and closed.
    public var maximumConnections = 10_000
    /// Connections open at the same time from one address (IPv6: from one /64); one more is answered 429 and
    /// closed. Those of ``trustedProxies`` are not counted, because they carry many clients.
    public var maximumConnectionsPerAddress = 5_000

    /// From the first byte of a request's head, or from the opening of a connection, to the end of the head.
    public var headerDeadline = Duration.seconds(10)
    /// How long a connection may stay open between two requests.
    public var idleTimeout = Duration.seconds(60)
    /// From the head of a request to the end of its body.
    public var bodyDeadline = Duration.seconds(60)
    /// Bytes a second that a body has to arrive with on average, after ``bodyRateGrace``.
    public var minimumBodyRate = 1 << 10
    public var bodyRateGrace = Duration.seconds(5)
    /// How long bytes of an answer may wait without the client taking any. It holds for streams and WebSockets too.
    public var writeStall = Duration.seconds(30)
    /// How long a connection that the server has ended is still read, so that the client gets the last answer.
    public var linger = Duration.seconds(2)

    /// Bytes of the names and values of all fields of a request, and of its target.
    public var headerBytes = 32 << 10
    /// Fields of a request, trailers included.
    public var headerFields = 100
    /// Bytes of one name or one value.
    public var headerFieldBytes = 16 << 10
    /// Bytes of a request's target.
    public var uriBytes = 8 << 10
    /// Bytes of a request's body. On the wire it may take twice as much and 64 KiB, for chunked coding.
    public var bodyBytes = 6 << 20
    /// Bytes of the bodies of all requests that have arrived and are not answered yet.
    public var bodyBytesInMemory = 256 << 20
    /// Requests that one connection may have waiting behind the one that is being answered.
    public var pipelinedRequests = 32

    /// Whose word about a client's address counts.
    public var trustedProxies: [AddressRange] = []
    /// The names that the server answers to, without port; `*.example.org` means every name below
    /// `example.org`. Empty: any name.
    public var allowedHosts: [String] = []

    public init() {}
}
