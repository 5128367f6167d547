import JobsDomain

/// A model call whose intent was stored.
struct CallRecord {
    let job: JobID
    let step: String
    let fence: Fence
    /// The process that asks.
    let lane: Int
    var sent: Microseconds?
    var ended: Microseconds?
    var isSettled = false
    /// When its claim was lost; the worker has to find that out and break the call off.
    var lost: Microseconds?

    var isUnderWay: Bool { self.sent != nil && self.ended == nil }
}
