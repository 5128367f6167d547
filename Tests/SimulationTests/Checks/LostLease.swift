import JobsDomain

/// A lease that ran out while its job was processing.
struct LostLease {
    let job: JobID
    /// The process that held it.
    let lane: Int
    let ended: Microseconds
}
