public import HTTPConnections

/// Everything about the API that can be set.
public struct APISettings: Sendable {
    /// The language of messages where the client asks for none of ours.
    public var defaultLanguage = Language.korean
    /// Origins whose pages may read answers, written as browsers do: `https://app.example.org`. Empty: those of no
    /// other origin. There is no word for all origins, and `null` is never one of them.
    public var allowedOrigins: Set<String> = []
    /// Whether every request is logged. Answers of 500 and above are logged in any case.
    public var logsRequests = true
    /// What clients may submit.
    public var quotas = SubmissionQuotas()
    /// Streams of events that may be open at the same time for one client: an IPv4 address, or a /64 of IPv6.
    public var maximumStreamsPerClient = 2_000
    /// How often a stream says that it is alive where nothing happens; proxies close what is silent for a minute.
    public var heartbeat = Duration.seconds(15)
    /// Whose word about a client's address counts.
    public var trustedProxies: [AddressRange] = []

    public init() {}
}
