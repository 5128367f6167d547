/// How much clients may submit; nil means without limit.
public struct SubmissionQuotas: Sendable, Equatable {
    /// Of one client: an IPv4 address, or a /64 of IPv6. Beyond it: 429. A process counts what it is asked itself.
    public var rate: SubmissionRate?
    /// Jobs that wait or run, of all clients together. Beyond it: 429.
    public var inFlightJobs: Int?
    /// Jobs that wait, of all clients together. Beyond it: 503.
    ///
    /// Both numbers of jobs are kept exactly by one process, and roughly by several: each knows what the others have
    /// done since it last counted only when it counts again.
    public var waitingJobs: Int? = 1_000_000

    public init(rate: SubmissionRate? = nil, inFlightJobs: Int? = nil, waitingJobs: Int? = 1_000_000) {
        self.rate = rate
        self.inFlightJobs = inFlightJobs
        self.waitingJobs = waitingJobs
    }
}
