import JobsDomain

/// What the simulation itself knows of a job from the commits it saw, independent of the store.
struct JobRecord {
    /// One start of the job, until it loses the job or gives it up.
    struct Claim {
        let fence: Fence
        /// The process that claimed.
        let lane: Int
        let began: Microseconds
        var calls: [UUIDv7] = []
        /// The step for which a model's valid answer reached this claim and is not yet stored.
        var answeredStep: String?
    }

    let id: JobID
    let sequence: Int64
    let queue: String
    let submission: Submission
    var status = JobStatus.pending
    var run = 1
    var fence = Fence.initial
    var lastEvent = 1
    var lastCommand: UUIDv7?
    var leaseEnds: Microseconds = 0
    var notBefore: Microseconds = 0
    var finishedSteps: [String] = []
    var claim: Claim?
    /// When it first started; moments count what happened in the world.
    var firstStart: Int?
    /// When it was first cancelled.
    var firstCancel: Int?
    var wasCancelRequested = false
    /// When its run ended.
    var ended: Microseconds?
}
