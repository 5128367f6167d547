/// How much may be spent, in thousand-millionths of a US dollar; nil means no limit.
///
/// A call is made only while what has been spent and what the call can cost at most stay within. Models
/// without a known price are outside of it: nobody can count what they cost.
public struct SpendingLimits: Sendable, Hashable {
    public var perJob: Int64?
    /// For all jobs and processes together, by UTC days.
    public var perDay: Int64?

    public init(perJob: Int64? = nil, perDay: Int64? = nil) {
        self.perJob = perJob
        self.perDay = perDay
    }
}
