public import JobsDomain

/// How one route to a model, or to the local rules, is doing.
public struct ProviderStatus: Sendable, Equatable {
    /// Whether the route is asked.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// The circuit is closed: the route is asked.
        case closed
        /// The circuit is open: the route has failed too often and is not asked.
        case open
        /// One call tries whether the route works again.
        case halfOpen = "half_open"
        /// The provider asked for a pause.
        case coolingDown = "cooling_down"
        /// The local rules, which cannot fail for lack of a provider.
        case alwaysOn = "always_on"
    }

    /// A failed call.
    public struct LastError: Sendable, Equatable {
        /// As in a job's error, for example `rate_limited`.
        public let code: String
        public let at: Timestamp

        public init(code: String, at: Timestamp) {
            self.code = code
            self.at = at
        }
    }

    /// As in `LLM_PROVIDERS`, for example `openai-compatible`.
    public let provider: String
    /// As in a result's `_source`, for example `openai_compatible`.
    public let source: String
    /// The model that is asked for.
    public let model: String
    /// The place in the order in which routes are tried, counted from 1.
    public let position: Int
    public let state: State
    /// When the state ends by itself; nil where it does not, or where nobody knows.
    public let until: Timestamp?
    /// What the route failed of last; nil where that is not known.
    public let lastError: LastError?
    /// What the calls of the last 24 hours came to; nil where there were none.
    public let totals: RouteTotals?

    public init(
        provider: String,
        source: String,
        model: String,
        position: Int,
        state: State,
        until: Timestamp? = nil,
        lastError: LastError? = nil,
        totals: RouteTotals? = nil
    ) {
        self.provider = provider
        self.source = source
        self.model = model
        self.position = position
        self.state = state
        self.until = until
        self.lastError = lastError
        self.totals = totals
    }
}

/// Tells how every configured route is doing, in the order in which they are tried.
public struct ListProviders: Sendable {
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    public let list: @Sendable () async throws(JobStoreError) -> [ProviderStatus]

    public init(_ list: @escaping @Sendable () async throws(JobStoreError) -> [ProviderStatus]) {
        self.list = list
    }
}
